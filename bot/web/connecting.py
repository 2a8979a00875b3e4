"""The page on which a member connects calendars: nothing of it is ever typed into Slack."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Final, TypeVar
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.learning_blocks import connections, consents
from bot.learning_blocks.connection_secrets import Secret
from bot.ports.calendar import CalendarRefused, CalendarSeen, CalendarUnavailable
from bot.ports.calendar_access import CalendarConsent
from bot.web.connecting_form import LONGEST, BadForm, Shown, Typed, login_in, sentence, typed_in
from bot.web.doorway import Doorway, Visit
from bot.web.forms import posted
from bot.web.pages import Pages, View
from bot.web.parts import CalendarParts, WebParts
from bot.web.signing_in import neutral, only_looks
from bot.workspaces.local_time import zone_of
from bot.workspaces.secrets import WrongKey
from bot.workspaces.signing_in import LEADS_TO, SignedIn
from models.blocks import BlockMember

log = structlog.stdlib.get_logger(__name__)
Found = TypeVar("Found")

HERE: Final = "/wiki/calendar"
COMMAND: Final = LEADS_TO[HERE]
NAMES: Final = {
    "caldav": "CalDAV",
    "google": "Google Calendar",
    "microsoft": "Microsoft 365",
    "email": "Invitations by e-mail",
}
PATIENCE: Final = 30.0
"""Seconds that a person waits for their calendar to be tried."""
_AT_ONCE: Final = 8
_DONE: Final = {
    **{
        kind: f"Your {name} calendar is connected. Your learning blocks are on their way into it."
        for kind, name in (("caldav", "CalDAV"), ("google", "Google"), ("microsoft", "Microsoft 365"))
    },
    "asked": "A letter is on its way to that address. Open the link in it in this browser, within 12 hours.",
    "email": "The address is confirmed. Your learning blocks are on their way to it as invitations.",
    "disconnected": "The calendar is disconnected. Your learning blocks are being taken out of it.",
}


class Connecting:
    """The endpoints of connecting and disconnecting."""

    def __init__(self, parts: WebParts, connecting: CalendarParts, pages: Pages, doorway: Doorway) -> None:
        self._parts = parts
        self._calendars = connecting.calendars
        self._secrets = connecting.secrets
        self._feeds = connecting.feeds
        self._pages = pages
        self._doorway = doorway
        # Whoever connects has Thrice ask other machines: so many at once, and the others wait.
        self._turns = asyncio.Semaphore(_AT_ONCE)
        # And each person one: a server that keeps us waiting keeps nobody else from connecting.
        self._turns_of: WeakValueDictionary[SignedIn, asyncio.Lock] = WeakValueDictionary()

    def routes(self) -> list[Route]:
        """Return the routes; they stand before the wiki's, which take whatever else lies under /wiki."""
        return [
            Route(HERE, self._front, methods=["GET"]),
            Route(HERE, self._log_in, methods=["POST"]),
            Route(f"{HERE}/disconnect", self._disconnect, methods=["POST"]),
            Route(f"{HERE}/begin/{{kind}}", self._begin),
            Route("/calendar/connected/{kind}", self._come_back),
        ]

    async def _front(self, request: Request) -> Response:
        return await self.shows(request, Shown(done=_DONE.get(request.query_params.get("done", ""), "")))

    async def shows(self, request: Request, shown: Shown) -> Response:
        """Show the page with what was done, or what went wrong."""
        return await self._doorway.page(partial(self._page, shown=shown), or_by=COMMAND)(request)

    async def _page(self, _request: Request, visit: Visit, *, shown: Shown) -> View:
        member = await visit.uow.blocks.member(visit.reader.user_id)
        takes_part = member is not None and member.left_at is None
        values = {
            "shown": shown,
            "takes_part": takes_part,
            "connected": await visit.uow.calendars.of_member(visit.reader.user_id) if takes_part else (),
            "names": NAMES,
            "apps": [kind for kind in ("google", "microsoft") if self._calendars.consent(kind) is not None],
            "feed": self._feed(member, visit.uow.workspace_id) if member is not None and takes_part else None,
            "longest": LONGEST,
            "can_mail": self._calendars.invitations is not None,
        }
        return View("calendar.html", values, shown.status)

    def _feed(self, member: BlockMember, workspace_id: int) -> str | None:
        try:
            return self._feeds.address(member, workspace_id)
        except WrongKey:
            return None

    async def _log_in(self, request: Request) -> Response:
        """Try a CalDAV login, and keep it."""
        who = await self._doorway.who(request)
        if who is None or not self._doorway.comes_from_us(request):
            return self.turned_away(who)
        form = await posted(request)
        if form is None:
            return self._pages.message(
                "Too much", "This form cannot be read.", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            )
        typed = typed_in(form)
        try:
            login, zone = login_in(form), await self._zone_of(who)
            login, seen = await self.in_turn(who, partial(self._calendars.try_login, login, zone))
            await self._keep(who, "caldav", login, seen)
        except BadForm as wrong:
            return await self._refused(request, str(wrong), replace(typed, wrong=wrong.field))
        except (CalendarRefused, CalendarUnavailable) as error:
            return await self._failed(request, "caldav", error, typed)
        return RedirectResponse(f"{HERE}?done=caldav", HTTPStatus.SEE_OTHER)

    async def _disconnect(self, request: Request) -> Response:
        who = await self._doorway.who(request)
        if who is None or not self._doorway.comes_from_us(request):
            return self.turned_away(who)
        number = (await posted(request) or {}).get("connection", "")
        try:
            async with self._parts.storage.begin(who.workspace_id) as uow:
                await connections.disconnect(uow, who.user_id, _number(number), at=self._parts.clock())
        except connections.NotConnected as refused:
            return await self._refused(request, str(refused), status=HTTPStatus.CONFLICT)
        return RedirectResponse(f"{HERE}?done=disconnected", HTTPStatus.SEE_OTHER)

    async def _begin(self, request: Request) -> Response:
        """Send the browser to the window in which its provider asks for consent."""
        if only_looks(request):
            return neutral(self._pages)
        who, kind = await self._doorway.who(request), request.path_params["kind"]
        consent = self._calendars.consent(kind)
        if who is None or consent is None:
            return self._pages.sign_in_first(or_by=COMMAND) if who is None else self._pages.not_found()
        begun = consent.begin(self._calendars.redirect(kind))
        async with self._parts.storage.begin(who.workspace_id) as uow:
            await connections.may_connect(uow, who.user_id)
            at = self._parts.clock()
            session = self._session(request)
            await consents.begin(uow, who.user_id, kind, begun, session=session, secrets=self._secrets, at=at)
        return RedirectResponse(begun.address, HTTPStatus.SEE_OTHER)

    async def _come_back(self, request: Request) -> Response:
        """Take what a provider's window sent the browser back with."""
        if only_looks(request):
            return neutral(self._pages)
        who, kind = await self._doorway.who(request), request.path_params["kind"]
        consent = self._calendars.consent(kind)
        if who is None or consent is None:
            return self._pages.sign_in_first(or_by=COMMAND) if who is None else self._pages.not_found()
        try:
            await self._let_in(request, who, kind, consent)
        except consents.NotExpected as refused:
            return await self._refused(request, str(refused), status=HTTPStatus.FORBIDDEN)
        except (CalendarRefused, CalendarUnavailable) as error:
            return await self._failed(request, kind, error)
        return RedirectResponse(f"{HERE}?done={kind}", HTTPStatus.SEE_OTHER)

    async def _let_in(self, request: Request, who: SignedIn, kind: str, consent: CalendarConsent) -> None:
        query, at, session = request.query_params, self._parts.clock(), self._session(request)
        async with self._parts.storage.begin(who.workspace_id) as uow:
            state = query.get("state", "")
            verifier = await consents.finish(
                uow, who.user_id, kind, state, session=session, secrets=self._secrets, at=at
            )
        if "code" not in query:
            raise CalendarRefused(f"You did not let Thrice into your {NAMES[kind]}. Nothing was connected.")
        zone = await self._zone_of(who)
        redirect = self._calendars.redirect(kind)
        tokens = await self.in_turn(who, partial(consent.finish, query["code"], verifier=verifier, redirect=redirect))
        tokens, seen = await self.in_turn(who, partial(self._calendars.try_tokens, kind, tokens, zone))
        await self._keep(who, kind, tokens, seen)

    async def _zone_of(self, who: SignedIn) -> ZoneInfo:
        async with self._parts.storage.look(who.workspace_id) as uow:
            return zone_of((await connections.may_connect(uow, who.user_id)).tz)

    async def _keep(self, who: SignedIn, kind: str, secret: Secret, seen: CalendarSeen) -> None:
        async with self._parts.storage.begin(who.workspace_id) as uow:
            at = self._parts.clock()
            await connections.connect(uow, who.user_id, kind, secret, seen, secrets=self._secrets, at=at)

    async def in_turn(self, who: SignedIn, tries: Callable[[], Awaitable[Found]]) -> Found:
        """Ask another machine something for a person who waits. Raises `CalendarUnavailable` after half a minute."""
        own = self._turns_of.setdefault(who, asyncio.Lock())
        try:
            async with asyncio.timeout(PATIENCE), own, self._turns:
                return await tries()
        except TimeoutError:
            raise CalendarUnavailable(f"no answer in {PATIENCE:g} s") from None

    async def _failed(
        self, request: Request, kind: str, error: CalendarRefused | CalendarUnavailable, typed: Typed | None = None
    ) -> Response:
        log.info("calendar_not_connected", kind=kind, error=type(error).__name__)
        return await self._refused(request, sentence(error, kind), typed)

    async def _refused(
        self,
        request: Request,
        error: str,
        typed: Typed | None = None,
        status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    ) -> Response:
        return await self.shows(request, Shown(error=error, typed=typed or Typed(), status=status))

    def turned_away(self, who: SignedIn | None) -> Response:
        """Answer a form of a stranger, or one that was sent from another site."""
        if who is None:
            return self._pages.sign_in_first(or_by=COMMAND)
        return self._pages.message(
            "Not from here", "This form was sent from another site.", status=HTTPStatus.FORBIDDEN
        )

    def _session(self, request: Request) -> str:
        return request.cookies.get(self._doorway.cookie, "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
