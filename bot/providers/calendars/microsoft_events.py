"""Graph's events: blocks as they are written there, and what stands there as the port knows it. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.ports.calendar import BlockEvent, Meeting, Protection, Standing
from bot.providers.calendars.windows_zones import read_zone, windows_name

PROPERTY: Final = "String {8ea8a2a7-24b0-4d3c-9f6b-0b1f2f6f6b5c} Name ThriceBlock"
"""The extended property by which our events are found: its value is `MARK` and the block's uid."""
MARK: Final = "thrice"

STANDING_FIELDS: Final = (
    "id,createdDateTime,subject,bodyPreview,start,end,showAs,"
    "isAllDay,isCancelled,isReminderOn,reminderMinutesBeforeStart"
)
MEETING_FIELDS: Final = (
    "id,iCalUId,transactionId,subject,start,end,isAllDay,showAs,sensitivity,isCancelled,isOrganizer,responseStatus,"
    "organizer,attendees"
)
MOST_LETTERS: Final = 500
"""Of a title or an id; who sends more means no good."""
MOST_PEOPLE: Final = 100
_GLOBAL_OBJECT_ID: Final = "040000008200E00074C5B7101A82E008"
_FOREIGN_UID: Final = b"vCal-Uid\x01\x00\x00\x00"


def written(event: BlockEvent) -> dict[str, Any]:
    """Return what of a block may change."""
    return {
        "subject": event.title,
        "body": {"contentType": "text", "content": event.description},
        "start": _written_time(event.starts),
        "end": _written_time(event.ends),
        "showAs": "free" if event.protection is Protection.SOFT else "busy",
        "isReminderOn": event.remind_minutes > 0,
        "reminderMinutesBeforeStart": max(event.remind_minutes, 0),
    }


def made(event: BlockEvent, again: int) -> dict[str, Any]:
    """Return a block as it is made. `again` counts the times that one with its transaction was made and deleted."""
    return {
        **written(event),
        "transactionId": f"{MARK}{event.uid}" + (f".{again}" if again else ""),
        "singleValueExtendedProperties": [{"id": PROPERTY, "value": f"{MARK}{event.uid}"}],
    }


def uid_of(item: Mapping[str, Any]) -> str | None:
    """Return the uid of a block of ours; none where it is none."""
    properties = item.get("singleValueExtendedProperties")
    for found in properties if isinstance(properties, list) else ():
        if isinstance(found, dict) and str(found.get("id", "")).lower() == PROPERTY.lower():
            value = str(found.get("value", ""))
            return value.removeprefix(MARK) if value.startswith(MARK) else None
    return None


def is_ours(item: Mapping[str, Any]) -> bool:
    """Tell whether an event is a block of ours, by either of the two marks that it has."""
    return uid_of(item) is not None or str(item.get("transactionId") or "").startswith(MARK)


def standing(item: Mapping[str, Any], uid: str, zone: ZoneInfo) -> Standing | None:
    """Return a block as it stands; none where that cannot be read.

    Its version is of what its owner can change, and not Exchange's own `changeKey`: that one changes by itself, several
    times after an event was made.
    """
    times = _times(item, zone)
    if times is None or item.get("isCancelled") is True:
        return None
    seen = {key: item.get(key) for key in ("subject", "bodyPreview", "showAs", "isAllDay", "isReminderOn")}
    seen |= {"times": [moment.astimezone(UTC).isoformat() for moment in times]}
    seen |= {"remind": item.get("reminderMinutesBeforeStart") if item.get("isReminderOn") else None}
    version = hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]
    return Standing(uid, *times, version=version)


def token_of(found: Iterable[Standing]) -> str:
    """Return a token that says how blocks stand."""
    return json.dumps({standing.uid: standing.version[:12] for standing in found}, separators=(",", ":"))


