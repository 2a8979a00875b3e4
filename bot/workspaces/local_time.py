"""Local time: which moment it is when a clock on somebody's wall shows a time on a date, and how times are written."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.errors import BotError

DAY = 24 * 60


class BadTimes(BotError):
    """Times that cannot be kept. `field` names what to change: `minute`, `hours`, `days` or `country`."""

    code = "bad_times"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def moment(zone: str, day: date, minute: int) -> datetime | None:
    """Return the moment at which it is so late on a local date, in UTC.

    An hour that comes twice counts the first time; one that is left out is as much later as the clock is put forward.
    None where the whole date is left out, as 30 December 2011 was in Samoa.
    """
    there = zone_of(zone)
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    found = naive.replace(tzinfo=there, fold=0).astimezone(UTC)
    # The end of a day may be midnight, which is the next date.
    return found if found.astimezone(there).date() == naive.date() else None


def clock_time(minute: int) -> str:
    """Return minutes after midnight as people write them: `09:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parsed_time(text: str) -> int:
    """Return the minutes after midnight of a time such as `09:30`; raise `BadTimes` for anything else."""
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        raise BadTimes("minute", "Write a time such as 09:30.") from None
    return found.hour * 60 + found.minute


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a zone; UTC for one that is not known."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")
