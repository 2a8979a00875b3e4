"""Times: on which local date, and at which moment, somebody's next nudge comes; pure, whatever the clock does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.workspaces import countries
from bot.workspaces.local_time import DAY, BadTimes, clock_time, moment, zone_of

APART = timedelta(hours=12)
"""At least so long between two nudges, also of different local dates: who flies east has two mornings in one night."""

_LOOKED_AHEAD = 400
"""Days after which we give up: nobody who works at all is free for a year."""


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody works and wants to be asked. Minutes count from local midnight, days from Monday 0."""

    zone: str = "UTC"
    minute: int = 9 * 60 + 30
    begins: int = 9 * 60
    ends: int = 17 * 60
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    country: str | None = None
    every: int = 1
    """A nudge comes every so many working days."""
    paused_until: date | None = None

    def check(self) -> None:
        """Raise `BadTimes` with the sentence to show where these times cannot be kept."""
        if not 0 <= self.begins < self.ends <= DAY:
            raise BadTimes("hours", "Your working day has to end after it begins, on the same day.")
        if not self.begins <= self.minute < self.ends:
            said = f"{clock_time(self.begins)} to {clock_time(self.ends)}"
            raise BadTimes("minute", f"Choose a time within your working hours, {said}.")
        if not self.days or not self.days <= frozenset(range(7)):
            raise BadTimes("days", "Choose at least one working day.")
        if self.country is not None and not countries.is_known(self.country):
            raise BadTimes("country", "I do not know this country's holidays. Choose another, or none.")

    def works_on(self, day: date) -> bool:
        """Tell whether a local date is a working day: one of their days, and no public holiday."""
        return day.weekday() in self.days and not countries.is_holiday(self.country, day)

    def local_date(self, moment: datetime) -> date:
        """Return the date that it is for them at a moment."""
        return moment.astimezone(zone_of(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Slot:
    """One local date's nudge: when it comes, and when that working day ends and it is too late."""

    day: date
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """The last nudge: the local date that it was for, and when it left. Nothing where there was none."""

    day: date | None = None
    at: datetime | None = None


def next_slot(times: Times, after: datetime, before: Before) -> Slot | None:
    """Return the first slot that begins after a moment; none for somebody who never works.

    One a local date, and never for a date that is not later than the last nudge's: whoever flies west has that date
    twice, and one nudge on it.
    """
    for day in _dates(times, after, before):
        slot = slot_on(times, day)
        if slot is None or slot.at <= after or (before.at is not None and slot.at - before.at < APART):
            continue
        return slot
    return None


def standing_slot(times: Times, now: datetime, before: Before) -> Slot | None:
    """Return the slot of the present date if it has begun and that working day has not ended; none otherwise.

    What was missed for longer than a day (the machine was off) is made up in it.
    """
    today = times.local_date(now)
    slot = slot_on(times, today) if next(_dates(times, now, before), None) == today else None
    if slot is None or not slot.at <= now < slot.ends_at:
        return None
    return slot if before.at is None or now - before.at >= APART else None


def slot_on(times: Times, day: date) -> Slot | None:
    """Return a date's slot, whether it is a working day or not; none for a date that their zone left out."""
    at, ends_at = moment(times.zone, day, times.minute), moment(times.zone, day, times.ends)
    if at is None:
        return None
    if ends_at is None or ends_at <= at:
        # The clock is put forward over the end of the working day: an hour is left even then.
        ends_at = at + timedelta(hours=1)
    return Slot(day, at, ends_at)


def after_working_days(times: Times, at: datetime, days: int) -> datetime:
    """Return the moment at which so many working days later begin; a year ahead for somebody who never works."""
    day, left = times.local_date(at), days
    for _ in range(_LOOKED_AHEAD):
        day += timedelta(days=1)
        left -= times.works_on(day)
        begins = moment(times.zone, day, times.begins)
        if left <= 0 and begins is not None:
            return begins
    return at + timedelta(days=365)


def _dates(times: Times, after: datetime, before: Before) -> Iterator[date]:
    """The local dates from which one is chosen, in order: working days that are this person's turn."""
    today = times.local_date(after)
    turns = _Turns(times, before.day, today)
    for ahead in range(_LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        if not times.works_on(day) or not turns.comes(day):
            continue
        if times.paused_until is None or day >= times.paused_until:
            yield day


class _Turns:
    """Counts working days since the last nudge, for those whom one reaches every second, fourth or eighth of them."""

    def __init__(self, times: Times, last: date | None, today: date) -> None:
        self._times, self._last = times, last
        self._passed = 0
        if last is not None:
            earlier = (last + timedelta(days=n) for n in range(1, min((today - last).days, _LOOKED_AHEAD)))
            self._passed = sum(times.works_on(day) for day in earlier)

    def comes(self, day: date) -> bool:
        """Whether it is their turn on the next working day."""
        if self._last is None:
            return True
        if day <= self._last:
            return False
        self._passed += 1
        return self._passed >= self._times.every
