"""Where a new question belongs: in a topic that is there, in one that it founds with others, or alone for now."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.closeness import Closeness
from bot.knowledge.matching.contrast import only_numbers_differ
from bot.knowledge.matching.gates import CONTRAST_MIDDLE, CONTRAST_WEIGHT, Gates, closeness
from bot.knowledge.rule_of_three import same_occurrence

NEIGHBOURS = 32
"""Neighbours worth giving to `place`, nearest first."""

LEAST_LIKENESS = 0.2
"""Neighbours less alike than this change nothing."""

_ALONE_TRIED = 16
_GROUPS_TRIED = 6
_BEST_HELP = 0.25
"""More than the contrast of a pair adds in practice: groups farther below the gate are not looked at closer."""

SAME_WORDS = 0.92
"""The cosine from which two questions are one phrase. What two people's same words have in common says nothing of a
third question, so a group is judged by its other pairs."""

Contrasts = Callable[[Sequence[tuple[str, str]]], Awaitable[list[float]]]
Pair = frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Newcomer:
    """A question to place. `gist` is what it asks, `vector` the embedding of that."""

    id: int
    gist: str
    vector: NDArray[np.float32]
    asker: str
    channel_id: str
    thread_ts: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour(Newcomer):
    """A question that was placed before, of the same audience, and the cosine between it and the newcomer."""

    topic: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Placement:
    """What to do: join `topic`; or found one with the questions `founded_with`; or, with neither, stay alone."""

    topic: int | None = None
    founded_with: tuple[int, ...] = ()
    confidence: float = 0.0
    """How likely the group is right, from 0 to 1; cards of uncertain ones are rationed."""


ALONE = Placement()


@dataclass(frozen=True)
class PlacementRules:
    """What placing goes by."""

    gates: Gates = field(default_factory=Gates)
    draft_after: int = 3
    same_asker: timedelta = timedelta(hours=24)
    apart: Collection[Pair] = frozenset()
    """Pairs of question ids of which a person said that they do not mean the same; they never share a topic."""


async def place(
    newcomer: Newcomer, neighbours: Sequence[Neighbour], *, questions: int, measure: Closeness, by: PlacementRules
) -> Placement:
    """Find the newcomer's place among its neighbours, given nearest first.

    `questions` is how many questions the audience has. Neighbours with a vector of another embedder must not be given.
    """
    look = _Look(newcomer, neighbours, measure.contrasts, by, by.gates.card_at(questions))
    crowd = await measure.density(newcomer.vector, look.likenesses())
    return await look.join(crowd) or await look.found(crowd) or ALONE


class _Look:
    """One newcomer's look at its neighbours."""

    def __init__(
        self, newcomer: Newcomer, neighbours: Sequence[Neighbour], contrasts: Contrasts, by: PlacementRules, gate: float
    ) -> None:
        self._newcomer, self._contrasts, self._by, self._gate = newcomer, contrasts, by, gate
        self._alone: list[Neighbour] = []
        self._members: dict[int, list[Neighbour]] = {}
        for neighbour in neighbours:
            if neighbour.topic is None:
                self._alone.append(neighbour)
            else:
                self._members.setdefault(neighbour.topic, []).append(neighbour)

    def likenesses(self) -> list[float]:
        """One likeness for each topic and each lone question, so that a popular topic does not crowd itself out."""
        return [near.score for near in self._alone] + [members[0].score for members in self._members.values()]

    async def join(self, crowd: float) -> Placement | None:
        """The closest topic that is close enough."""
        best: tuple[float, int] | None = None
        for topic, members in self._members.items():
            nearest = members[:3]
            if len(nearest) < min(3, self._by.draft_after) - 1 or not self._may_share(self._newcomer, members):
                continue
            close = await self._closeness([(self._newcomer, near, near.score) for near in nearest], crowd)
            if close >= self._gate and (best is None or close > best[0]):
                best = close, topic
        return best and Placement(topic=best[1], confidence=self._by.gates.confidence(best[0], self._gate))

    async def found(self, crowd: float) -> Placement | None:
        """The closest group of lone questions that, with the newcomer, are mutually close enough."""
        best: tuple[float, tuple[Neighbour, ...]] | None = None
        for group in self._groups(crowd):
            close = await self._closeness(self._pairs(group), crowd)
            if close >= self._gate and (best is None or close > best[0]):
                best = close, group
        if best is None:
            return None
        close, group = best
        others = await self._like_all(group, crowd)
        return Placement(
            founded_with=tuple(near.id for near in (*group, *others)),
            confidence=self._by.gates.confidence(close, self._gate),
        )

    def _groups(self, crowd: float) -> list[tuple[Neighbour, ...]]:
        """The most alike groups, each question of which is an occurrence of its own."""
        least = self._gate - _BEST_HELP * CONTRAST_WEIGHT
        found = []
        for group in combinations(self._alone[:_ALONE_TRIED], min(3, self._by.draft_after) - 1):
            alike = sum(score for _, _, score in self._pairs(group)) / len(self._pairs(group))
            if closeness(alike, crowd, CONTRAST_MIDDLE) >= least and self._distinct(group):
                found.append((alike, group))
        found.sort(key=lambda one: -one[0])
        return [group for _, group in found[:_GROUPS_TRIED]]

    def _pairs(self, group: Sequence[Neighbour]) -> list[tuple[Newcomer, Newcomer, float]]:
        """The pairs among the newcomer and the group by which it is judged, each with its cosine."""
        pairs: list[tuple[Newcomer, Newcomer, float]] = [(self._newcomer, near, near.score) for near in group]
        pairs += [(a, b, float(a.vector @ b.vector)) for a, b in combinations(group, 2)]
        return [pair for pair in pairs if pair[2] < SAME_WORDS] or pairs

    def _distinct(self, group: Sequence[Neighbour]) -> bool:
        everyone = (self._newcomer, *group)
        return self._may_share(self._newcomer, group) and not any(
            same_occurrence(a, b, self._by.same_asker) or (a is not self._newcomer and not self._may_share(a, [b]))
            for a, b in combinations(everyone, 2)
        )

    def _may_share(self, one: Newcomer, others: Iterable[Newcomer]) -> bool:
        """Whether nothing forbids a topic of these: no verdict of a person, no two versions of one thing."""
        return not any(
            Pair((one.id, other.id)) in self._by.apart or only_numbers_differ(one.gist, other.gist) for other in others
        )

    async def _closeness(self, pairs: Sequence[tuple[Newcomer, Newcomer, float]], crowd: float) -> float:
        """The mean closeness of some pairs; without a closer look where their likeness alone rules it out."""
        alike = sum(score for _, _, score in pairs) / len(pairs)
        without = closeness(alike, crowd, CONTRAST_MIDDLE)
        if without < self._gate - _BEST_HELP * CONTRAST_WEIGHT:
            return without
        contrasts = await self._contrasts([(a.gist, b.gist) for a, b, _ in pairs])
        return closeness(alike, crowd, sum(contrasts) / len(contrasts))

    async def _like_all(self, group: Sequence[Neighbour], crowd: float) -> list[Neighbour]:
        """Lone questions as close to the whole new topic: those who asked again, mostly."""
        found = []
        for near in self._alone[:_ALONE_TRIED]:
            if near in group or not self._may_share(near, (self._newcomer, *group)):
                continue
            pairs = [(near, other, float(near.vector @ other.vector)) for other in group]
            if await self._closeness([(near, self._newcomer, near.score), *pairs], crowd) >= self._gate:
                found.append(near)
        return found
