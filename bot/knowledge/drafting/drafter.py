"""The one way to a draft: by the language model if there is one and it answers, else from the replies themselves."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.drafting import extractive, modelled
from bot.knowledge.drafting.values import Draft, Thread, Title
from bot.ports.language_model import LanguageModel, ModelError, TokenBudget
from bot.ports.metered import Metered


class Drafter:
    """Drafts with `model`, or without one when it is None. Safe to share between workspaces."""

    def __init__(self, model: LanguageModel | None) -> None:
        self._model = model

    async def draft(
        self, threads: Sequence[Thread], *, title: Title | None = None, budget: TokenBudget | None = None
    ) -> Draft:
        """The draft of one question from all its threads.

        `title` keeps a reviewer's wording; `budget` is the workspace's, None for no limit. Where the model gives no
        usable answer the draft is extractive and `fell_back_because` says why in one sentence. Never raises ModelError.
        """
        if self._model is None:
            return await asyncio.to_thread(extractive.draft, title, threads)
        model = Metered(self._model, budget) if budget else self._model
        try:
            return await modelled.draft(title, threads, model)
        except ModelError as error:
            made = await asyncio.to_thread(extractive.draft, title, threads)
            reason = f"This draft was put together from the replies themselves, because {error.reason}."
            return replace(made, fell_back_because=reason)
