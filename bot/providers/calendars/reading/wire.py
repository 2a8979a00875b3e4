"""What is asked of the process that reads foreign calendars, and what it answers: one line of JSON each."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from bot.ports.calendar import Meeting

MOST_BYTES: Final = 1_000_000
"""The largest object that is read."""


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is asked about, and whose calendar it is.

    Moments are answered in `zone`, which also gives all-day events and floating times their place. `owner` holds the
    owner's e-mail addresses, lower case: by them we know what they organise and what they declined.
    """

    since: datetime
    until: datetime
    zone: ZoneInfo
    owner: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BlockSeen:
    """A block of ours as it was found in a calendar."""

    uid: str
    starts: datetime
    ends: datetime
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One object to read: for the meetings in it, or as a block of ours."""

    what: Literal["meetings", "block"]
    text: str
    window: Window


def asked_as_line(asked: Asked) -> bytes:
    """Return the request as the reading process takes it."""
    window = asked.window
    told = {
        "what": asked.what,
        "text": asked.text,
        "since": window.since.timestamp(),
        "until": window.until.timestamp(),
        "zone": window.zone.key,
        "owner": sorted(window.owner),
    }
    return json.dumps(told).encode() + b"\n"


def asked_of_line(line: bytes) -> Asked:
    """Read a request."""
    told = json.loads(line)
    zone = ZoneInfo(told["zone"])
    window = Window(_moment(told["since"], zone), _moment(told["until"], zone), zone, frozenset(told["owner"]))
    return Asked(told["what"], told["text"], window)


def answer_as_line(found: list[Meeting] | BlockSeen | None) -> bytes:
    """Return an answer as the reading process gives it."""
    rows = found if isinstance(found, list) else [] if found is None else [found]
    told = [
        {**asdict(row), "starts": row.starts.astimezone(UTC).timestamp(), "ends": row.ends.astimezone(UTC).timestamp()}
        for row in rows
    ]
    return json.dumps(told).encode() + b"\n"


def meetings_of_line(line: bytes, zone: ZoneInfo) -> list[Meeting]:
    """Read an answer that holds meetings."""
    return [Meeting(**{**_placed(told, zone), "attendees": tuple(told["attendees"])}) for told in json.loads(line)]


def block_of_line(line: bytes, zone: ZoneInfo) -> BlockSeen | None:
    """Read an answer that holds a block, or none."""
    return next((BlockSeen(**_placed(told, zone)) for told in json.loads(line)), None)


def _placed(told: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {**told, "starts": _moment(told["starts"], zone), "ends": _moment(told["ends"], zone)}


def _moment(seconds: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
