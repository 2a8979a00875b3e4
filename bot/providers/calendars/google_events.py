"""Google's events: blocks as they are written there, and what stands there as the port knows it. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.ports.calendar import BlockEvent, Meeting, Protection, Standing

OURS: Final = "thrice"
"""Our events' ids begin with it. A deleted event keeps nothing but its id, and a copy that somebody makes of a block
carries all of it but the id: by the id alone a block of ours is told from everything else."""

STANDING_FIELDS: Final = "id,etag,status,start,end"
"""Of a list of changes, in which everything stands that its owner did: nobody's words."""
MEETING_FIELDS: Final = (
    "id,iCalUID,status,summary,visibility,transparency,eventType,start,end,"
    "organizer(email,self),attendees(email,self,resource,responseStatus)"
)
FOCUS: Final = "focusTime"
PLAIN: Final = "default"
MOST_LETTERS: Final = 500
"""Of a title or an id; who sends more means no good."""
_NO_MEETINGS: Final = ("workingLocation", "birthday")
"""They say where somebody is and whose day it is, and take nobody's time."""
_DECLINED: Final = "This time is kept free for learning. Could we find another?"


def event_id(uid: str) -> str:
    """Return the id that a block has there."""
    return OURS + uid


def uid_of(found: object) -> str | None:
    """Return the uid of the block with that id; none where it is no block of ours, or one instance of a series that
    its owner made of it."""
    if not isinstance(found, str) or not found.startswith(OURS) or "_" in found:
        return None
    return found.removeprefix(OURS)


def is_ours(found: object) -> bool:
    """Tell whether an event is a block of ours, or one of a series that its owner made of it."""
    return isinstance(found, str) and found.startswith(OURS)


def written(event: BlockEvent, kind: str) -> dict[str, Any]:
    """Return a block as an event of the given type (`FOCUS`, `PLAIN`), which Google never changes afterwards."""
    body: dict[str, Any] = {
        "id": event_id(event.uid),
        "status": "confirmed",
        "eventType": kind,
        "summary": event.title,
        # Google reads it as HTML: what people wrote somewhere must not become a link or a picture here.
        "description": escape(event.description, quote=False),
        "start": _written_time(event.starts),
        "end": _written_time(event.ends),
        # Focus time is busy by its nature.
        "transparency": "transparent" if event.protection is Protection.SOFT and kind == PLAIN else "opaque",
        "reminders": {
            "useDefault": False,
            "overrides": [{"method": "popup", "minutes": event.remind_minutes}] if event.remind_minutes > 0 else [],
        },
    }
    if kind == FOCUS:
        declines = event.protection is Protection.HARD
        # Only what comes after the block is declined: what stood there before is its owner's to move or to keep.
        mode = "declineOnlyNewConflictingInvitations" if declines else "declineNone"
        body["focusTimeProperties"] = {"autoDeclineMode": mode, "declineMessage": _DECLINED}
    return body


def standing(item: Mapping[str, Any], zone: ZoneInfo) -> Standing | None:
    """Return a block as it stands; none where it is deleted or no block of ours."""
    uid, times = uid_of(item.get("id")), _times(item, zone)
    if uid is None or times is None or item.get("status") == "cancelled":
        return None
    return Standing(uid, *times, version=str(item.get("etag", "")))


def is_as(item: Mapping[str, Any], event: BlockEvent) -> bool:
    """Tell whether what stands there is what was to be written: then it was us, and only the answer was lost."""
    wanted = written(event, PLAIN if item.get("eventType") != FOCUS else FOCUS)
    return (
        _times(item, _zone(event)) == (event.starts, event.ends)
        and item.get("summary", "") == wanted["summary"]
        and item.get("transparency", "opaque") == wanted["transparency"]
    )


def meeting(item: Mapping[str, Any], zone: ZoneInfo) -> Meeting | None:
    """Return an instance of something else; none where it is ours, takes no time or cannot be read."""
    times = _times(item, zone)
    if times is None or is_ours(item.get("id")) or item.get("eventType") in _NO_MEETINGS:
        return None
    organizer, attendees = _mapping(item.get("organizer")), _people(item.get("attendees"))
    response = next((person.get("responseStatus") for person in attendees if person.get("self") is True), None)
    return Meeting(
        uid=str(item.get("iCalUID") or item.get("id") or "")[:MOST_LETTERS],
        starts=times[0],
        ends=times[1],
        title=None if item.get("visibility") in ("private", "confidential") else _title(item.get("summary")),
        all_day="date" in _mapping(item.get("start")),
        is_free=item.get("transparency") == "transparent",
        is_tentative=item.get("status") == "tentative" or response == "tentative",
        is_declined=response == "declined",
        is_cancelled=item.get("status") == "cancelled",
        is_own=organizer.get("self") is True or not attendees,
        is_out_of_office=item.get("eventType") == "outOfOffice",
        organizer=_address(organizer),
        attendees=tuple(
            address
            for person in attendees
            if person.get("self") is not True and person.get("resource") is not True
            if (address := _address(person)) is not None
        ),
    )


def _written_time(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.isoformat(timespec="seconds"), "timeZone": str(moment.tzinfo)}


def _zone(event: BlockEvent) -> ZoneInfo:
    return event.starts.tzinfo if isinstance(event.starts.tzinfo, ZoneInfo) else ZoneInfo("UTC")


def _times(item: Mapping[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    starts, ends = _time(item.get("start"), zone), _time(item.get("end"), zone)
    return None if starts is None or ends is None or ends < starts else (starts, ends)


def _time(value: object, zone: ZoneInfo) -> datetime | None:
    """Return a time in the owner's zone: of a day its midnight, of one without a zone what their wall shows."""
    said = _mapping(value)
    try:
        if isinstance(day := said.get("date"), str):
            return datetime.combine(date.fromisoformat(day), time(), zone)
        found = datetime.fromisoformat(str(said.get("dateTime")))
        if found.tzinfo is None:
            return found.replace(tzinfo=_named(said.get("timeZone"), zone)).astimezone(zone)
        return found.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _named(name: object, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if isinstance(name, str) else otherwise
    except (ValueError, OSError, LookupError):
        return otherwise


def _people(value: object) -> list[Mapping[str, Any]]:
    return [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _address(person: Mapping[str, Any]) -> str | None:
    email = person.get("email")
    return email.lower() if isinstance(email, str) and email else None


def _title(value: object) -> str | None:
    return value[:MOST_LETTERS] if isinstance(value, str) else None
