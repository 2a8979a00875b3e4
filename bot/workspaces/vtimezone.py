"""VTIMEZONE: a time zone written out for calendars that do not know it by name (RFC 5545, section 3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP: Final = timedelta(days=14)
"""No zone changes its offset twice in less, but for oddities that nobody's calendar depends on (Ramadan in Morocco
lasts four weeks)."""
_BACK: Final = 1
_AHEAD: Final = 12
"""Years around a moment for which changes are written out. A feed is fetched anew every few hours."""


def vtimezone(zone: ZoneInfo, around: datetime) -> Timezone:
    """Return a zone as it changes between the year before a moment and twelve years after.

    Our own: `icalendar.Timezone.from_tzinfo` (7.3) begins summer time at the hour that the clock is put forward to,
    where section 3.6.5 wants the hour that it shows before, and ends in 2038.
    """
    return _written(zone.key, around.year)


@lru_cache(maxsize=128)
def _written(name: str, year: int) -> Timezone:
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    begin = datetime(year - _BACK, 1, 1, tzinfo=UTC)
    offset = _offset(zone, begin)
    made.add_component(_observance(zone, begin, [begin], offset))
    groups: dict[tuple[timedelta, timedelta, str | None], list[datetime]] = {}
    for at in _changes(zone, begin, datetime(year + _AHEAD, 1, 1, tzinfo=UTC)):
        before, after = _offset(zone, at - timedelta(seconds=1)), _offset(zone, at)
        groups.setdefault((before, after, at.astimezone(zone).tzname()), []).append(at)
    for (before, _, _), moments in groups.items():
        made.add_component(_observance(zone, moments[0], moments, before))
    return made


def _observance(
    zone: ZoneInfo, first: datetime, moments: list[datetime], before: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    """What holds from some moments on; `before` is the offset until then, in which local times are written."""
    there = first.astimezone(zone)
    # Dublin's winter counts as negative summer time: that is no DAYLIGHT.
    made = TimezoneDaylight() if (there.dst() or timedelta(0)) > timedelta(0) else TimezoneStandard()
    onsets = [(at + before).replace(tzinfo=None) for at in moments]
    made.add("dtstart", onsets[0])
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", _offset(zone, first))
    made.add("tzname", there.tzname())
    if len(onsets) > 1:
        made.add("rdate", onsets[1:])
    return made


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The moments, to the second, at which a zone's offset or name changes."""
    at = begin
    while at < end:
        following = at + _STEP
        if _state(zone, at) != _state(zone, following):
            yield _first_change(zone, at, following)
        at = following


def _first_change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    state = _state(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _state(zone, middle) == state else (low, middle)
    return high


def _state(zone: ZoneInfo, at: datetime) -> tuple[timedelta, str | None]:
    return _offset(zone, at), at.astimezone(zone).tzname()


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    return offset if offset is not None else timedelta(0)
