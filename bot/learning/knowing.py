"""Knowing: how firmly somebody holds what they learned, and what comes due; sums, for that person alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.learning.times import Times

STRENGTHS: Final = (("fresh", 3.0), ("growing", 14.0), ("firm", 60.0), ("lasting", float("inf")))
"""Names of strengths, and the stability up to which a memory has each: days after which recall is 90 % likely."""

DAYS_AHEAD: Final = 7


@dataclass(frozen=True)
class Knowing:
    """Cards by strength, in the order of `STRENGTHS`, and cards due today and on each of the next days."""

    strengths: tuple[tuple[str, int], ...]
    due: tuple[tuple[date, int], ...]

    @property
    def cards(self) -> int:
        """How many cards there are altogether."""
        return sum(count for _, count in self.strengths)


def knowing(memories: Iterable[tuple[float, datetime]], times: Times, at: datetime) -> Knowing:
    """Return the sums of memories, given as (stability in days, when due); what is overdue is due today. Pure."""
    today = times.local_date(at)
    strengths, due = Counter[str](), Counter[date]()
    for stability, when in memories:
        strengths[next(name for name, up_to in STRENGTHS if stability <= up_to)] += 1
        due[max(today, times.local_date(when))] += 1
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    return Knowing(tuple((name, strengths[name]) for name, _ in STRENGTHS), tuple((day, due[day]) for day in days))
