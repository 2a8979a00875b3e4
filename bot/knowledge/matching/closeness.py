"""How close questions are: likeness above what is usual around them, and likeness of what sets them apart."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.contrast import differing
from bot.knowledge.matching.embedding import embed_questions
from bot.knowledge.matching.gates import closeness
from bot.knowledge.matching.neutral import neutral_questions
from bot.knowledge.matching.parting import parted
from bot.ports.embedder import Embedder

NEAREST_TOPIC_RANK, LAST_RANK = 3, 10
"""Ranks whose mean likeness is a question's density. The nearest three are left out: they may be its own topic."""

LEAST_DENSITY = 0.22
"""What is usual among neutral questions. Where a question is far from all of them, its subject is merely unlike
office life: that makes two questions about this subject no more alike."""

REMEMBERED = 4_096

_ROUNDING = 1e-6
"""How far above 1 the cosine of two unit vectors may come out."""

TextPair = tuple[str, str]
Sides = tuple[str, str]
"""What is left of each text of a pair without what both share."""


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
                self._neutral = await embed_questions(self._embedder, neutral_questions())
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

    async def contrasts(self, pairs: Sequence[TextPair]) -> list[float]:
        """Return, for each pair of questions, how alike what they do not share is (a cosine)."""
        sides = [differing(a, b) for a, b in pairs]
        vectors = await self._vectors(chain.from_iterable(sides))
        return [float(vectors[left] @ vectors[right]) for left, right in sides]

    async def mean_contrasts(self, groups: Sequence[Sequence[TextPair]], least: Sequence[float]) -> list[float | None]:
        """Return the mean contrast of each group of pairs, or None where it is sure to be under the group's `least`.

        Embedding is what an import mostly waits for, and few groups come near their `least`. So the pairs are looked
        at in rounds, one of each group, known ones first, and a group that can no longer reach it is given up.
        """
        means = [
            _Mean(sorted((differing(a, b) for a, b in pairs), key=self._unknown), at_least)
            for pairs, at_least in zip(groups, least, strict=True)
        ]
        while going := [mean for mean in means if not mean.decided]:
            vectors = await self._vectors(chain.from_iterable(mean.waiting[0] for mean in going))
            for mean in going:
                left, right = mean.waiting.pop(0)
                mean.found.append(float(vectors[left] @ vectors[right]))
        return [mean.value for mean in means]

    async def of_pair(self, one: tuple[str, NDArray[np.float32]], other: tuple[str, NDArray[np.float32]]) -> float:
        """Return how close two questions are, each given as gist and vector, whatever surrounds them."""
        [contrast] = await self.contrasts([(one[0], other[0])])
        crowd = (await self.density(one[1], []) + await self.density(other[1], [])) / 2
        return closeness(float(one[1] @ other[1]) - parted(one[0], other[0]), crowd, contrast)

    def _unknown(self, sides: Sides) -> int:
        return sum(side not in self._recent for side in sides)

    async def _vectors(self, texts: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of some texts; remember the new ones."""
        wanted = dict.fromkeys(texts)
        vectors = {text: self._recent[text] for text in wanted if text in self._recent}
        missing = [text for text in wanted if text not in vectors]
        if missing:
            fresh = dict(zip(missing, await self._embedder.embed(missing), strict=True))
            vectors |= fresh
            self._recent |= fresh
            while len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)
        return vectors


@dataclass
class _Mean:
    """The mean contrast of some pairs, as far as it is known."""

    waiting: list[Sides]
    least: float
    found: list[float] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """Whether no other pair can matter: there is none, or not even likeness without a difference would do."""
        return not self.waiting or sum(self.found) + len(self.waiting) < (self.least - _ROUNDING) * self._pairs

    @property
    def value(self) -> float | None:
        """The mean, or None where it was given up."""
        return None if self.waiting else sum(self.found) / len(self.found)

    @property
    def _pairs(self) -> int:
        return len(self.found) + len(self.waiting)
