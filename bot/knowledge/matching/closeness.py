"""How close questions are: likeness above what is usual around them, and likeness of what sets them apart."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.contrast import differing
from bot.knowledge.matching.gates import closeness
from bot.knowledge.matching.neutral import neutral_questions
from bot.ports.embedder import Embedder

NEAREST_TOPIC_RANK, LAST_RANK = 3, 10
"""Ranks whose mean likeness is a question's density. The nearest three are left out: they may be its own topic."""

LEAST_DENSITY = 0.22
"""What is usual among neutral questions. Where a question is far from all of them, its subject is merely unlike
office life: that makes two questions about this subject no more alike."""

REMEMBERED = 4_096


class Closeness:
    """Measures with one embedder. Keeps the vectors of the neutral questions and of recent word groups."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._neutral: NDArray[np.float32] | None = None
        self._getting_ready = asyncio.Lock()
        self._recent: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    async def get_ready(self) -> NDArray[np.float32]:
        """Embed the neutral questions, once (half a second with the local embedder), and return their vectors."""
        async with self._getting_ready:
            if self._neutral is None:
                self._neutral = await self._embedder.embed(neutral_questions())
            return self._neutral

    async def density(self, vector: NDArray[np.float32], likenesses: Iterable[float]) -> float:
        """Return how crowded it is around a question: the mean likeness of what ranks third to tenth around it.

        `likenesses` are the cosines with the questions around it, at most one for each topic, in any order. The
        neutral questions stand in where a workspace has few of its own.
        """
        neutral = await self.get_ready()
        around = np.concatenate([neutral @ vector, np.fromiter(likenesses, np.float32)])
        nearest = np.sort(around)[::-1][NEAREST_TOPIC_RANK:LAST_RANK]
        return max(LEAST_DENSITY, float(nearest.mean()))

    async def contrasts(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each pair of questions, how alike what they do not share is (a cosine)."""
        sides = [differing(a, b) for a, b in pairs]
        missing = [text for text in dict.fromkeys(chain.from_iterable(sides)) if text not in self._recent]
        vectors = dict(zip(missing, await self._embedder.embed(missing), strict=True))
        found = [self._of(left, vectors) @ self._of(right, vectors) for left, right in sides]
        for text, vector in vectors.items():
            self._recent[text] = vector
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return [float(score) for score in found]

    async def of_pair(self, one: tuple[str, NDArray[np.float32]], other: tuple[str, NDArray[np.float32]]) -> float:
        """Return how close two questions are, each given as gist and vector, whatever surrounds them."""
        [contrast] = await self.contrasts([(one[0], other[0])])
        crowd = (await self.density(one[1], []) + await self.density(other[1], [])) / 2
        return closeness(float(one[1] @ other[1]), crowd, contrast)

    def _of(self, text: str, fresh: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        return fresh[text] if text in fresh else self._recent[text]
