"""Quarters: the time in which a learning budget is used or lost, and when its members are told so; pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from bot.learning.times import Times
from bot.workspaces.local_time import moment

_NAME: Final = re.compile(r"([0-9]{4})Q([1-4])", re.ASCII)
_AHEAD: Final = 14
"""How many days before a quarter's end somebody is told the first time what they have left."""
_LAST_DAYS: Final = 2
"""On how many of a quarter's last working days somebody may be told once more."""
_AFTER_NUDGE: Final = 60
"""How many minutes after the time of the nudge we look whether it said so; sooner where the working day is short."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year, `number` 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter that a date is in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def named(cls, name: str) -> Self | None:
        """Return the quarter that is written `2026Q4`; none for anything else."""
        found = _NAME.fullmatch(name)
        return cls(int(found[1]), int(found[2])) if found is not None and found[1] != "0000" else None

    @property
    def name(self) -> str:
        """How it is stored: `2026Q4`."""
        return f"{self.year:04d}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 3 * self.number, 30 if self.number in (2, 3) else 31)

    @property
    def next(self) -> Self:
        """The quarter after it."""
        return type(self)(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def words(self) -> str:
        """As people say it: `October to December 2026`."""
        return f"{self.first:%B} to {self.last:%B %Y}"

    @property
    def lapses(self) -> str:
        """The day after which what is left is lost: `31 December`."""
        return f"{self.last.day} {self.last:%B}"


def reminder_on(times: Times, day: date) -> str | None:
    """Return which reminder may come on a local date: `2026Q4 first`, `2026Q4 last`, or none.

    Working days only: the first from two weeks before the quarter's end on, the last on its last two.
    """
    quarter = Quarter.of(day)
    if day < quarter.last - timedelta(days=_AHEAD) or not times.works_on(day):
        return None
    after = (day + timedelta(days=n) for n in range(1, (quarter.last - day).days + 1))
    still_to_come = sum(times.works_on(each) for each in after)
    return f"{quarter.name} {'last' if still_to_come < _LAST_DAYS else 'first'}"


def next_look(times: Times, after: datetime, told: str | None) -> datetime | None:
    """Return when to look next whether somebody has to be told; none where they never work.

    `told`: the reminder that they had last. The time is that of the nudge and an hour, so that a nudge which comes on
    that day has said it.
    """
    quarter = Quarter.of(times.local_date(after))
    for each in (quarter, quarter.next, quarter.next.next):
        for ahead in range(_AHEAD, -1, -1):
            day = each.last - timedelta(days=ahead)
            if times.paused_until is not None and day < times.paused_until:
                continue
            at = moment(times.zone, day, _minute(times))
            if at is None or at <= after:
                continue
            if (due := reminder_on(times, day)) is not None and due not in (told, _before(told)):
                return at
    return None


def _before(told: str | None) -> str | None:
    """The reminder that comes too late once another was given."""
    return f"{told.split()[0]} first" if told is not None else None


def _minute(times: Times) -> int:
    return times.minute + min(_AFTER_NUDGE, (times.ends - times.minute) // 2)
