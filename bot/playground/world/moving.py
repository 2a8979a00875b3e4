"""The workspace's clock is put forward: to which moment, seen from where somebody is."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

Leap = Literal["hour", "morning", "friday", "monday"]
LEAPS: Final[tuple[Leap, ...]] = get_args(Leap)

MORNING: Final = time(9, 30)
"""When the morning is to which one leaps: early enough for the day, late enough for what comes at its beginning."""

AFTERNOON: Final = time(13, 50)
"""When the Friday is to which one leaps: a little before what begins on the hour."""

WORDS: Final[Mapping[Leap, str]] = {
    "hour": "One hour on",
    "morning": f"Next morning, {MORNING:%H:%M}",
    "friday": f"Next Friday, {AFTERNOON:%H:%M}",
    "monday": f"Next Monday, {MORNING:%H:%M}",
}


_WEEKDAYS: Final = {"monday": 0, "friday": 4}


def moment_of(leap: Leap, now: float, tz: str) -> float:
    """Return to which moment a leap goes; always a later one."""
    if leap == "hour":
        return now + 3600
    there = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(tz))
    at = AFTERNOON if leap == "friday" else MORNING
    day = there.date() + timedelta(days=0 if there.time() < at else 1)
    if leap != "morning":
        day += timedelta(days=(_WEEKDAYS[leap] - day.weekday()) % 7)
    return datetime.combine(day, at, there.tzinfo).timestamp()
