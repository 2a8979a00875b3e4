"""Installing Thrice into several workspaces: Slack's OAuth, with a state that only the same browser can bring back."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import BotError
from bot.ports.chat import ChatError, ChatRefused
from bot.slack.app_credentials import SlackApp
from bot.slack.installations import StoredTokens, team_of
from bot.slack.manifest import REDIRECT_PATH, SCOPES
from bot.workspaces.secrets import SecretBox

COOKIE: Final = "thrice_install"
VALID_SECONDS: Final = 600
"""How long somebody may take between the two steps; also the cookie's age."""


class InstallationRefused(BotError):
    """An installation that cannot be completed; the sentence says what to do."""

    code = "installation_refused"


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and the cookie that it has to bring back."""

    address: str
    cookie: str


@dataclass(frozen=True)
class Installed:
    """The workspace that Thrice is installed in now."""

    workspace_id: int
    team_id: str
    team_name: str


class OAuth:
    """The two steps of an installation. The state is signed, short-lived and works once; before it nothing is kept."""

    def __init__(
        self,
        tokens: StoredTokens,
        box: SecretBox,
        *,
        app: SlackApp,
        public_url: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._tokens = tokens
        self._box = box
        self._app = app
        self._redirect = public_url.rstrip("/") + REDIRECT_PATH
        self._now = now
        self._used: dict[str, int] = {}
        """States that came back, until they expire. Each process knows its own: between several, Slack's code is
        what works once."""

    def begin(self) -> Begun:
        """Return the address of Slack's own page, and the cookie to set (`HttpOnly`, `SameSite=Lax`)."""
        state = f"{secrets.token_urlsafe(16)}.{int(self._now()) + VALID_SECONDS}"
        signed = f"{state}.{self._box.sign(state)}"
        return Begun(self._app.window(scope=",".join(SCOPES), redirect_uri=self._redirect, state=signed), signed)

    async def finish(self, query: Mapping[str, str], cookie: str | None) -> Installed:
        """Complete what Slack sent the browser back with. Raises `InstallationRefused`."""
        if query.get("error"):
            raise InstallationRefused("The installation was cancelled. Nothing was changed.")
        self._check_state(query.get("state", ""), cookie or "")
        answer = await self._exchange(query.get("code", ""))
        token, team = answer.get("access_token"), answer.get("team")
        if answer.get("is_enterprise_install") or not isinstance(team, Mapping) or not isinstance(token, str):
            raise InstallationRefused("Please install Thrice into one workspace, not into the whole organisation.")
        try:
            found = await team_of(token, api_url=self._app.api_url)
        except ChatError:
            raise InstallationRefused("Slack did not accept its own token. Please try again.") from None
        missing = found.lacks(SCOPES)
        if missing:
            raise InstallationRefused(
                f"These permissions are missing: {', '.join(missing)}. Update the app's manifest (`thrice manifest`)."
            )
        details = {"app_id": answer.get("app_id"), "bot_id": found.bot_id, "installed_by": _installer(answer)}
        return Installed(await self._tokens.keep(found, token, details=details), found.team_id, found.name)

    def _check_state(self, state: str, cookie: str) -> None:
        text, _, signature = state.rpartition(".")
        expires = text.rpartition(".")[2]
        same_browser = secrets.compare_digest(state.encode(), cookie.encode())
        if not (state and same_browser and self._box.signed(text, signature)):
            raise InstallationRefused("This link was not begun in this browser. Please begin at /slack/install.")
        if not expires.isdecimal() or self._now() > int(expires):
            raise InstallationRefused("This took too long. Please begin again at /slack/install.")
        self._used = {used: until for used, until in self._used.items() if until >= self._now()}
        if state in self._used:
            raise InstallationRefused("This link was used already. Please begin again at /slack/install.")
        self._used[state] = int(expires)

    async def _exchange(self, code: str) -> Mapping[str, Any]:
        try:
            return await self._app.exchange(code, self._redirect)
        except ChatRefused as refused:
            raise InstallationRefused(f"Slack refused the installation ({refused.code}). Please try again.") from None


def _installer(answer: Mapping[str, Any]) -> str | None:
    user = answer.get("authed_user")
    return str(user["id"]) if isinstance(user, Mapping) and user.get("id") else None
