"""What every job is handed: storage, the outside world behind its ports, and the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.search import Search
from bot.knowledge.topics import Placing
from bot.learning.cards.maker import CardMaker
from bot.learning.policy import LearningPolicy
from bot.learning_blocks.policy import BlockPolicy
from bot.ports.calendar_access import Calendars
from bot.ports.chat import Chat
from bot.ports.embedder import Embedder
from bot.ports.language_model import TokenBudget
from bot.ports.own_status import OwnStatus
from bot.ports.record_store import RecordStore
from bot.ports.wiki import WikiPublisher
from bot.slack.block_views import BlockViews
from bot.slack.learning_views import LearningViews
from bot.slack.views import Views
from bot.telemetry.metrics import Metrics
from bot.workspaces.policy import Policy
from models.uow import Storage, UnitOfWork


@dataclass(frozen=True)
class Tools:
    """The rooms and ports that jobs work with, as the composition root furnished them."""

    storage: Storage
    chat: Chat
    embedder: Embedder
    placing: Placing
    drafter: Drafter
    card_maker: CardMaker
    wikis: Mapping[str, WikiPublisher]
    policy: Policy
    learning: LearningPolicy
    blocks: BlockPolicy
    clock: Clock
    views: Views
    learning_views: LearningViews
    block_views: BlockViews
    search: Search
    budget: Callable[[int], TokenBudget]
    """The token budget of a workspace."""
    metrics: Metrics
    calendars: Calendars
    own_status: OwnStatus
    record_store: RecordStore | None = None
    """Where learning records go; none: nowhere."""

    async def policy_in(self, uow: UnitOfWork) -> Policy:
        """Return the policy of the workspace that `uow` was begun for."""
        return self.policy.in_workspace(await uow.workspaces.get(uow.workspace_id))
