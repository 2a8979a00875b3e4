"""The one way to cards: by the language model if there is one and it answers, else by the rules."""

import asyncio
from collections.abc import Sequence

from bot.learning.cards import modelled, rules
from bot.learning.cards.values import MadeCard
from bot.learning.reading import Passage
from bot.ports.language_model import LanguageModel, ModelError, TokenBudget
from bot.ports.metered import Metered


class CardMaker:
    """Makes cards with `model`, or without one when it is None. Safe to share between workspaces."""

    def __init__(self, model: LanguageModel | None) -> None:
        self._model = model

    @property
    def takes_time(self) -> bool:
        """Whether making may have to wait for others."""
        return self._model is not None

    async def make(self, passage: Passage, *, budget: TokenBudget | None = None) -> Sequence[MadeCard]:
        """The cards of a passage. `budget` is the workspace's, None for no limit. Never raises ModelError."""
        if self._model is not None:
            model = Metered(self._model, budget) if budget else self._model
            try:
                return await modelled.make(passage, model)
            except ModelError:
                pass  # the rules need nobody
        return await asyncio.to_thread(rules.make, passage)
