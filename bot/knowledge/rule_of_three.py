"""The rule of three: how often a topic was really asked, by how many people, and whether that makes it a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

TWO_PEOPLE = 2
"""A page takes at least two askers, however often one person asks."""


class Asked(Protocol):
    """One question as this rule sees it."""

    @property
    def id(self) -> int:
        """Names the question."""

    @property
    def asker(self) -> str:
        """Who asked."""

    @property
    def channel_id(self) -> str:
        """Where."""

    @property
    def thread_ts(self) -> str:
        """In which thread; a root is in its own."""

    @property
    def asked_at(self) -> datetime:
        """When."""


class Counting(Protocol):
    """What the rule asks of a workspace's policy."""

    @property
    def draft_after(self) -> int:
        """Occurrences that make a draft: 2 to 10."""

    @property
    def window(self) -> timedelta:
        """How far apart the first and last of them may be."""

    @property
    def same_asker(self) -> timedelta:
        """Asked again by the same person within this time, a question is the same occurrence."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a topic was asked: the first question of it, and those that only repeat it."""

    asker: str
    channel_id: str
    thread_ts: str
    at: datetime
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Firing:
    """The occurrences that make a topic a page, oldest first."""

    occurrences: tuple[Occurrence, ...]

    @property
    def people(self) -> int:
        """How many people asked."""
        return len({occurrence.asker for occurrence in self.occurrences})


def occurrences_of(asked: Iterable[Asked], policy: Counting) -> tuple[Occurrence, ...]:
    """The occurrences in any questions of one topic, oldest first.

    A question belongs to an earlier occurrence if it stands in the same thread, or if the same person asked within
    `policy.same_asker` before it. The time counts from the last question of that occurrence, so that asking every
    morning for a week is one occurrence, while a channel's regular who asks again next month counts again.
    """
    found: list[list[Asked]] = []
    for question in sorted(asked, key=lambda one: (one.asked_at, one.id)):
        home = next(
            (group for group in found if any(same_occurrence(question, one, policy.same_asker) for one in group)), None
        )
        if home is None:
            found.append([question])
        else:
            home.append(question)
    return tuple(
        Occurrence(
            asker=group[0].asker,
            channel_id=group[0].channel_id,
            thread_ts=group[0].thread_ts,
            at=group[0].asked_at,
            questions=tuple(question.id for question in group),
        )
        for group in found
    )


def fires(asked: Iterable[Asked], policy: Counting) -> Firing | None:
    """What makes these questions of one topic a page now, or None.

    The window ends with the newest occurrence: only those at most `policy.window` older count.
    """
    occurrences = occurrences_of(asked, policy)
    return fires_at(occurrences, len(occurrences) - 1, policy) if occurrences else None


def fires_at(occurrences: Sequence[Occurrence], which: int, policy: Counting) -> Firing | None:
    """What made a topic a page when the occurrence at index `which` came about, or None where nothing did."""
    firing = Firing(counted(occurrences, which, policy))
    return firing if len(firing.occurrences) >= policy.draft_after and firing.people >= TWO_PEOPLE else None


def counted(occurrences: Sequence[Occurrence], which: int, policy: Counting) -> tuple[Occurrence, ...]:
    """What counted when the occurrence at index `which` came about: itself, and what the window before it holds."""
    last = occurrences[which]
    return tuple(one for one in occurrences[: which + 1] if last.at - one.at <= policy.window)


def fullest(occurrences: Sequence[Occurrence], policy: Counting) -> tuple[Occurrence, ...]:
    """The most occurrences that came within one window: what a reviewer is told, who is asked because of them.

    Not those of the window that ends today: a card that waits for long would come to say fewer than made it.
    """
    return max((counted(occurrences, which, policy) for which in range(len(occurrences))), key=len, default=())


def same_occurrence(one: Asked, other: Asked, same_asker: timedelta) -> bool:
    """Whether two questions are one occurrence: asked in one thread, or by one person within `same_asker`."""
    if (one.channel_id, one.thread_ts) == (other.channel_id, other.thread_ts):
        return True
    return one.asker == other.asker and abs(one.asked_at - other.asked_at) <= same_asker