def read_token(token: str | None) -> dict[str, str] | None:
    """Return the uids of a token with what tells their versions apart; none where it is none of ours."""
    try:
        said = json.loads(token or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not all(isinstance(version, str) for version in said.values()):
        return None
    return said


def is_as(item: Mapping[str, Any], event: BlockEvent) -> bool:
    """Tell whether what stands there is what was to be written: then it was us, and only the answer was lost."""
    wanted = written(event)
    zone = event.starts.tzinfo if isinstance(event.starts.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    return _times(item, zone) == (event.starts, event.ends) and all(
        item.get(key) == wanted[key] for key in ("subject", "showAs")
    )


def meeting(item: Mapping[str, Any], zone: ZoneInfo, owner: str | None) -> Meeting | None:
    """Return an instance of something else; none where it is ours or cannot be read. `owner`: whose calendar it is,
    since Graph counts them among those who are invited."""
    times = _times(item, zone)
    if times is None or is_ours(item):
        return None
    shows, response = item.get("showAs"), _mapping(item.get("responseStatus")).get("response")
    attendees = [person for person in _list(item.get("attendees")) if person.get("type") != "resource"]
    organizer = _address(_mapping(item.get("organizer")))
    others = tuple(a for person in attendees if (a := _address(person)) is not None and a != owner)
    return Meeting(
        uid=common_uid(str(item.get("iCalUId") or item.get("id") or "")[:MOST_LETTERS]),
        starts=times[0],
        ends=times[1],
        title=_title(item.get("subject")) if item.get("sensitivity") in ("normal", None) else None,
        all_day=item.get("isAllDay") is True,
        # Who works elsewhere works: it is a place and no meeting.
        is_free=shows in ("free", "workingElsewhere"),
        is_tentative=shows == "tentative" or response == "tentativelyAccepted",
        is_declined=response == "declined",
        is_cancelled=item.get("isCancelled") is True,
        is_own=item.get("isOrganizer") is True or not attendees,
        is_out_of_office=shows == "oof",
        organizer=organizer,
        attendees=others[:MOST_PEOPLE],
    )


def common_uid(found: str) -> str:
    """Return a meeting's uid as other calendars know it.

    Exchange wraps the uid of what came from elsewhere into a number of its own, and puts an instance's day into it.
    """
    if not found.upper().startswith(_GLOBAL_OBJECT_ID):
        return found
    try:
        raw = bytes.fromhex(found)
    except ValueError:
        return found
    head, data = raw[:16], raw[40:]
    if data.startswith(_FOREIGN_UID):
        return data.removeprefix(_FOREIGN_UID).rstrip(b"\x00").decode(errors="replace")
    return (head + b"\x00" * 4 + raw[20:]).hex().upper()


def _written_time(moment: datetime) -> dict[str, str]:
    name = windows_name(moment.tzinfo) if isinstance(moment.tzinfo, ZoneInfo) else None
    # An hour that comes twice has one name for both: only in UTC it is clear which one is meant.
    if name is None or moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        name, moment = "UTC", moment.astimezone(UTC)
    return {"dateTime": moment.replace(tzinfo=None).isoformat(timespec="seconds"), "timeZone": name}


def _times(item: Mapping[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    all_day = item.get("isAllDay") is True
    starts, ends = _time(item.get("start"), zone, all_day=all_day), _time(item.get("end"), zone, all_day=all_day)
    return None if starts is None or ends is None or ends < starts else (starts, ends)


def _time(value: object, zone: ZoneInfo, *, all_day: bool) -> datetime | None:
    said = _mapping(value)
    try:
        found = datetime.fromisoformat(str(said.get("dateTime")))
        if all_day:
            # A day is told as midnight in whatever zone was asked for; it is its owner's day.
            return datetime.combine(found.date(), time(), zone)
        if found.tzinfo is None:
            found = found.replace(tzinfo=read_zone(said.get("timeZone")) or zone)
        return found.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _address(person: Mapping[str, Any]) -> str | None:
    address = _mapping(person.get("emailAddress")).get("address")
    return address.lower() if isinstance(address, str) and address else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [found for found in value if isinstance(found, dict)] if isinstance(value, list) else []


def _title(value: object) -> str | None:
    return value[:MOST_LETTERS] if isinstance(value, str) else None
