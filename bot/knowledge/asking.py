"""Asking Thrice itself: the published answer if there is a sure one, else what comes closest."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.knowledge import answering, detection
from bot.knowledge.search import Hit, Search
from bot.knowledge.topics import Placing
from bot.ports.embedder import Embedder
from bot.workspaces.audience import reader_of
from models.articles import Offer
from models.uow import Storage

LONGEST = 3_000
"""Characters of what is asked that count."""


@dataclass(frozen=True)
class Asked:
    """What Thrice has to say: an offer of the sure answer, or the closest hits."""

    offer: Offer | None
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Asking:
    """Answers questions put to Thrice directly; nothing of them is captured."""

    storage: Storage
    embedder: Embedder
    placing: Placing
    search: Search
    clock: Clock

    async def ask(self, workspace_id: int, user_id: str, text: str, *, channel_id: str, limit: int = 3) -> Asked:
        """Return the sure answer that the person may read, kept as offered; else the closest hits."""
        gist = _gist(text)
        [vector] = await self.embedder.embed([gist])
        await self.placing.catch_up(workspace_id)
        async with self.storage.begin(workspace_id) as uow:
            reader = await reader_of(uow, user_id)
            best = await self.placing.best_answer(uow, reader, gist, vector)
            if best is not None:
                article, confidence = best
                return Asked(
                    await answering.offer_directly(
                        uow,
                        article,
                        user_id=user_id,
                        channel_id=channel_id,
                        gist=gist,
                        confidence=confidence,
                        at=self.clock(),
                    )
                )
        return Asked(None, tuple(await self.find(workspace_id, user_id, gist, limit=limit)))

    async def knows(self, workspace_id: int, user_id: str, text: str) -> bool:
        """Tell whether there is a sure answer that the person may read."""
        gist = _gist(text)
        [vector] = await self.embedder.embed([gist])
        await self.placing.catch_up(workspace_id)
        async with self.storage.look(workspace_id) as uow:
            return await self.placing.best_answer(uow, await reader_of(uow, user_id), gist, vector) is not None

    async def find(self, workspace_id: int, user_id: str, words: str, *, limit: int) -> list[Hit]:
        """Return what the person may see of what matches `words`, best first."""
        async with self.storage.look(workspace_id) as uow:
            return await self.search.find(uow, await reader_of(uow, user_id), words, limit)


def _gist(text: str) -> str:
    found = detection.find_question(text[:LONGEST])
    return found.gist if found is not None and found.gist.strip() else text[:LONGEST]
