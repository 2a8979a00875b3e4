"""A learning block as an iCalendar object that every calendar understands."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bot.ports.calendar import BlockEvent, Protection
from bot.providers.calendars import marks
from bot.workspaces.vtimezone import vtimezone

_BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)


def as_object(block: BlockEvent, *, now: datetime, is_new: bool) -> bytes:
    """Return the object to store; `now` is when this is written.

    Programs take the object with the higher SEQUENCE for the newer one, and we are not told that of what stands there:
    seconds only ever grow.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Thrice//Learning blocks//EN")
    starts, ends = _written(block.starts), _written(block.ends)
    for zone in {moment.tzinfo for moment in (starts, ends) if isinstance(moment.tzinfo, ZoneInfo)}:
        calendar.add_component(vtimezone(zone, starts))
    event = _event(block, now=now, is_new=is_new)
    event.add("DTSTART", starts)
    event.add("DTEND", ends)
    event.add_component(_alarm(block))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(block: BlockEvent, *, now: datetime, is_new: bool) -> Event:
    """Return the event without its times."""
    event = Event()
    event.add("UID", block.uid)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("LAST-MODIFIED", now.astimezone(UTC))
    event.add("SEQUENCE", 0 if is_new else max(0, int((now - _BEGINNING).total_seconds())))
    event.add("SUMMARY", title(block))
    event.add("DESCRIPTION", _clean(block.description))
    is_soft = block.protection is Protection.SOFT
    event.add("TRANSP", "TRANSPARENT" if is_soft else "OPAQUE")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE" if is_soft else "BUSY")
    event.add("CATEGORIES", [marks.CATEGORY])
    event.add(marks.PROPERTY, "1")
    return event


def title(block: BlockEvent) -> str:
    """Return the title as it is written: one line."""
    return " ".join(_clean(block.title).split())


def _alarm(block: BlockEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", title(block))
    alarm.add("TRIGGER", -timedelta(minutes=max(0, block.remind_minutes)))
    return alarm


def _written(moment: datetime) -> datetime:
    """Return a moment with its zone; in UTC where a local time cannot name it.

    Of a time that comes twice iCalendar means the first, so the second can be told in UTC only; a time that the clock
    skips is none at all.
    """
    zone = moment.tzinfo
    utc = moment.astimezone(UTC)
    if not isinstance(zone, ZoneInfo) or zone.key is None or zone.key == "UTC":
        return utc
    named = moment.replace(fold=0)
    return named if named.astimezone(UTC) == utc and utc.astimezone(zone) == moment else utc


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())
