"""Questions and neighbours for tests, with vectors that stand at chosen angles."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching import Neighbour, Newcomer

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class WordEmbedder:
    """A small embedder for tests: each word is an axis, so that shared words are likeness."""

    model_id = "words"
    dimensions = 512

    def __init__(self) -> None:
        self._axes: dict[str, int] = {}
        self.asked_for: list[str] = []

    async def embed(self, texts: object) -> NDArray[np.float32]:
        assert isinstance(texts, list | tuple)
        self.asked_for += texts
        return np.array([self.vector(text) for text in texts], np.float32).reshape(-1, self.dimensions)

    def vector(self, text: str) -> NDArray[np.float32]:
        found = np.zeros(self.dimensions, np.float32)
        for word in text.lower().split() or ["nothing"]:
            found[self._axes.setdefault(word, len(self._axes)) % self.dimensions] += 1
        return found / np.float32(np.linalg.norm(found))


def newcomer(embedder: WordEmbedder, number: int, gist: str, *, asker: str = "", day: float = 0.0) -> Newcomer:
    return Newcomer(
        id=number,
        gist=gist,
        vector=embedder.vector(gist),
        asker=asker or f"U{number}",
        channel_id="C1",
        thread_ts=f"{number}.0",
        asked_at=MONDAY + timedelta(days=day),
    )


def beside(one: Newcomer, others: list[Newcomer], topics: dict[int, int] | None = None) -> list[Neighbour]:
    """The others as neighbours of one, nearest first."""
    near = [
        Neighbour(
            other.id,
            other.gist,
            other.vector,
            other.asker,
            other.channel_id,
            other.thread_ts,
            other.asked_at,
            topic=(topics or {}).get(other.id),
            score=float(other.vector @ one.vector),
        )
        for other in others
    ]
    return sorted(near, key=lambda neighbour: -neighbour.score)
