"""The schedule: when a rule puts the learning block of a week for somebody who works at certain times; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.errors import BotError
from bot.workspaces.local_time import DAY, moment
from bot.workspaces.working_times import WorkingTimes

WEEK: Final = timedelta(days=7)
SHORTEST: Final = 15
LONGEST: Final = 12 * 60
"""Minutes that a block lasts, at the least and at the most."""


class BadRule(BotError):
    """A rule that cannot be kept. `field` names what to change: `day`, `time`, `length`, `every` or `since`."""

    code = "bad_rule"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Rule:
    """A curator's rule: on which weekday (Monday 0), from which minute after local midnight, for how many minutes.

    It holds for nominal days from `since` on and before `until`; the week of `since` is the first of every second one.
    """

    weekday: int = 4
    minute: int = 14 * 60
    minutes: int = 120
    every: int = 1
    since: date = date.min
    until: date | None = None
    covered: str | None = None
    """The channel of which one member stays on duty meanwhile, in turn; no part of when a block is."""

    def check(self) -> None:
        """Raise `BadRule` with the sentence to show where this rule cannot be kept."""
        if self.weekday not in range(7):
            raise BadRule("day", "Choose a day of the week.")
        if not 0 <= self.minute < DAY:
            raise BadRule("time", "Write a time such as 14:00.")
        if not SHORTEST <= self.minutes <= LONGEST:
            raise BadRule("length", f"A block lasts between {SHORTEST} minutes and {LONGEST // 60} hours.")
        if self.every not in (1, 2):
            raise BadRule("every", "A block comes every week, or every second week.")

    def nominal(self, week: date) -> date | None:
        """Return the day that it names in a week (by its Monday), working day or not; none where it does not hold."""
        day = week + timedelta(days=self.weekday)
        if day < self.since or (self.until is not None and day >= self.until):
            return None
        return day if (week - week_of(self.since)).days // 7 % self.every == 0 else None


@dataclass(frozen=True, slots=True)
class Planned:
    """A block as the rule puts it. `week` is the Monday of the week whose block it is, `day` the working day that it
    belongs to; both times are in UTC."""

    week: date
    day: date
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Regular:
    """A block as a rule repeats it, whatever is free: `wall` is what a clock there shows when it begins."""

    week: date
    wall: datetime
    minutes: int


def week_of(day: date) -> date:
    """Return the Monday of a date's week."""
    return day - timedelta(days=day.weekday()) if day > date.min else day


def planned(rule: Rule, times: WorkingTimes, week: date) -> Planned | None:
    """Return the block of a week, given by its Monday; none where the rule does not hold or nobody works before it.

    Where the rule's day is free, the last working day before it takes its place, within seven days: two weeks' blocks
    never meet. Where the hours are known, the block is moved and cut as little as possible to lie within them.
    """
    minute, minutes, _ = fitted(rule, times)
    for day in _candidates(rule, times, week):
        # A zone may leave a whole date out, as Samoa did with a Friday.
        starts = moment(times.zone, day, minute) if times.works_on(day) else None
        if starts is not None:
            return Planned(week, day, starts, starts + timedelta(minutes=minutes))
    return None


def free_day(rules: Sequence[Rule], times: WorkingTimes, week: date, starts: datetime) -> date | None:
    """Return the day on which a week's block that begins then would be if somebody worked on it; none where it is."""
    for rule in rules:
        found = planned(rule, times, week)
        if found is not None and found.starts == starts:
            day = next(_candidates(rule, times, week))
            return day if day != found.day and not times.works_on(day) else None
    return None


def usual(rule: Rule, times: WorkingTimes, week: date) -> Planned | None:
    """Return the block of a week as it were if there were no holidays: what a calendar's rule repeats."""
    return planned(rule, replace(times, country=None), week)


def regular(rule: Rule, times: WorkingTimes, week: date) -> Regular | None:
    """Return the block of a week as the rule repeats it: no holiday and no change of the clocks moves it."""
    minute, minutes, _ = fitted(rule, times)
    for day in _candidates(rule, times, week):
        if day.weekday() in times.days:
            return Regular(week, datetime.combine(day, time()) + timedelta(minutes=minute), minutes)
    return None


def _candidates(rule: Rule, times: WorkingTimes, week: date) -> Iterator[date]:
    """The days on one of which a week's block is, the rule's own first; none where the rule has none that week."""
    nominal, days_before = rule.nominal(week), fitted(rule, times)[2]
    if nominal is not None:
        for back in range(WEEK.days):
            yield nominal - timedelta(days=back + days_before)


def fitted(rule: Rule, times: WorkingTimes) -> tuple[int, int, int]:
    """Return at which minute after midnight of the working day a block begins, its minutes, and by how many days that
    working day comes before the one that the rule names.

    The minute may lie beyond midnight, and the working day a day before: the small hours belong to last night's shift.
    """
    length = times.length
    if length is None or times.begins is None:
        return rule.minute, rule.minutes, 0
    minutes = min(rule.minutes, length)
    first, last = times.begins, times.begins + length - minutes
    if first <= rule.minute + DAY <= last and rule.minute < first:
        return rule.minute + DAY, minutes, 1
    return min(max(rule.minute, first), last), minutes, 0


def upcoming(
    rules: list[Rule], times: WorkingTimes, *, after: datetime, weeks: int, before: datetime | None = None
) -> Iterator[Planned]:
    """Yield the blocks that begin after a moment, of so many weeks, in order; `rules` follow each other in time.

    A week has one at the most: where the rule changes in the middle of it, that of the rule which held first.
    """
    week = week_of(after.astimezone(UTC).date()) - WEEK
    for _ in range(weeks + 2):
        for rule in rules:
            found = planned(rule, times, week)
            if found is not None and found.starts > after and (before is None or found.starts < before):
                yield found
                break
        week += WEEK
