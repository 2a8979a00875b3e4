"""Asking Thrice itself: the published answer if there is a sure one, else what comes closest."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.knowledge import answering, detection
from bot.knowledge.matching import embed_questions
from bot.knowledge.search import Hit, Search
from bot.knowledge.topics import Placing
from bot.ports.embedder import Embedder
from bot.workspaces.audience import Reader, audience_of, reader_of
from models.articles import Article, Offer, Revision
from models.uow import Storage, UnitOfWork

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

    async def ask(
        self, workspace_id: int, user_id: str, text: str, *, channel_id: str, ts: str | None = None, limit: int = 3
    ) -> Asked:
        """Return the sure answer that the person may read, kept as offered; else the closest hits.

        `ts`: the message that asks, where it is one: it may have been captured as well, and is no answer to itself.
        """
        gist = _gist(text)
        [vector] = await embed_questions(self.embedder, [gist])
        await self.placing.catch_up(workspace_id)
        async with self.storage.begin(workspace_id) as uow:
            reader, itself = await reader_of(uow, user_id), await _captured(uow, channel_id, ts)
            channel = await uow.channels.get(channel_id)
            asked_in = audience_of(channel) if channel is not None else None
            best = await self.placing.best_answer(uow, reader, gist, vector, asked_in=asked_in, but=itself)
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

    async def look_up(self, workspace_id: int, reader: Reader, text: str) -> tuple[Article, Revision] | None:
        """Return the page that surely answers, as far as `reader` may read; that it was shown is kept nowhere."""
        gist = _gist(text)
        [vector] = await embed_questions(self.embedder, [gist])
        await self.placing.catch_up(workspace_id)
        async with self.storage.look(workspace_id) as uow:
            best = await self.placing.best_answer(uow, reader, gist, vector)
            if best is None or best[0].published_revision is None:
                return None
            revision = await uow.articles.revision(best[0].id, best[0].published_revision)
            return (best[0], revision) if revision is not None else None

    async def find(self, workspace_id: int, user_id: str, words: str, *, limit: int) -> list[Hit]:
        """Return what the person may see of what matches `words`, best first."""
        async with self.storage.look(workspace_id) as uow:
            return await self.search.find(uow, await reader_of(uow, user_id), words, limit)


async def _captured(uow: UnitOfWork, channel_id: str, ts: str | None) -> int | None:
    question = await uow.questions.of_message(channel_id, ts) if ts is not None else None
    return question.id if question is not None else None


def _gist(text: str) -> str:
    found = detection.find_question(text[:LONGEST])
    return found.gist if found is not None and found.gist.strip() else text[:LONGEST]
