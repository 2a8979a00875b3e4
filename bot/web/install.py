"""Installing Thrice into a workspace: out to Slack's own page, and back with what Slack says."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.ports.chat import ChatUnavailable
from bot.slack.manifest import REDIRECT_PATH
from bot.slack.oauth import COOKIE, VALID_SECONDS, InstallationRefused, Installed, OAuth
from bot.web.pages import Pages
from bot.web.signing_in import only_looks

INSTALL_PATH: Final = "/slack/install"

log = structlog.stdlib.get_logger(__name__)


class Installing:
    """The endpoints of an installation. `installed` is told of each one that was completed."""

    def __init__(
        self, oauth: OAuth, pages: Pages, *, is_secure: bool, installed: Callable[[Installed], Awaitable[None]]
    ) -> None:
        self._oauth = oauth
        self._pages = pages
        self._is_secure = is_secure
        self._installed = installed

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route(INSTALL_PATH, self._begin), Route(REDIRECT_PATH, self._finish)]

    async def _begin(self, request: Request) -> Response:
        if only_looks(request):
            return self._pages.message(
                "Install Thrice", "Open this address in your browser to install Thrice in Slack.", status=HTTPStatus.OK
            )
        begun = self._oauth.begin()
        response = RedirectResponse(begun.address, HTTPStatus.SEE_OTHER)
        # Lax, so that the browser brings it back when Slack's page leads here.
        response.set_cookie(
            COOKIE,
            begun.cookie,
            max_age=VALID_SECONDS,
            path=REDIRECT_PATH,
            httponly=True,
            secure=self._is_secure,
            samesite="lax",
        )
        return response

    async def _finish(self, request: Request) -> Response:
        """Complete the installation, and take the cookie back: one beginning, one end."""
        response = await self._finished(request)
        response.delete_cookie(COOKIE, path=REDIRECT_PATH, httponly=True, secure=self._is_secure, samesite="lax")
        return response

    async def _finished(self, request: Request) -> Response:
        try:
            done = await self._oauth.finish(request.query_params, request.cookies.get(COOKIE))
        except InstallationRefused as refused:
            log.info("installation.refused", reason=str(refused))
            return self._pages.message("Thrice was not installed", str(refused), status=HTTPStatus.BAD_REQUEST)
        except ChatUnavailable as trouble:
            log.warning("installation.unavailable", error=str(trouble))
            sentence = "Slack could not be reached just now. Please begin again at /slack/install."
            return self._pages.message("Thrice was not installed", sentence, status=HTTPStatus.SERVICE_UNAVAILABLE)
        log.info("installation.done", workspace=done.workspace_id)
        await self._installed(done)
        sentence = f"It can work in {done.team_name or 'your workspace'} now. Invite it to a channel where people ask:"
        return self._pages.message("Thrice is installed", sentence, status=HTTPStatus.OK, command="/invite @Thrice")
