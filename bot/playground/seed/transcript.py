"""Reads the transcripts in `history/` and says when each line was said, in working days before a given moment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from .cast import CHANNELS, OFFICE_ZONE

_HISTORY = Path(__file__).parent / "history"
_ROOT = re.compile(r"(?P<days>\d+) days? ago, (?P<time>\d\d:\d\d)  (?P<who>[a-z]+): (?P<text>.+)")
_REPLY = re.compile(r" {4}(?:\+(?P<later>\d+) )?(?P<time>\d\d:\d\d)  (?P<who>[a-z]+): (?P<text>.+)")
_REACTION = re.compile(r" +\[(?P<name>[a-z0-9_+]+) by (?P<who>[a-z, ]+)\]")
_MORE = re.compile(r" {8}(?P<text>\S.*)")


@dataclass(frozen=True)
class Said:
    """One message of the history. `key` names it; `thread` is the key of its thread's first message, if it replies."""

    key: str
    channel: str
    person: str
    text: str
    at: datetime
    thread: str | None
    reactions: Mapping[str, tuple[str, ...]]


@dataclass
class _Line:
    days: int
    at: time
    person: str
    text: str
    root: "_Line | None" = None
    reactions: dict[str, tuple[str, ...]] = field(default_factory=dict)


def history(now: datetime) -> list[Said]:
    """Everything that was said before `now` (an aware time), oldest first; never on a weekend, never today."""
    said = [each for room in CHANNELS for each in _said_in(room.name, now)]
    return sorted(said, key=lambda each: (each.at, each.key))


def _said_in(channel: str, now: datetime) -> Iterator[Said]:
    zone = ZoneInfo(OFFICE_ZONE)
    today = now.astimezone(zone).date()
    lines = read_transcript((_HISTORY / f"{channel}.txt").read_text(encoding="utf-8"))
    keys = {id(line): f"{channel}-{number:03d}" for number, line in enumerate(lines)}
    for line in lines:
        yield Said(
            key=keys[id(line)],
            channel=channel,
            person=line.person,
            text=line.text,
            at=datetime.combine(working_days_before(today, line.days), line.at, zone),
            thread=keys[id(line.root)] if line.root else None,
            reactions=line.reactions,
        )


def working_days_before(day: date, count: int) -> date:
    """The day that lies `count` working days (Monday to Friday) before `day`."""
    while count > 0:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day


def read_transcript(text: str) -> list[_Line]:
    """The lines of one transcript. Raises ValueError, with its number, for a line that fits no form."""
    lines: list[_Line] = []
    root: _Line | None = None
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        if match := _ROOT.fullmatch(row):
            root = _Line(int(match["days"]), time.fromisoformat(match["time"]), match["who"], match["text"])
            lines.append(root)
        elif root and (match := _REPLY.fullmatch(row)):
            days = root.days - int(match["later"] or 0)
            lines.append(_Line(days, time.fromisoformat(match["time"]), match["who"], match["text"], root))
        elif lines and (match := _REACTION.fullmatch(row)):
            lines[-1].reactions[match["name"]] = tuple(match["who"].split(", "))
        elif lines and (match := _MORE.fullmatch(row)):
            lines[-1].text += f"\n{match['text']}"
        else:
            raise ValueError(f"line {number} is no message, reply, reaction or continuation: {row!r}")
    return lines
