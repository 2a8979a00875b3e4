"""What every handler is handed: the way in to storage and rules, and the chat to answer through."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.clock import Clock
from bot.errors import NotFound
from bot.knowledge.asking import Asking
from bot.learning.policy import LearningPolicy
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.quiet import Left
from bot.ports.calendar_access import Calendars
from bot.ports.chat import Chat, ChatError, Message
from bot.ports.own_status import ConsentWindow
from bot.slack.block_views import BlockViews
from bot.slack.learning_views import LearningViews
from bot.slack.views import Views
from bot.telemetry.metrics import Metrics
from bot.workspaces.acquaintance import meet
from bot.workspaces.policy import Policy
from bot.workspaces.tenancy import Tenants
from models.uow import Storage, UnitOfWork

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Door:
    """The rooms behind the door, as the composition root furnished them."""

    storage: Storage
    chat: Chat
    tenants: Tenants
    asking: Asking
    views: Views
    learning_views: LearningViews
    block_views: BlockViews
    policy: Policy
    learning: LearningPolicy
    blocks: BlockPolicy
    clock: Clock
    metrics: Metrics
    calendars: Calendars
    window: ConsentWindow | None
    """Slack's own window, in which members allow us to act for them; none where it is not set up."""
    leave_quiet: Callable[[Left], None]
    """Puts all back for somebody who is being forgotten, and gives their token back."""
    look_again: Callable[[], Awaitable[None]]
    """Has the front learn at once of a change in what concerns us, such as a channel switched off."""
    forget_team: Callable[[int, str], None]
    """Drops whatever is remembered of a workspace (its id, its team's): tokens, and that Thrice is installed there."""

    async def workspace_of(self, body: Mapping[str, Any]) -> int:
        """Return the workspace that a command, click or submission comes from; raise `NotFound` for none."""
        workspace_id = await self.tenants.of(self.team_of(body))
        if workspace_id is None:
            raise NotFound("Thrice is not installed in this workspace.")
        return workspace_id

    async def meet(self, workspace_id: int, user_id: str) -> None:
        """Make sure that a person is known before the rules are asked about them."""
        await meet(self.storage, self.chat, workspace_id, user_id, clock=self.clock)

    @staticmethod
    def team_of(body: Mapping[str, Any]) -> str:
        """Return the team that a command, click or submission comes from; nothing where it does not say."""
        team, user = body.get("team") or {}, body.get("user") or {}
        return str(body.get("team_id") or team.get("id") or user.get("team_id") or "")

    async def respond(self, response_url: str, reply: Message, *, replace: bool = False) -> None:
        """Answer by the address that came with a click. One that does not work (any more) is nobody's fault here."""
        try:
            await self.chat.respond(response_url, reply, replace=replace)
        except ChatError as trouble:
            log.warning("answer_not_shown", error=type(trouble).__name__)

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
