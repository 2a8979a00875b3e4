"""The workspace's clock is put forward: to which moment, seen from where somebody is."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

Leap = Literal["hour", "morning", "monday"]
LEAPS: Final[tuple[Leap, ...]] = get_args(Leap)

MORNING: Final = time(9, 30)
"""When the morning is to which one leaps: early enough for the day, late enough for what comes at its beginning."""

WORDS: Final[Mapping[Leap, str]] = {
    "hour": "One hour on",
    "morning": f"Next morning, {MORNING:%H:%M}",
    "monday": f"Next Monday, {MORNING:%H:%M}",
}


def moment_of(leap: Leap, now: float, tz: str) -> float:
    """Return to which moment a leap goes; always a later one."""
    if leap == "hour":
        return now + 3600
    there = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(tz))
    day = there.date() + timedelta(days=0 if there.time() < MORNING else 1)
    if leap == "monday":
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, MORNING, there.tzinfo).timestamp()
