"""Calendars of other people, written as their programs write them."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.providers.calendars.reading.wire import Window

BERLIN: Final = ZoneInfo("Europe/Berlin")
NEW_YORK: Final = ZoneInfo("America/New_York")
OWNER: Final = "bo@example.com"


def window(since: str, until: str, zone: ZoneInfo = BERLIN) -> Window:
    """Return a window between two local times such as `2026-11-27` or `2026-11-27 14:00`."""
    begins, ends = (datetime.fromisoformat(each).replace(tzinfo=zone) for each in (since, until))
    return Window(begins, ends, zone, frozenset({OWNER}))


def event(*lines: str, uid: str = "m1@example.com") -> str:
    """Return one VEVENT of those lines."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def calendar(*parts: str) -> str:
    """Return a calendar of those components and properties."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *parts, "END:VCALENDAR", ""])


def a_meeting(*lines: str, uid: str = "m1@example.com") -> str:
    """Return a calendar with one event of those lines."""
    return calendar(event(*lines, uid=uid))
