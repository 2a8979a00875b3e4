"""Invitations by e-mail on the page of calendars: an address is given, asked by a letter, and confirmed from it."""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import NotFound
from bot.learning_blocks import confirming
from bot.learning_blocks.addresses import BadAddress, read_address
from bot.learning_blocks.confirming import NotTheirs, TooManyTries
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.ports.invitation import Invitations
from bot.web.connecting import HERE, Connecting
from bot.web.connecting_form import Shown, Typed, sentence
from bot.web.doorway import Doorway
from bot.web.forms import posted
from bot.web.pages import Pages, View
from bot.web.parts import CalendarParts, WebParts
from bot.web.signing_in import neutral, only_looks, used
from bot.workspaces.signing_in import LinkUsed, SignedIn

log = structlog.stdlib.get_logger(__name__)

_MOST_SHOWN: Final = 254


@dataclass(frozen=True)
class Inviting:
    """The endpoints of giving an address and of confirming it. `page` is the page that they lead back to."""

    parts: WebParts
    connecting: CalendarParts
    pages: Pages
    doorway: Doorway
    page: Connecting

    def routes(self) -> list[Route]:
        """Return the routes; none where no mail server is set up."""
        if self.connecting.calendars.invitations is None:
            return []
        link = confirming.PATH + "{token}"
        return [
            Route(f"{HERE}/email", self._ask, methods=["POST"]),
            Route(link, self._look, methods=["GET"]),
            Route(link, self._confirm, methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        """Write to an address whether it may be sent invitations."""
        who = await self.doorway.who(request)
        if who is None or not self.doorway.comes_from_us(request):
            return self.page.turned_away(who)
        form = await posted(request) or {}
        typed = form.get("email", "")
        try:
            await self._write(who, read_address(typed))
        except (BadAddress, TooManyTries) as refused:
            return await self._refused(request, str(refused), typed)
        except (CalendarRefused, CalendarUnavailable) as error:
            log.info("address_not_asked", error=type(error).__name__)
            return await self._refused(request, sentence(error, "email"), typed)
        return RedirectResponse(f"{HERE}?done=asked", HTTPStatus.SEE_OTHER)

    async def _write(self, who: SignedIn, address: str) -> None:
        invitations: Invitations | None = self.connecting.calendars.invitations
        if invitations is None:
            raise CalendarUnavailable("no mail server is set up")
        async with self.parts.storage.begin(who.workspace_id) as uow:
            letter = await confirming.ask(
                uow,
                who.user_id,
                address,
                secrets=self.connecting.secrets,
                public_url=self.parts.settings.public_url,
                at=self.parts.clock(),
            )
        # Once, whatever comes of it: a letter to somebody who did not ask for it is not tried again.
        await self.page.in_turn(who, partial(invitations.write, letter))

    async def _look(self, request: Request) -> Response:
        """Show what the link is about, with the button that confirms it: looking at it uses nothing up."""
        if only_looks(request):
            return neutral(self.pages)
        return await self._about(request, await self.doorway.who(request))

    async def _confirm(self, request: Request) -> Response:
        who = await self.doorway.who(request)
        if who is None or not self.doorway.comes_from_us(request):
            return self.page.turned_away(who)
        try:
            async with self.parts.storage.begin(who.workspace_id) as uow:
                token, at = request.path_params["token"], self.parts.clock()
                await confirming.confirm(uow, who.user_id, token, secrets=self.connecting.secrets, at=at)
        except (NotTheirs, LinkUsed, NotFound) as refused:
            return self._spent(refused)
        return RedirectResponse(f"{HERE}?done=email", HTTPStatus.SEE_OTHER)

    async def _about(self, request: Request, who: SignedIn | None) -> Response:
        if who is None:
            return self.pages.message(
                "Sign in first",
                "This link works for the member who asked for it, signed in. If that is you, type this in Slack, open"
                " the page, and then this link again in the same browser. If it is not, there is nothing to do.",
                status=HTTPStatus.UNAUTHORIZED,
                command="/thrice focus connect",
            )
        token = request.path_params["token"]
        try:
            async with self.parts.storage.look(who.workspace_id) as uow:
                at = self.parts.clock()
                address = await confirming.look(uow, who.user_id, token, secrets=self.connecting.secrets, at=at)
        except (NotTheirs, LinkUsed, NotFound) as refused:
            return self._spent(refused)

        async def shown(_request: Request, _visit: object) -> View:
            return View("confirm_address.html", {"address": address})

        return await self.doorway.page(shown)(request)

    def _spent(self, refused: NotTheirs | LinkUsed | NotFound) -> Response:
        if isinstance(refused, NotFound):
            return self.pages.not_found()
        if isinstance(refused, LinkUsed):
            return used(self.pages, refused)
        return self.pages.message("Not your link", str(refused), status=HTTPStatus.FORBIDDEN)

    async def _refused(self, request: Request, error: str, typed: str) -> Response:
        shown = Typed(email=typed[:_MOST_SHOWN], wrong="email")
        return await self.page.shows(request, Shown(error=error, typed=shown, status=HTTPStatus.UNPROCESSABLE_ENTITY))
