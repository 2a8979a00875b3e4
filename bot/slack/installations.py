"""Installations: whose token is whose, kept encrypted, and found without asking Slack each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.clock import Clock, utc_now
from bot.ports.chat import ChatRefused, Team
from bot.slack.calls import DEADLINE, Calls
from bot.workspaces.secrets import SecretBox
from models.uow import Storage

BOT: Final = "bot"
_BELIEVED: Final = 60.0
"""Seconds for which a token is taken from memory: how long another replica may act after a removal."""


async def team_of(token: str, *, api_url: str, deadline: float = DEADLINE) -> Team:
    """Ask Slack whose token this is. Raises `ChatRefused` for one that is worth nothing, or `ChatUnavailable`."""
    calls = Calls(OneToken(token), api_url=api_url, deadline=deadline)
    try:
        answer, headers = await calls.answer("auth.test", {}, token=token)
    finally:
        await calls.close()
    scopes = next((v for k, v in headers.items() if k.lower() == "x-oauth-scopes"), "")
    return Team(
        team_id=str(answer.get("team_id", "")),
        name=str(answer.get("team") or ""),
        url=str(answer.get("url") or ""),
        bot_user_id=str(answer.get("user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        enterprise_id=str(answer.get("enterprise_id") or ""),
        scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
    )


async def remember_team(storage: Storage, team: Team, *, clock: Clock = utc_now) -> int:
    """Keep what a token's team is called and who Thrice is in it; return the workspace's id."""
    async with storage.begin() as uow:
        workspace = await uow.workspaces.get_or_add(team.team_id, enterprise_id=team.enterprise_id, at=clock())
        workspace.name, workspace.url, workspace.bot_user_id = team.name, team.url, team.bot_user_id
        return workspace.id


class OneToken:
    """The token of the one workspace, from the settings."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def bot_token(self, workspace_id: int) -> str:
        """Return it, whichever workspace is asked for: there is one."""
        del workspace_id
        return self._token

    def forget(self, workspace_id: int) -> None:
        """Nothing is remembered."""


@dataclass(frozen=True)
class _Believed:
    token: str
    until: float


class StoredTokens:
    """The tokens of several workspaces, from the database."""

    def __init__(
        self,
        storage: Storage,
        box: SecretBox,
        *,
        clock: Clock = utc_now,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._box = box
        self._clock = clock
        self._now = now
        self._believed: dict[int, _Believed] = {}

    async def bot_token(self, workspace_id: int) -> str:
        """Return the workspace's token; raise `ChatRefused("not_installed")` where there is none.

        Raises `WrongKey` where the key that sealed it is not among ours.
        """
        known = self._believed.get(workspace_id)
        if known is not None and self._now() < known.until:
            return known.token
        async with self._storage.look() as uow:
            workspace = await uow.workspaces.get(workspace_id)
            row = await uow.workspaces.token(workspace_id, BOT)
        if workspace is None or row is None:
            self.forget(workspace_id)
            raise ChatRefused("not_installed")
        token = self._box.open(row.secret, workspace=place_of(workspace.enterprise_id, workspace.team_id), column=BOT)
        self._believed[workspace_id] = _Believed(token, self._now() + _BELIEVED)
        return token

    async def keep(self, team: Team, token: str, *, details: dict[str, Any]) -> int:
        """Keep a token that Slack handed out for a team; return the workspace's id."""
        workspace_id = await remember_team(self._storage, team, clock=self._clock)
        sealed = self._box.seal(token, workspace=place_of(team.enterprise_id, team.team_id), column=BOT)
        async with self._storage.begin() as uow:
            await uow.workspaces.keep_token(
                workspace_id,
                kind=BOT,
                secret=sealed,
                scopes=sorted(team.scopes),
                details=details,
                at=self._clock(),
            )
        self.forget(workspace_id)
        return workspace_id

    async def remove(self, workspace_id: int) -> None:
        """Drop the workspace's token; what was captured stays."""
        async with self._storage.begin() as uow:
            await uow.workspaces.drop_tokens(workspace_id)
        self.forget(workspace_id)

    def forget(self, workspace_id: int) -> None:
        """Ask the database again next time."""
        self._believed.pop(workspace_id, None)


def place_of(enterprise_id: str, team_id: str) -> str:
    """Return the name that a workspace's secrets are bound to."""
    return f"{enterprise_id}/{team_id}"
