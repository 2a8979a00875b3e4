"""The one way to cards: by the rules."""

import asyncio
from collections.abc import Sequence

from bot.learning.cards import rules
from bot.learning.cards.values import MadeCard
from bot.learning.reading import Passage
from bot.ports.language_model import TokenBudget


class CardMaker:
    """Makes cards. Safe to share between workspaces."""

    @property
    def takes_time(self) -> bool:
        """Whether making may have to wait for others."""
        return False

    async def make(self, passage: Passage, *, budget: TokenBudget | None = None) -> Sequence[MadeCard]:
        """The cards of a passage. `budget` is the workspace's, None for no limit."""
        del budget
        return await asyncio.to_thread(rules.make, passage)
