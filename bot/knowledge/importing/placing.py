"""After the days: every question finds its topic by time, through the code that serves live, and drafts are made."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace

from bot.clock import Clock, utc_now
from bot.knowledge import drafts
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.matching import embed_questions
from bot.knowledge.topics import Placing
from bot.ports.embedder import Embedder
from bot.ports.language_model import TokenBudget
from bot.workspaces.policy import Policy
from models.uow import Storage

AT_ONCE = 32
"""Questions placed in one transaction: few enough that a live question hardly waits, enough to save commits."""

CERTAIN = float("inf")
"""No imported draft is so sure that its card goes out past the weekly bound."""


class Placer:
    """Places and drafts what an import captured."""

    def __init__(
        self,
        storage: Storage,
        embedder: Embedder,
        placing: Placing,
        drafter: Drafter,
        *,
        policy: Policy,
        budget: Callable[[int], TokenBudget | None] = lambda _workspace_id: None,
        clock: Clock = utc_now,
    ) -> None:
        self._storage = storage
        self._embedder = embedder
        self._placing = placing
        self._drafter = drafter
        self._policy = policy
        self._budget = budget
        self._clock = clock

    async def count(self, workspace_id: int) -> int:
        """Return how many questions wait to be placed."""
        async with self._storage.look(workspace_id) as uow:
            return len(await uow.imports.unplaced())

    async def place(self, workspace_id: int) -> AsyncGenerator[int, None]:
        """Place the questions that wait for it, by time, each as of when it was asked.

        Gives after each transaction how many questions it placed.
        """
        async with self._storage.look(workspace_id) as uow:
            waiting = await uow.imports.unplaced()
        for start in range(0, len(waiting), AT_ONCE):
            await self._place(workspace_id, waiting[start : start + AT_ONCE])
            yield len(waiting[start : start + AT_ONCE])

    async def _place(self, workspace_id: int, question_ids: Sequence[int]) -> None:
        async with self._storage.look(workspace_id) as uow:
            found = await uow.questions.many(question_ids)
        embedded = await embed_questions(self._embedder, [question.gist or question.text for question in found])
        vectors = {question.id: vector for question, vector in zip(found, embedded, strict=True)}
        await self._placing.catch_up(workspace_id)
        async with self._storage.begin(workspace_id) as uow:
            policy = self._policy.in_workspace(await uow.workspaces.get(workspace_id))
            await self._placing.place_many(uow, vectors, policy=policy)

    async def topics_to_draft(self, workspace_id: int) -> Sequence[int]:
        """Return the topics that were asked often enough and have no article, the surest first."""
        async with self._storage.look(workspace_id) as uow:
            return await uow.imports.undrafted_topics()

    async def draft(self, workspace_id: int, topic_id: int) -> bool:
        """Draft a topic's article if a thread has an answer; tell whether one was made.

        Its review is held: once Thrice runs, the card goes out within its reviewer's weekly bound.
        """
        async with self._storage.look(workspace_id) as uow:
            task = await drafts.task_for_topic(uow, topic_id)
        if task is None:
            return False
        draft = await self._drafter.draft(task.threads, budget=self._budget(workspace_id))
        async with self._storage.begin(workspace_id) as uow:
            policy = self._policy.in_workspace(await uow.workspaces.get(workspace_id))
            held = replace(policy, uncertain_cards_per_week=0)
            made = await drafts.keep_for_topic(uow, task, draft, policy=held, at=self._clock(), sure=CERTAIN)
        return made is not None
