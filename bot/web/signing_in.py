"""Signing in by a one-time link from Slack, and out again; what looks at links beforehand does not count."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.doorway import Doorway
from bot.web.pages import Pages
from bot.web.parts import WebParts
from bot.workspaces import signing_in
from bot.workspaces.signing_in import LinkUsed, Purpose

_PREVIEWERS = ("slackbot", "slack-imgproxy")


def only_looks(request: Request) -> bool:
    """Tell whether a request only looks at a link for somebody: HEAD, Slack's link expander, a browser's prefetch."""
    agent = request.headers.get("user-agent", "").casefold()
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "HEAD" or "prefetch" in purpose or any(name in agent for name in _PREVIEWERS)


def neutral(pages: Pages) -> Response:
    """Return the page for whatever only looks: the same for every link, whether it works or not."""
    return pages.message(
        "A private link of Thrice", "Open it in your browser: it works once, for you alone.", status=HTTPStatus.OK
    )


def used(pages: Pages, refused: LinkUsed) -> Response:
    """Return the page for a link that was used or has expired."""
    return pages.message("This link is spent", f"{refused}", status=HTTPStatus.GONE)


class SigningIn:
    """The endpoints of signing in and out."""

    def __init__(self, parts: WebParts, pages: Pages, doorway: Doorway) -> None:
        self._parts = parts
        self._pages = pages
        self._doorway = doorway

    def routes(self) -> list[Route]:
        """Return the routes; they stand before the wiki's own."""
        return [
            Route("/wiki/sign-in/{token}", self._sign_in),
            Route("/wiki/sign-out", self._sign_out, methods=["POST"]),
        ]

    async def _sign_in(self, request: Request) -> Response:
        if only_looks(request):
            return neutral(self._pages)
        now = self._parts.clock()
        try:
            async with self._parts.storage.begin() as uow:
                who = await signing_in.redeem(uow, request.path_params["token"], purpose=Purpose.WIKI, now=now)
                if who is None:
                    return self._pages.not_found()
                secret = await signing_in.open_session(uow, who, now=now)
        except LinkUsed as refused:
            return used(self._pages, refused)
        response = RedirectResponse(signing_in.first_page(who.details), HTTPStatus.SEE_OTHER)
        response.set_cookie(
            self._doorway.cookie,
            secret,
            max_age=int(signing_in.SESSION_LASTS.total_seconds()),
            httponly=True,
            secure=self._doorway.is_secure,
            samesite="lax",
        )
        return response

    async def _sign_out(self, request: Request) -> Response:
        if not self._doorway.comes_from_us(request):
            return self._pages.message(
                "Not from here", "This form was sent from another site.", status=HTTPStatus.FORBIDDEN
            )
        async with self._parts.storage.begin() as uow:
            await signing_in.close_session(uow, request.cookies.get(self._doorway.cookie, ""))
        response = self._pages.message(
            "You are signed out", "To come back, type in Slack:", status=HTTPStatus.OK, command="/thrice wiki"
        )
        response.delete_cookie(self._doorway.cookie, httponly=True, secure=self._doorway.is_secure, samesite="lax")
        return response
