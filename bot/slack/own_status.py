"""Acting for one member in Slack, by the token that they gave: `bot.ports.own_status` over Slack's Web API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any, Final

from bot.learning_blocks.quiet_consents import SCOPES
from bot.ports.chat import ChatRefused, Status
from bot.ports.own_status import Given, Shown
from bot.slack import reading
from bot.slack.app_credentials import SlackApp
from bot.slack.calls import Calls
from bot.slack.manifest import CONSENT_PATH

_WORTHLESS: Final = frozenset({"account_inactive", "invalid_auth", "token_revoked"})


@dataclass(frozen=True)
class SlackOwnStatus:
    """`bot.ports.own_status.OwnStatus`: each call is made by a member's token, at the pace of the workspace."""

    calls: Calls

    async def look(self, workspace_id: int, token: str) -> Shown:
        """Return how they stand now."""
        said = await self.calls.paced(workspace_id, "dnd.info", {}, token=token)
        profile = await self.calls.paced(workspace_id, "users.profile.get", {}, token=token)
        return Shown(reading.status(profile.get("profile") or {}), reading.paused(said))

    async def show(self, workspace_id: int, token: str, status: Status | None) -> None:
        """Show a status; none clears it."""
        wanted = _profile(status)
        said = reading.status((await self._set(workspace_id, token, wanted)).get("profile") or {})
        if status is not None and said is not None and said.text != status.text and "&" in status.text:
            # Slack gives "&" away as "&amp;": where it takes that for what was typed, it is to be typed otherwise.
            await self._set(workspace_id, token, wanted | {"status_text": unescape(status.text)})

    async def _set(self, workspace_id: int, token: str, profile: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self.calls.paced(workspace_id, "users.profile.set", {"profile": profile}, token=token)

    async def pause(self, workspace_id: int, token: str, minutes: int) -> datetime:
        """Pause notifications; return until when that is."""
        arguments = {"num_minutes": minutes}
        said = await self.calls.paced(workspace_id, "dnd.setSnooze", arguments, token=token)
        until = reading.paused({"snooze_enabled": True, **said})
        if until is None:
            raise ChatRefused("snooze_failed")
        return until

    async def end_pause(self, workspace_id: int, token: str) -> None:
        """End a pause."""
        await self._unless(workspace_id, "dnd.endSnooze", token, {"snooze_not_active"})

    async def revoke(self, workspace_id: int, token: str) -> None:
        """Give the token back."""
        await self._unless(workspace_id, "auth.revoke", token, _WORTHLESS)

    async def _unless(
        self, workspace_id: int, method: str, token: str, done_already: set[str] | frozenset[str]
    ) -> None:
        try:
            await self.calls.paced(workspace_id, method, {}, token=token)
        except ChatRefused as refused:
            if refused.code not in done_already:
                raise


@dataclass(frozen=True)
class SlackConsentWindow:
    """`bot.ports.own_status.ConsentWindow`: Slack's page that asks a member what we may do for them."""

    app: SlackApp
    public_url: str

    def address(self, state: str, team_id: str) -> str:
        """Return where to send the browser."""
        return self.app.window(user_scope=",".join(SCOPES), redirect_uri=self._redirect, state=state, team=team_id)

    async def finish(self, code: str) -> Given:
        """Exchange what the browser came back with."""
        answer = await self.app.exchange(code, self._redirect)
        person, team = answer.get("authed_user"), answer.get("team")
        if answer.get("is_enterprise_install") or not isinstance(person, Mapping) or not isinstance(team, Mapping):
            raise ChatRefused("not_of_one_workspace")
        if not isinstance(person.get("access_token"), str):
            raise ChatRefused("no_token")
        return Given(
            user_id=str(person.get("id", "")),
            team_id=str(team.get("id", "")),
            token=person["access_token"],
            scopes=frozenset(scope.strip() for scope in str(person.get("scope", "")).split(",") if scope.strip()),
        )

    @property
    def _redirect(self) -> str:
        return self.public_url.rstrip("/") + CONSENT_PATH


def _profile(status: Status | None) -> dict[str, Any]:
    if status is None:
        return {"status_text": "", "status_emoji": "", "status_expiration": 0}
    ends = int(status.ends_at.astimezone(UTC).timestamp()) if status.ends_at is not None else 0
    return {"status_text": status.text, "status_emoji": f":{status.emoji}:", "status_expiration": ends}
