"""A time zone as a calendar has to define it (VTIMEZONE), for the years that an event is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The moment from which on a zone has another distance from UTC, name or season."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


def definition(zone: ZoneInfo, *, first: int, last: int) -> Timezone:
    """Return what the zone is from the beginning of the year `first` to the end of `last`.

    Not icalendar's own: that gives changes in the time that begins with them, an hour off what RFC 5545 asks for.
    """
    found = Timezone()
    found.add("TZID", zone.key)
    for change in _changes(zone, datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)):
        part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
        part.add("DTSTART", (change.at + change.before).replace(tzinfo=None))
        part.add("TZOFFSETFROM", change.before)
        part.add("TZOFFSETTO", change.after)
        part.add("TZNAME", change.name)
        found.add_component(part)
    return found


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[_Change]:
    yield _change(zone, since, since)
    day = since
    while day < until:
        if _state(zone, day) != _state(zone, day + _DAY):
            before, after = day, day + _DAY
            while after - before > _SECOND:
                middle = before + (after - before) // 2
                before, after = (middle, after) if _state(zone, middle) == _state(zone, day) else (before, middle)
            yield _change(zone, after.replace(microsecond=0), day)
        day += _DAY


def _change(zone: ZoneInfo, at: datetime, before: datetime) -> _Change:
    offset, name, is_summer = _state(zone, at)
    return _Change(at, _state(zone, before)[0], offset, name, is_summer)


def _state(zone: ZoneInfo, at: datetime) -> tuple[timedelta, str, bool]:
    local = at.astimezone(zone)
    return local.utcoffset() or timedelta(0), local.tzname() or zone.key, bool(local.dst())
