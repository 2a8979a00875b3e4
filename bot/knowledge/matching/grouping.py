"""Where a new question belongs: in a topic that is there, in one that it founds with others, or alone for now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.closeness import Closeness
from bot.knowledge.matching.contrast import only_numbers_differ
from bot.knowledge.matching.gates import CONTRAST_MIDDLE, CONTRAST_WEIGHT, NEARBY, Gates, closeness, crowding
from bot.knowledge.matching.parting import parted
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


class _Pair(NamedTuple):
    """Two questions, the cosine between them, and how far their words part them."""

    one: Newcomer
    other: Newcomer
    likeness: float
    parting: float


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
    look = _Look(newcomer, neighbours, measure, by, by.gates.card_at(questions))
    crowd = await measure.density(newcomer.vector, look.likenesses())
    return await look.join(crowd) or await look.found(crowd) or ALONE


class _Look:
    """One newcomer's look at its neighbours."""

    def __init__(
        self, newcomer: Newcomer, neighbours: Sequence[Neighbour], measure: Closeness, by: PlacementRules, gate: float
    ) -> None:
        self._newcomer, self._measure, self._by, self._gate = newcomer, measure, by, gate
        self._alone: list[Neighbour] = []
        self._members: dict[int, list[Neighbour]] = {}
        self._known_pairs: dict[tuple[int, int], _Pair] = {}
        for neighbour in neighbours:
            if neighbour.topic is None:
                self._alone.append(neighbour)
            else:
                self._members.setdefault(neighbour.topic, []).append(neighbour)
        self._others = [*self._alone, *(members[0] for members in self._members.values())]
        self._vectors = np.array([other.vector for other in self._others]).reshape(-1, newcomer.vector.size)
        self._nearby: dict[int, NDArray[np.bool_]] = {}

    def likenesses(self) -> list[float]:
        """One likeness for each topic and each lone question, so that a popular topic does not crowd itself out."""
        return [other.score for other in self._others]

    async def join(self, crowd: float) -> Placement | None:
        """The closest topic that is close enough."""
        topics = [
            (topic, members[:3])
            for topic, members in self._members.items()
            if len(members) >= min(3, self._by.draft_after) - 1 and self._may_share(self._newcomer, members)
        ]
        pairs = [[self._pair(self._newcomer, near) for near in nearest] for _, nearest in topics]
        close = await self._closest(pairs, crowd)
        if close is None:
            return None
        which, how_close = close
        return Placement(topic=topics[which][0], confidence=self._by.gates.confidence(how_close, self._gate))

    async def found(self, crowd: float) -> Placement | None:
        """The closest group of lone questions that, with the newcomer, are mutually close enough."""
        groups = self._groups(crowd)
        close = await self._closest([self._pairs(group) for group in groups], crowd)
        if close is None:
            return None
        which, how_close = close
        others = await self._like_all(groups[which], crowd)
        return Placement(
            founded_with=tuple(near.id for near in (*groups[which], *others)),
            confidence=self._by.gates.confidence(how_close, self._gate),
        )

    def _groups(self, crowd: float) -> list[tuple[Neighbour, ...]]:
        """The most alike groups, each question of which is an occurrence of its own."""
        least = self._gate - _BEST_HELP * CONTRAST_WEIGHT
        found = []
        for group in combinations(self._alone[:_ALONE_TRIED], min(3, self._by.draft_after) - 1):
            alike = _alike(self._pairs(group))
            if closeness(alike, crowd, CONTRAST_MIDDLE) >= least and self._distinct(group):
                found.append((alike, group))
        found.sort(key=lambda one: -one[0])
        return [group for _, group in found[:_GROUPS_TRIED]]

    def _pairs(self, group: Sequence[Neighbour]) -> list[_Pair]:
        """The pairs among the newcomer and the group by which it is judged."""
        pairs = [self._pair(a, b) for a, b in combinations((self._newcomer, *group), 2)]
        return [pair for pair in pairs if pair.likeness - pair.parting < SAME_WORDS] or pairs

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

    async def _closest(self, groups: Sequence[Sequence[_Pair]], crowd: float) -> tuple[int, float] | None:
        """Which group is closest, and how close; none if none passes the gate."""
        passed = [
            (close, which) for which, close in enumerate(await self._closeness(groups, crowd)) if close is not None
        ]
        if not passed:
            return None
        close, which = max(passed, key=lambda one: one[0])
        return which, close

    async def _closeness(self, groups: Sequence[Sequence[_Pair]], crowd: float) -> list[float | None]:
        """The mean closeness of each group of pairs; none where it does not pass the gate."""
        alike = [_alike(pairs) - self._crowding(pairs) for pairs in groups]
        least = [self._contrast_needed(likeness, crowd) for likeness in alike]
        # Where their likeness alone rules a group out, it gets no closer look.
        looked_at = [which for which, needed in enumerate(least) if needed <= CONTRAST_MIDDLE + _BEST_HELP]
        found: list[float | None] = [None] * len(groups)
        means = await self._measure.mean_contrasts(
            [[(pair.one.gist, pair.other.gist) for pair in groups[which]] for which in looked_at],
            [least[which] for which in looked_at],
        )
        for which, contrast in zip(looked_at, means, strict=True):
            if contrast is not None and (close := closeness(alike[which], crowd, contrast)) >= self._gate:
                found[which] = close
        return found

    def _contrast_needed(self, alike: float, crowd: float) -> float:
        """The mean contrast at which pairs of this mean likeness pass the gate."""
        return CONTRAST_MIDDLE + (self._gate - closeness(alike, crowd, CONTRAST_MIDDLE)) / CONTRAST_WEIGHT

    async def _like_all(self, group: Sequence[Neighbour], crowd: float) -> list[Neighbour]:
        """Lone questions as close to the whole new topic: those who asked again, mostly."""
        others = [
            near
            for near in self._alone[:_ALONE_TRIED]
            if near not in group and self._may_share(near, (self._newcomer, *group))
        ]
        pairs = [[self._pair(self._newcomer, near), *(self._pair(near, other) for other in group)] for near in others]
        close = await self._closeness(pairs, crowd)
        return [near for near, how_close in zip(others, close, strict=True) if how_close is not None]

    def _pair(self, a: Newcomer, b: Newcomer) -> _Pair:
        """The pair of two questions; it is in many groups."""
        pair = self._known_pairs.get((a.id, b.id))
        if pair is None:
            pair = _Pair(a, b, float(a.vector @ b.vector), parted(a.gist, b.gist))
            self._known_pairs[a.id, b.id] = pair
        return pair

    def _crowding(self, pairs: Sequence[_Pair]) -> float:
        """How much closer a group must be because of the others that stand near its members."""
        group = {one.id: one for pair in pairs for one in (pair.one, pair.other)}
        topics = {one.topic for one in group.values() if isinstance(one, Neighbour) and one.topic is not None}
        others = np.array([other.id not in group and other.topic not in topics for other in self._others], np.bool_)
        return crowding(sum(int((self._near(one) & others).sum()) for one in group.values()) / len(group))

    def _near(self, one: Newcomer) -> NDArray[np.bool_]:
        """Which of the others stand near a question."""
        near = self._nearby.get(one.id)
        if near is None:
            near = self._nearby[one.id] = self._vectors @ one.vector >= NEARBY
        return near


def _alike(pairs: Sequence[_Pair]) -> float:
    """The mean likeness of some pairs, less what their words part them.

    Where one of three questions is another one, two of the three pairs show it: so the two most parted count.
    """
    parting = sorted(pair.parting for pair in pairs)[-2:]
    return sum(pair.likeness for pair in pairs) / len(pairs) - sum(parting) / len(parting)
