"""Reads a standard Slack export: its channels, its people, and its messages one day at a time."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.knowledge.heard import storable
from bot.knowledge.importing.archive import Archive, ExportRefused, Limits, Unreadable, shown
from bot.knowledge.importing.message import ExportedMessage, read_message
from bot.workspaces.members import Profile

CHANNELS, GROUPS, USERS = "channels.json", "groups.json", "users.json"
_DAY = re.compile(r"(?P<folder>[^/]+)/(?P<date>\d{4}-\d{2}-\d{2})\.json", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class ExportedChannel:
    """A channel of the export. `members` is filled for private channels only."""

    channel_id: str
    name: str
    is_private: bool
    is_shared: bool
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class ExportedDay:
    """What was said in one channel on one day; `name` is its file in the zip. Ordered by time."""

    date: date
    name: str
    channel: ExportedChannel = field(compare=False)

    @property
    def label(self) -> str:
        """The day as a person names it."""
        return f"#{shown(self.channel.name)} {self.date}"


@dataclass(frozen=True)
class DayRead:
    """The messages of a day, oldest first, and how many entries of its file are none."""

    messages: tuple[ExportedMessage, ...]
    malformed: int


class NotADay(Exception):
    """A day file is damaged or holds no list; the other days may be read."""


class Export:
    """An open export. Making one reads the lists of channels and people, never a message."""

    def __init__(self, path: Path, *, limits: Limits | None = None) -> None:
        """Open the export at `path`; raise `ExportRefused` where nothing of it can be imported."""
        self.path = path
        self._archive = Archive(path, large=frozenset({CHANNELS, GROUPS, USERS}), limits=limits)
        try:
            self.channels = self._read_channels()
            self._users = self._read_list(USERS) if USERS in self._archive.names else []
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._archive.__exit__(None, None, None)

    def __enter__(self) -> "Export":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def days(self) -> tuple[ExportedDay, ...]:
        """Every day of every channel, in time order. Folders of direct messages are not looked into."""
        by_folder = {channel.name: channel for channel in self.channels}
        found = []
        for name in self._archive.names:
            match = _DAY.fullmatch(name)
            if match is None or (channel := by_folder.get(match["folder"])) is None:
                continue
            try:
                found.append(ExportedDay(date.fromisoformat(match["date"]), name, channel))
            except ValueError:  # 2024-02-31 is no day that Slack writes
                continue
        return tuple(sorted(found))

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """Who the people of the export are, by their ids."""
        found = (_profile(user) for user in self._users)
        return {profile.user_id: profile for profile in found if profile is not None}

    @property
    def as_of(self) -> datetime | None:
        """The moment at which Slack said these things: the beginning of the newest day; none without days."""
        return datetime.combine(self.days[-1].date, time(), UTC) if self.days else None

    @cached_property
    def home_team(self) -> str | None:
        """The workspace that most of its people belong to, where the list of people says so."""
        teams = (user.get("team_id") for user in self._users)
        counted = Counter(team for team in teams if isinstance(team, str))
        return counted.most_common(1)[0][0] if counted else None

    def read_day(self, day: ExportedDay) -> DayRead:
        """Return the messages of a day, oldest first; raise `NotADay` where its file holds none that can be read."""
        try:
            entries = _parse(self._archive.read(day.name))
        except (Unreadable, _NotJson) as error:
            raise NotADay(day.name) from error
        if not isinstance(entries, list):
            raise NotADay(day.name)
        read = [read_message(entry) for entry in entries]
        messages = sorted((message for message in read if message is not None), key=lambda m: (m.at, m.ts))
        return DayRead(tuple(messages), len(read) - len(messages))

    def _read_channels(self) -> tuple[ExportedChannel, ...]:
        names = self._archive.names
        if CHANNELS not in names:
            hint = next((name for name in sorted(names) if name.endswith(f"/{CHANNELS}")), None)
            where = f" (there is a {shown(hint)}: zip the content of that folder instead)" if hint else ""
            raise ExportRefused(f"There is no {CHANNELS} in this zip{where}. Nothing was imported.")
        found: dict[str, ExportedChannel] = {}
        for entry in self._read_list(CHANNELS):
            if (channel := _channel(entry, private=entry.get("is_private") is True)) is not None:
                found.setdefault(channel.name, channel)
        if GROUPS in names:
            # Of two channels with one name the private one counts: its folder may hold what few may see.
            for entry in self._read_list(GROUPS):
                if (channel := _channel(entry, private=True)) is not None:
                    found[channel.name] = channel
        return tuple(found.values())

    def _read_list(self, name: str) -> list[dict[str, Any]]:
        try:
            entries = _parse(self._archive.read(name))
        except (Unreadable, _NotJson):
            raise ExportRefused(f"{name} cannot be read: it is damaged or not JSON. Nothing was imported.") from None
        if not isinstance(entries, list):
            raise ExportRefused(f"{name} holds no list. Nothing was imported.")
        return [entry for entry in entries if isinstance(entry, dict)]


class _NotJson(Exception):
    """The bytes are not JSON."""


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _NotJson from error


def _channel(entry: dict[str, Any], *, private: bool) -> ExportedChannel | None:
    channel_id, name = entry.get("id"), entry.get("name")
    if not (isinstance(channel_id, str) and isinstance(name, str) and name and _ID.fullmatch(channel_id)):
        return None
    listed = entry.get("members") if private else None
    listed = listed if isinstance(listed, list) else []
    members = frozenset(m for m in listed if isinstance(m, str) and _ID.fullmatch(m))
    shared = any(entry.get(flag) is True for flag in ("is_shared", "is_ext_shared"))
    return ExportedChannel(channel_id, name, private, shared, members)


def _profile(user: dict[str, Any]) -> Profile | None:
    user_id = user.get("id")
    if not (isinstance(user_id, str) and _ID.fullmatch(user_id)):
        return None
    profile = user["profile"] if isinstance(user.get("profile"), dict) else {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    tz = user.get("tz")
    return Profile(
        user_id=user_id,
        name=storable(next((name for name in names if isinstance(name, str) and name.strip()), "")),
        tz=storable(tz) if isinstance(tz, str) else None,
        is_admin=any(user.get(flag) is True for flag in ("is_admin", "is_owner", "is_primary_owner")),
        is_bot=user.get("is_bot") is True or user_id == "USLACKBOT",
        is_guest=any(user.get(flag) is True for flag in ("is_restricted", "is_ultra_restricted")),
        is_partner=user.get("is_stranger") is True,
        is_deleted=user.get("deleted") is True,
    )
