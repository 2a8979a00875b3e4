"""How Bolt learns on whose behalf a request acts: from our tables, with no call to Slack for each event."""

import time
from collections.abc import Callable
from typing import Any, Final

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.ports.chat import ChatRefused
from bot.slack.calls import Tokens
from models.uow import Storage
from models.workspaces import Workspace

_BELIEVED: Final = 60.0
_MANY: Final = 10_000


class Authorize(AsyncAuthorize):
    """Bolt's `authorize`, cached for a minute; `forget` it on `tokens_revoked` and `app_uninstalled`.

    ```python
    AsyncApp(authorize=Authorize(storage, tokens), …)
    ```
    """

    def __init__(self, storage: Storage, tokens: Tokens, *, now: Callable[[], float] = time.monotonic) -> None:
        self._storage = storage
        self._tokens = tokens
        self._now = now
        self._known: dict[str, tuple[Workspace, str, float]] = {}

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_other: Any
    ) -> Any:
        """Return who acts in the team (an `AuthorizeResult`), or none where Thrice is not installed."""
        # AsyncApp's signature forbids the none that AsyncAuthorize's own asks for, hence `Any`.
        found = await self._found(team_id or enterprise_id or "")
        if found is None:
            return None
        workspace, token = found
        # A result is a mutable dict that Bolt hands on: each request gets its own.
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            team=workspace.name,
            url=workspace.url,
            bot_user_id=workspace.bot_user_id,
            bot_token=token,
            user_id=user_id,
        )

    def forget(self, team_id: str) -> None:
        """Look the team up again next time."""
        self._known.pop(team_id, None)

    async def _found(self, team_id: str) -> tuple[Workspace, str] | None:
        known = self._known.get(team_id)
        if known is not None and self._now() < known[2]:
            return known[0], known[1]
        self.forget(team_id)
        async with self._storage.look() as uow:
            workspace = await uow.workspaces.of_team(team_id)
        if workspace is None or workspace.uninstalled_at is not None:
            return None
        try:
            token = await self._tokens.bot_token(workspace.id)
        except ChatRefused:
            return None
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[team_id] = (workspace, token, self._now() + _BELIEVED)
        return workspace, token
