"""The doorway of the wiki: who a browser belongs to, and what that person may read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.web.pages import Pages, View
from bot.web.parts import WebParts
from bot.workspaces import signing_in
from bot.workspaces.audience import Reader, reader_of
from bot.workspaces.signing_in import SignedIn
from models.uow import UnitOfWork


@dataclass(frozen=True)
class Visit:
    """A signed-in person's request: a unit of work that only reads, what they may read, and how they are called."""

    uow: UnitOfWork
    reader: Reader
    name: str
    team: str


Read = Callable[[Request, Visit], Awaitable[View | None]]


class Doorway:
    """Lets signed-in people in and gives everybody else the same page."""

    def __init__(self, parts: WebParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages
        self.is_secure = parts.settings.public_url.startswith("https://")
        # Browsers take a cookie of this name only over https, for this host alone and for all its paths.
        self.cookie = "__Host-thrice" if self.is_secure else "thrice"

    async def who(self, request: Request) -> SignedIn | None:
        """Return whom the browser belongs to; none for a stranger's."""
        cookie = request.cookies.get(self.cookie)
        async with self._parts.storage.look() as uow:
            return await signing_in.session_of(uow, cookie, now=self._parts.clock())

    def page(self, read: Read, *, or_by: str = "") -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a page that signed-in people read; `read` gives none for what is not there.

        `or_by` is the command whose link leads right to it.
        """

        async def endpoint(request: Request) -> Response:
            who = await self.who(request)
            if who is None:
                return self._pages.sign_in_first(or_by=or_by)
            async with self._visit(who) as visit:
                view = await read(request, visit)
            if view is None:
                return self._pages.not_found()
            values = {"visitor": visit, "query": "", "now": self._parts.clock(), **view.values}
            return await self._pages.response(replace(view, values=values))

        return endpoint

    def comes_from_us(self, request: Request) -> bool:
        """Tell whether a form was sent from one of our own pages; another site's is refused."""
        if request.headers.get("sec-fetch-site") == "same-origin":
            return True
        origin = request.headers.get("origin", "")
        return origin == self._parts.settings.public_url or (
            bool(origin) and urlsplit(origin).netloc == request.headers.get("host")
        )

    @asynccontextmanager
    async def _visit(self, who: SignedIn) -> AsyncIterator[Visit]:
        async with self._parts.storage.look(who.workspace_id) as uow:
            names = await uow.members.names({who.user_id})
            team, _ = await uow.wiki.workspace()
            yield Visit(uow, await reader_of(uow, who.user_id), names.get(who.user_id, "you"), team)
