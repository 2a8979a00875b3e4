"""Downloads: the file with what Thrice holds of a person, once, by a private link from Slack."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.pages import Pages
from bot.web.parts import WebParts
from bot.web.signing_in import neutral, only_looks, used
from bot.workspaces import signing_in
from bot.workspaces.signing_in import LinkUsed, Purpose


class Downloads:
    """The endpoint of downloads."""

    def __init__(self, parts: WebParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/export/{token}", self._export)]

    async def _export(self, request: Request) -> Response:
        """Hand the file over; the link is used up only when the file is there."""
        if only_looks(request):
            return neutral(self._pages)
        token, now = request.path_params["token"], self._parts.clock()
        try:
            async with self._parts.storage.look() as uow:
                who = await signing_in.look_at(uow, token, purpose=Purpose.EXPORT, now=now)
            if who is None:
                return self._pages.not_found()
            content = await self._parts.export(who)
            async with self._parts.storage.begin() as uow:
                await signing_in.redeem(uow, token, purpose=Purpose.EXPORT, now=now)
        except LinkUsed as refused:
            return used(self._pages, refused)
        return Response(
            content,
            HTTPStatus.OK,
            {"Content-Disposition": 'attachment; filename="thrice-export.json"'},
            media_type="application/json",
        )
