"""What every handler is handed: the way in to storage and rules, and the chat to answer through."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.errors import NotFound
from bot.knowledge.asking import Asking
from bot.ports.chat import Chat
from bot.slack.views import Views
from bot.telemetry.metrics import Metrics
from bot.workspaces.acquaintance import meet
from bot.workspaces.policy import Policy
from bot.workspaces.tenancy import Tenants
from models.uow import Storage, UnitOfWork


@dataclass(frozen=True)
class Door:
    """The rooms behind the door, as the composition root furnished them."""

    storage: Storage
    chat: Chat
    tenants: Tenants
    asking: Asking
    views: Views
    policy: Policy
    clock: Clock
    public_url: str
    metrics: Metrics
    look_again: Callable[[], Awaitable[None]]
    """Has the front learn at once of a change in what concerns us, such as a channel switched off."""
    forget_team: Callable[[int, str], None]
    """Drops whatever is remembered of a workspace (its id, its team's): tokens, and that Thrice is installed there."""

    async def workspace_of(self, body: Mapping[str, Any]) -> int:
        """Return the workspace that a command, click or submission comes from; raise `NotFound` for none."""
        team = body.get("team") or {}
        team_id = str(body.get("team_id") or team.get("id") or (body.get("user") or {}).get("team_id") or "")
        workspace_id = await self.tenants.of(team_id)
        if workspace_id is None:
            raise NotFound("Thrice is not installed in this workspace.")
        return workspace_id

    async def meet(self, workspace_id: int, user_id: str) -> None:
        """Make sure that a person is known before the rules are asked about them."""
        await meet(self.storage, self.chat, workspace_id, user_id, clock=self.clock)

    async def policy_in(self, uow: UnitOfWork) -> Policy:
        """Return the policy of the workspace that `uow` was begun for."""
        return self.policy.in_workspace(await uow.workspaces.get(uow.workspace_id))


@dataclass(frozen=True)
class Said:
    """What somebody typed after the command, and where."""

    workspace_id: int
    user_id: str
    channel_id: str
    words: str
    trigger_id: str

    @classmethod
    def of(cls, body: Mapping[str, Any], workspace_id: int, words: str) -> "Said":
        """Read a command's body."""
        return cls(
            workspace_id=workspace_id,
            user_id=str(body["user_id"]),
            channel_id=str(body["channel_id"]),
            words=words,
            trigger_id=str(body.get("trigger_id") or ""),
        )
