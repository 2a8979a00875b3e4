"""Puts the web together: one ASGI application out of Slack's front and our own pages."""

from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import BotError, NotAllowed, NotFound
from bot.web.calendars import Calendars
from bot.web.connecting import Connecting
from bot.web.doorway import Doorway
from bot.web.downloads import Downloads
from bot.web.guard import Guard, fault
from bot.web.health import Health
from bot.web.inviting import Inviting
from bot.web.learning import LearningPage
from bot.web.pages import Pages
from bot.web.parts import WebParts
from bot.web.signing_in import SigningIn
from bot.web.wiki import WikiPages

SLACK_EVENTS = "/slack/events"
_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class Web:
    """The application that is served. Slack's requests go to their front at once; ours pass the guard first."""

    def __init__(self, pages: ASGIApp, slack_front: ASGIApp | None) -> None:
        self._pages = pages
        self._slack_front = slack_front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if self._slack_front is not None and scope["type"] == "http" and scope["path"] == SLACK_EVENTS:
            await self._slack_front(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


def build_web(parts: WebParts) -> Web:
    """Return the whole web as one ASGI application."""
    pages = Pages()
    refusals = _Refusals(pages)
    app = Starlette(
        routes=[
            *Health(parts).routes(),
            *parts.routes,
            *(_for_people(parts, pages) if parts.for_people else []),
        ],
        exception_handlers={HTTPException: refusals.http, BotError: refusals.ours, Exception: refusals.fault},
    )
    # Redirecting from /x/ to /x would tell which paths there are.
    app.router.redirect_slashes = False
    return Web(Guard(app, parts.metrics), parts.slack_front)


def _for_people(parts: WebParts, pages: Pages) -> list[BaseRoute]:
    doorway = Doorway(parts, pages)
    connecting: list[Route] = []
    if (calendars := parts.connecting) is not None:
        page = Connecting(parts, calendars, pages, doorway)
        connecting = [*page.routes(), *Inviting(parts, calendars, pages, doorway, page).routes()]
    return [
        Route("/", _to_the_wiki),
        *Downloads(parts, pages).routes(),
        *Calendars(parts, pages).routes(),
        *SigningIn(parts, pages, doorway).routes(),
        *connecting,
        *LearningPage(parts, doorway).routes(),
        *WikiPages(parts, pages, doorway).routes(),
        *_static_routes(),
    ]


class _Refusals:
    """Turns refusals into pages."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def http(self, _request: Request, refused: Exception) -> Response:
        """Answer what the router refuses."""
        status = HTTPStatus(refused.status_code) if isinstance(refused, HTTPException) else HTTPStatus.BAD_REQUEST
        headers = dict(getattr(refused, "headers", None) or {})
        if status == HTTPStatus.NOT_FOUND:
            return self._pages.not_found()
        response = self._pages.message(status.phrase, "This address does not take that request.", status=status)
        if "Allow" in headers:
            headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
        response.headers.update(headers)
        return response

    async def ours(self, _request: Request, refused: Exception) -> Response:
        """Answer what a rule refuses with the sentence that it gives."""
        if isinstance(refused, NotFound):
            return self._pages.not_found()
        status = HTTPStatus.FORBIDDEN if isinstance(refused, NotAllowed) else HTTPStatus.CONFLICT
        return self._pages.message("This was not done", str(refused), status=status)

    async def fault(self, request: Request, error: Exception) -> Response:
        """Answer what went wrong with a reference that stands in the log as well."""
        reference = fault(request.scope, error)
        text = f"That should not have happened. If it happens again, tell who runs Thrice, and quote {reference}."
        return self._pages.message("Something went wrong", text, status=HTTPStatus.INTERNAL_SERVER_ERROR)


async def _to_the_wiki(_request: Request) -> Response:
    return RedirectResponse("/wiki", HTTPStatus.SEE_OTHER)


def _static_routes() -> list[Route]:
    """Return a route for each file of ours, read once: there is no path from outside to the disk."""
    return [
        Route(f"/static/{file.name}", _File(file.read_bytes(), _TYPES[file.suffix]).endpoint)
        for file in sorted(_STATIC.iterdir())
        if file.suffix in _TYPES
    ]


class _File:
    """A file of ours. Its address stays while its content may change, so browsers ask again after an hour."""

    def __init__(self, content: bytes, media_type: str) -> None:
        self._content = content
        self._media_type = media_type

    async def endpoint(self, _request: Request) -> Response:
        """Serve the file."""
        return Response(self._content, headers={"Content-Type": self._media_type, "Cache-Control": "max-age=3600"})
