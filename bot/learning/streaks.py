"""Streaks: in how many weeks running somebody learned; a week without a day to learn on does not count either way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = timedelta(weeks=1)
LONGEST_WEEKS = 520
"""Ten years; nobody is counted further back."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Weeks running with at least one sprint, and whether the present week is among them already."""

    weeks: int
    this_week: bool


def week_of(day: date) -> date:
    """Return the Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def streak(learned: Collection[date], asked: Collection[date], today: date) -> Streak:
    """Return the streak that ends now; pure.

    `learned`: local dates with a sprint that was finished. `asked`: local dates on which the person was asked to
    learn and did not say no. A week in which nobody asked (holidays, a pause, an absence, days that were skipped) is
    frozen: passed over, whether it was learned in or not. The present week breaks nothing before it is over.
    """
    weeks_learned, weeks_asked = {week_of(day) for day in learned}, {week_of(day) for day in asked}
    present = week_of(today)
    count, week = int(present in weeks_learned), present - _WEEK
    oldest = min(weeks_learned, default=present)
    for _ in range(LONGEST_WEEKS):
        if week < oldest:
            break
        if week in weeks_learned:
            count += 1
        elif week in weeks_asked:
            break
        week -= _WEEK
    return Streak(count, present in weeks_learned)
