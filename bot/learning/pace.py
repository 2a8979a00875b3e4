"""Pace: how long a card or a page takes somebody, by their own answers where there are enough."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

WORDS_A_MINUTE: Final = 200
"""How fast people read to learn; silent reading for pleasure is some 240 (Brysbaert 2019,
https://doi.org/10.1016/j.jml.2019.104047)."""

USUAL_SECONDS: Final = {"recall": 35.0, "cloze": 20.0, "order": 45.0, "choice": 25.0}
"""Seconds from a card's being shown to its grade, for somebody of whom nothing is known yet."""

LONGEST_SECONDS: Final = 180.0
"""An answer that took longer was interrupted, and counts as this long."""

_ENOUGH: Final = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that one person needs for a card, by kind."""

    seconds: dict[str, float] = field(default_factory=lambda: dict(USUAL_SECONDS))

    @classmethod
    def of(cls, answers: Iterable[tuple[str, float]]) -> "Pace":
        """Return the pace that answers (kind, seconds) show: the middle one of each kind that has some."""
        by_kind: dict[str, list[float]] = {}
        for kind, took in answers:
            by_kind.setdefault(kind, []).append(min(took, LONGEST_SECONDS))
        own = {kind: median(all_) for kind, all_ in by_kind.items() if len(all_) >= _ENOUGH}
        return cls({**USUAL_SECONDS, **own})

    def card(self, kind: str) -> float:
        """Return the seconds that a card of a kind takes."""
        return self.seconds.get(kind, USUAL_SECONDS["recall"])


def reading_seconds(text: str) -> int:
    """Return how long a text takes to read, in seconds; at least five."""
    return max(5, round(len(text.split()) * 60 / WORDS_A_MINUTE))


def minutes(seconds: float) -> int:
    """Return seconds as people are told of them: whole minutes, at least one."""
    return max(1, round(seconds / 60))
