"""iCalendar text of anybody's making becomes meetings.

It runs in a process of its own (`worker`), because whatever it calls may never come to an end with the text of a
stranger. Everything is kept to one object: nothing that stands in it reaches another.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from bot.ports.calendar import Meeting
from bot.providers.calendars import marks
from bot.providers.calendars.reading import people, zones
from bot.providers.calendars.reading.series import Unreadable, as_list, refuse_without_bounds, stands, straighten
from bot.providers.calendars.reading.wire import MOST_BYTES, BlockSeen, Window

_FOLD: Final = re.compile(r"\r?\n[ \t]")
_MOST_INSTANCES: Final = 1_000
_LONGEST_TITLE: Final = 200
_LONGEST_UID: Final = 255
_PRIVATE: Final = frozenset({"PRIVATE", "CONFIDENTIAL"})


def meetings(text: str, window: Window) -> list[Meeting]:
    """Return what an object holds between two moments, its series expanded, blocks of ours left out.

    A series that cannot be read is left out and the others are returned. Raises `Unreadable` where the whole object
    cannot be read, or holds more than anybody has meetings.
    """
    calendar, zone = _parsed(text, window.zone)
    found: list[Meeting] = []
    for events in _by_uid(calendar):
        found += _instances(events, zone, window)
        if len(found) > _MOST_INSTANCES:
            raise Unreadable("more meetings than anybody has")
    return sorted(found, key=lambda meeting: (meeting.starts, meeting.uid))


def block(text: str, window: Window) -> BlockSeen | None:
    """Return the block of ours that an object is; None where it is something else, or was cancelled."""
    calendar, zone = _parsed(text, window.zone)
    for event in _events(calendar):
        if "RECURRENCE-ID" in event or not marks.is_ours(event) or _said(event, "STATUS") == "CANCELLED":
            continue
        straighten(event, zone)
        starts, ends = _span(event, window.zone)
        return BlockSeen(str(event.get("UID", ""))[:_LONGEST_UID], starts, ends, _title(event) or "")
    return None


def _parsed(text: str, owner: ZoneInfo) -> tuple[Calendar, ZoneInfo]:
    if len(text.encode()) > MOST_BYTES:
        raise Unreadable("too large")
    zones.begin_anew()
    unfolded = zones.without_needless_definitions(_FOLD.sub("", text.removeprefix("\ufeff")))
    with warnings.catch_warnings(action="ignore"):
        try:
            calendar = Calendar.from_ical(unfolded)
        except ValueError:
            # One zone that is defined wrongly is no reason to lose the meetings: its times count as floating.
            calendar = Calendar.from_ical(zones.without_definitions(unfolded))
    if not isinstance(calendar, Calendar):
        raise Unreadable("not a calendar")
    return calendar, zones.of_floating_times(calendar, owner)


def _events(calendar: Calendar) -> list[Event]:
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def _by_uid(calendar: Calendar) -> Iterator[list[Event]]:
    """Yield each series: an event and the changes of its instances."""
    series: defaultdict[str, list[Event]] = defaultdict(list)
    for number, event in enumerate(_events(calendar)):
        series[str(event.get("UID") or f"without-uid-{number}")].append(event)
    yield from series.values()


def _instances(events: list[Event], zone: ZoneInfo, window: Window) -> list[Meeting]:
    if any(marks.is_ours(event) for event in events):
        return []
    # The parsers raise nearly everything there is over what programs write; this series is left out.
    try:
        refuse_without_bounds(events)
        first = next((stands(event, "DTSTART").dt for event in events if "RECURRENCE-ID" not in event), None)
        for event in events:
            straighten(event, zone, first)
        alone = Calendar()
        alone.subcomponents = list(events)
        expanded = recurring_ical_events.of(alone).between(window.since, window.until)
        found = [_meeting(instance, window) for instance in expanded]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        return []
    return [meeting for meeting in found if _overlaps(meeting, window)]


def _overlaps(meeting: Meeting, window: Window) -> bool:
    if meeting.starts == meeting.ends:
        return window.since <= meeting.starts < window.until
    return meeting.starts < window.until and meeting.ends > window.since


def _meeting(event: Event, window: Window) -> Meeting:
    starts, ends = _span(event, window.zone)
    reply = people.reply(event, window.owner)
    shown_as = _said(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    return Meeting(
        uid=str(event.get("UID") or f"{starts.timestamp():.0f}")[:_LONGEST_UID],
        starts=starts,
        ends=ends,
        title=None if _said(event, "CLASS") in _PRIVATE else _title(event),
        all_day=not isinstance(stands(event, "DTSTART").dt, datetime),
        is_free=_said(event, "TRANSP") == "TRANSPARENT" or shown_as == "FREE",
        is_tentative=_said(event, "STATUS") == "TENTATIVE" or reply == "TENTATIVE" or shown_as == "TENTATIVE",
        is_declined=reply == "DECLINED",
        is_cancelled=_said(event, "STATUS") == "CANCELLED",
        is_own=people.is_own(event, window.owner),
        is_out_of_office=shown_as == "OOF",
        organizer=people.organizer(event),
        attendees=people.others(event, window.owner),
    )


def _span(event: Event, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when an instance begins and ends, in its owner's zone."""
    start = stands(event, "DTSTART").dt
    if "DTEND" in event:
        end = stands(event, "DTEND").dt
    elif "DURATION" in event:
        end = start + stands(event, "DURATION").dt
    else:
        end = start if isinstance(start, datetime) else start + timedelta(days=1)
    return _at(start, zone), _at(end, zone)


def _at(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    # By way of UTC, because a time that the clock skips stays as it is where the zone is the same.
    return moment.astimezone(UTC).astimezone(zone)


def _title(event: Event) -> str | None:
    words = str(next(iter(as_list(event.get("SUMMARY"))), "")).split()
    return " ".join(words)[:_LONGEST_TITLE] or None


def _said(event: Event, name: str) -> str:
    return str(next(iter(as_list(event.get(name))), "")).strip().upper()
