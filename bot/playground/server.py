"""The playground as a whole: its parts, put together and listening on loopback."""

import asyncio
import secrets
from types import TracebackType
from typing import NamedTuple, Self

from aiohttp import web

from . import page
from .calendar.authority import Authority
from .calendar.calendars import Calendars
from .delivery.faults import Faults
from .delivery.http import HttpLine
from .delivery.outbox import Line, Outbox
from .delivery.sockets import Sockets
from .doors.acts import ActsDoor
from .doors.availability import AvailabilityDoor
from .doors.calendar import CalendarDoor
from .doors.clock import ClockDoor
from .doors.consent import ConsentDoor
from .doors.control import ControlDoor
from .doors.google import API, CONSENT, PREFIX, GoogleDoor
from .doors.people import PeopleDoor
from .doors.reading import sentences
from .doors.slack import SlackDoor
from .doors.timeline import show_for_people
from .interactions.acting import Acting
from .interactions.response_urls import ResponseUrls
from .interactions.triggers import Triggers
from .manifest import read_manifest
from .options import Options
from .web_api.limits import Limits
from .web_api.router import WebApi
from .web_api.services import Services, Tokens
from .world import rooms
from .world.folk import add_person
from .world.world import World

_LARGEST_REQUEST = 4 * 1024 * 1024


class CalendarUrls(NamedTuple):
    """Google's addresses: of the events, of the window that asks for consent, and before `/token` and `/revoke`."""

    api: str
    consent: str
    tokens: str


class Playground:
    """A Slack workspace on loopback, with one app installed in it.

    ```python
    async with Playground(Options(port=0, request_url=…)) as playground:
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
    ```
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options if options is not None else Options()
        self.world = World(self.options, read_manifest(self.options.manifest))
        world = self.world
        _first_member(world)
        self.signing_secret = self.options.credentials.signing_secret
        self.faults = Faults()
        self.tokens = Tokens(world.app_id, world.manifest.scopes, self.options.credentials)
        self.http = HttpLine(self.options, self.signing_secret)
        self.sockets = Sockets(self.options, world.ids, world.app_id)
        self.line = Line(self.http, self.sockets)
        self.outbox = Outbox(world, self.line, self.faults, self.options)
        clock = self.options.clock
        triggers = Triggers(world.ids, clock, self.options.pace.trigger_seconds)
        limits = Limits(clock, on=self.options.rate_limits, scale=self.options.rate_scale)
        self.services = Services(
            self.tokens, triggers, self.sockets, limits, self._socket_url, self.uninstall, self.take_back
        )
        self.api = WebApi(world, self.services)
        self.response_urls = ResponseUrls(world, lambda: self.url)
        self.acting = Acting(world, self.outbox, triggers, self.response_urls)
        self.slack = SlackDoor(
            self.api,
            faults=self.faults,
            urls=self.response_urls,
            sockets=self.sockets,
            tokens=self.tokens,
            ids=world.ids,
        )
        self.consent = ConsentDoor(world, self.tokens)
        self.calendars = Calendars(world)
        self.letting_in = Authority(
            client_id=f"{secrets.token_hex(8)}.apps.playground.example",
            client_secret=secrets.token_hex(16),
            redirect=self.options.calendar_redirect,
        )
        self._runner: web.AppRunner | None = None
        self._port = 0

    # Where it is ------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{self.options.host}:{self._port}"

    @property
    def api_url(self) -> str:
        """The Web API's address, for `base_url` or `SLACK_API_URL`."""
        return f"{self.url}/api/"

    @property
    def calendar_urls(self) -> CalendarUrls:
        """Where an app finds the calendars that stand in for Google's."""
        return CalendarUrls(self.url + API, self.url + CONSENT, self.url + PREFIX)

    @property
    def bot_token(self) -> str:
        """The installed app's bot token."""
        return self.tokens.bot

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.tokens.app

    def _socket_url(self) -> str:
        return f"ws://{self.options.host}:{self._port}/socket?ticket={self.sockets.ticket()}&app_id={self.world.app_id}"

    # What happens to it -----------------------------------------------------------------------------

    def uninstall(self) -> None:
        """Remove the app: Slack tells it twice, then its tokens are worthless."""
        self.world.happened({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.world.bot.id]}})
        self.world.happened({"type": "app_uninstalled"})
        self.world.installed = False
        self.tokens.revoke_all()

    def take_back(self, user: str) -> None:
        """Make the token worthless by which the app acts for somebody, and tell the app."""
        if self.tokens.revoke_of(user):
            self.world.happened({"type": "tokens_revoked", "tokens": {"oauth": [user], "bot": []}})

    async def start(self) -> None:
        """Listen. Raises OSError if the port is taken."""
        await self.http.open()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.options.host, self.options.port)
        try:
            await site.start()
        except OSError:
            await self.stop()
            raise
        self._port = self._runner.addresses[0][1]

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[sentences], client_max_size=_LARGEST_REQUEST)
        people = PeopleDoor(self.world, self.options)
        doors = (
            self.slack,
            people,
            self.consent,
            AvailabilityDoor(self.world),
            ClockDoor(self.world, self.options),
            CalendarDoor(self.world, self.calendars),
            GoogleDoor(self.world, self.calendars, self.letting_in),
            ActsDoor(self.world, self.acting, lambda message: show_for_people(self.world, message)),
            ControlDoor(
                self.world,
                services=self.services,
                line=self.line,
                outbox=self.outbox,
                faults=self.faults,
                api=self.api,
                show_person=people.person_json,
            ),
        )
        for door in doors:
            door.add_to(app)
        app.router.add_get("/", _index)
        app.router.add_static("/page", page.FILES)
        return app

    async def stop(self) -> None:
        """Stop listening and give up what is on its way."""
        await self.outbox.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.http.close()
        # aiohttp closes its connections on the next turn of the loop.
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()


async def _index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(
        page.FILES / "index.html", headers={"Content-Security-Policy": page.CONTENT_SECURITY_POLICY}
    )


def _first_member(world: World) -> None:
    """Every workspace has an owner and a #general before any app is installed in it."""
    owner = add_person(world, "admin", real_name="Ada Admin", is_owner=True, is_admin=True)
    rooms.create_channel(world, "general", owner)
