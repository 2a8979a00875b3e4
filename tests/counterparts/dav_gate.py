"""A gate before a CalDAV server that does what servers and proxies do: refuse, hurry nobody, lose answers, babble."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.counterparts.serve import served

_PASSED_ON = ("accept-encoding", "content-type", "depth", "if-match", "if-none-match", "authorization")
_PASSED_BACK = ("content-type", "content-encoding", "etag", "dav", "location")


@dataclass
class Gate:
    """Passes requests on to `target`, unless told otherwise. `seen` is every request: its method and path."""

    target: str
    url: str = ""
    seen: list[tuple[str, str]] = field(default_factory=list)
    refuses: Callable[[web.Request, bytes], web.StreamResponse | None] = lambda _request, _body: None
    """Says what to answer instead of passing a request on."""
    changes: Callable[[web.Request, int, dict[str, str], bytes], tuple[int, dict[str, str], bytes]] = (
        lambda _request, status, headers, body: (status, headers, body)
    )
    """Says what to answer instead of what the server answered."""
    slow: float = 0.0
    ignores: tuple[str, ...] = ()
    """Headers that do not reach the server."""
    _loses: int = 0

    def fails(self, status: int, *, method: str | None = None, headers: dict[str, str] | None = None) -> None:
        """Refuse requests from now on (of one method), before anything has happened."""

        def refused(request: web.Request, _: bytes) -> web.StreamResponse | None:
            is_meant = method in (None, request.method)
            return web.Response(status=status, text="<html>no</html>", headers=headers) if is_meant else None

        self.refuses = refused

    def says(self, body: bytes, *, status: int = 207, content_type: str = "application/xml") -> None:
        """Answer everything with these bytes."""
        self.refuses = lambda _request, _body: web.Response(status=status, body=body, content_type=content_type)

    def loses_answers(self, count: int) -> None:
        """Do what the next writing requests ask, and answer as a proxy does that lost the server."""
        self._loses = count

    def is_well(self) -> None:
        """Pass everything on again."""
        self.refuses = lambda _request, _body: None
        self.slow = 0.0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        self.seen.append((request.method, request.path))
        body = await request.read()
        if self.slow:
            await asyncio.sleep(self.slow)
        refused = self.refuses(request, body)
        if refused is not None:
            return refused
        known = [name for name in _PASSED_ON if name not in self.ignores]
        headers = {name: value for name, value in request.headers.items() if name.lower() in known}
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.request(
                request.method, f"{self.target}{request.path_qs}", data=body, headers=headers, allow_redirects=False
            ) as answered,
        ):
            said = await answered.read()
            back = {name: value for name, value in answered.headers.items() if name.lower() in _PASSED_BACK}
        if self._loses and request.method in ("PUT", "DELETE"):
            self._loses -= 1
            return web.Response(status=502, text="<html>bad gateway</html>")
        status, back, said = self.changes(request, answered.status, back, said)
        return web.Response(status=status, body=said, headers=back)


@asynccontextmanager
async def gate(target: str) -> AsyncIterator[Gate]:
    """Run one before a server."""
    made = Gate(target)
    app = web.Application(client_max_size=50_000_000)
    app.router.add_route("*", "/{path:.*}", made.answer)
    async with served(app) as url:
        made.url = url
        yield made
