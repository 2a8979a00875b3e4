"""Calendar feeds: what a calendar fetches by a secret address, and nothing else."""

import hashlib
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.pages import Pages
from bot.web.parts import WebParts

_HEADERS = {"Cache-Control": "private, max-age=300", "Content-Disposition": 'inline; filename="learning-blocks.ics"'}


class Calendars:
    """The endpoint of feeds. A wrong secret is answered like a page that never was."""

    def __init__(self, parts: WebParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/calendar/{secret}.ics", self._feed)]

    async def _feed(self, request: Request) -> Response:
        """Hand the feed over, or say that it is as it was."""
        # `icalendar` takes 7 MB, which only who has a block needs to spend.
        from bot.learning_blocks.publishing import published

        secret = str(request.path_params["secret"])
        content = await published(self._parts.storage, secret, policy=self._parts.blocks, now=self._parts.clock())
        if content is None:
            return self._pages.not_found()
        headers = {**_HEADERS, "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"'}
        if headers["ETag"] in _named(request.headers.get("if-none-match", "")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")


def _named(header: str) -> set[str]:
    """The entity tags of `If-None-Match`; a weak one names the same."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
