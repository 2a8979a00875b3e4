"""One Slack with several teams, as an app sees it that is installed in more than one: a playground for each team."""

from types import TracebackType
from typing import Self

from aiohttp import web

from .doors.slack import bearer, read_arguments
from .errors import SlackError
from .server import Playground


class Teams:
    """One address for the Web API and for installing, before running playgrounds that share their credentials.

    A call goes to the team whose token it bears; an installation to the team that the person chooses, which is what
    `team` in the address of Slack's page says. Events come from each team itself.
    """

    def __init__(self, *playgrounds: Playground, host: str = "127.0.0.1") -> None:
        if len({playground.world.team.id for playground in playgrounds}) < len(playgrounds):
            raise ValueError("Each team needs an id of its own.")
        self._playgrounds = playgrounds
        self._host = host
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def api_url(self) -> str:
        """The Web API's address, for `SLACK_API_URL`."""
        return f"http://{self._host}:{self._port}/api/"

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Have the team answer whose call it is."""
        try:
            args = await read_arguments(request)
        except SlackError:
            args = {}  # whoever answers will say so
        token, code = bearer(request, args), str(args.get("code", ""))
        return await self._whose(token, code).slack.call(request)

    def _whose(self, token: str, code: str) -> Playground:
        """The team that gave the token or the code; one that nobody gave is refused by any."""
        given = (p for p in self._playgrounds if p.tokens.kind_of(token) != "unknown" or p.tokens.gave_code(code))
        return next(given, self._playgrounds[0])

    async def authorize(self, request: web.Request) -> web.Response:
        """Slack's page, where a person chooses a team and says yes."""
        chosen = [p for p in self._playgrounds if p.world.team.id == request.query.get("team")]
        if not chosen:
            return web.Response(status=400, text="Which team? Put it into the address as `team`.")
        door = chosen[0].consent
        return await (door.ask(request) if request.method == "GET" else door.decide(request))

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self.call)
        for method in ("GET", "POST"):
            app.router.add_route(method, "/oauth/v2/authorize", self.authorize)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
