"""Makes standard Slack export zips: from messages written in a test, and from disentangled real channels."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Json = dict[str, Any]

MONDAY = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
"""When the messages of a written export begin, unless they say otherwise."""


def slack_ts(at: datetime) -> str:
    """Return the moment as Slack writes it, with six digits after the point."""
    return f"{int(at.timestamp())}.{at.microsecond:06d}"


def user(user_id: str, name: str, **facts: object) -> Json:
    """Return a person of `users.json`."""
    profile = {"real_name": name.title(), "display_name": name}
    known = {"id": user_id, "team_id": "T1", "name": name, "deleted": False, "is_bot": False, "tz": "Europe/Berlin"}
    return {**known, "profile": profile, **facts}


def channel(channel_id: str, name: str, *, members: Iterable[str] = (), **facts: object) -> Json:
    """Return a channel of `channels.json` or `groups.json`."""
    return {"id": channel_id, "name": name, "created": 1700000000, "members": list(members), **facts}


def message(author: str, text: str, at: datetime, *, thread: str | None = None, **facts: object) -> Json:
    """Return a message of a day file; `thread` is the root's timestamp."""
    known: Json = {"type": "message", "user": author, "text": text, "ts": slack_ts(at)}
    if thread is not None:
        known["thread_ts"] = thread
    return {**known, **facts}


@dataclass
class ExportWriter:
    """Collects what was said, then writes it as Slack's exporter does."""

    channels: list[Json] = field(default_factory=list)
    groups: list[Json] = field(default_factory=list)
    users: list[Json] | None = field(default_factory=list)
    said: dict[str, list[Json]] = field(default_factory=dict)
    _seconds: Iterator[int] = field(default_factory=lambda: count(60, 60))

    def says(
        self,
        author: str,
        channel_name: str,
        text: str,
        *,
        at: datetime | None = None,
        thread: str | None = None,
        **facts: object,
    ) -> str:
        """Let somebody say something, a minute after what was said before, and return its timestamp."""
        said = message(author, text, at or MONDAY + timedelta(seconds=next(self._seconds)), thread=thread, **facts)
        self.said.setdefault(channel_name, []).append(said)
        return str(said["ts"])

    def thread(self, channel_name: str, asker: str, question: str, *replies: tuple[str, str], at: datetime) -> str:
        """Let somebody ask and others reply, a minute apart, and return the root's timestamp."""
        root = self.says(asker, channel_name, question, at=at)
        for minutes, (author, text) in enumerate(replies, start=1):
            self.says(author, channel_name, text, at=at + timedelta(minutes=minutes), thread=root)
        return root

    def files(self) -> dict[str, bytes]:
        """Return every file of the export by its name in the zip."""
        lists: dict[str, object] = {"channels.json": self.channels}
        if self.groups:
            lists["groups.json"] = self.groups
        if self.users is not None:
            lists["users.json"] = self.users
        days: dict[str, list[Json]] = {}
        for name, messages in self.said.items():
            for said in sorted(messages, key=lambda m: str(m["ts"])):
                day = datetime.fromtimestamp(float(said["ts"]), UTC).date()
                days.setdefault(f"{name}/{day}.json", []).append(said)
        return {name: _dump(content) for name, content in {**lists, **days}.items()}

    def write(self, path: Path) -> Path:
        """Write the zip to `path` and return it."""
        return write_zip(path, self.files())


def write_zip(path: Path, files: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> Path:
    """Write files into a zip, names as they are (hostile ones too), and return its path."""
    entries = files.items() if isinstance(files, Mapping) else files
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo("placeholder", (2024, 3, 4, 9, 0, 0))
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return path


def help_desk(*, askers: int = 3) -> ExportWriter:
    """Return a small export in which one question comes back, with chatter, bots, guests and a private channel."""
    people = {"U1": "amina", "U2": "bo", "U3": "chen", "U4": "dora", "U5": "emil"}
    writer = ExportWriter(
        channels=[channel("C1", "help"), channel("C2", "random")],
        groups=[channel("G1", "board", members=["U4", "U5"])],
        users=[user(user_id, name) for user_id, name in people.items()]
        + [user("U8", "gast", is_restricted=True), user("U9", "botty", is_bot=True)],
    )
    asked = (
        "How do I get VPN access for my new laptop?",
        "How can I get access to the VPN from my laptop?",
        "Where do I request VPN access for a laptop?",
    )
    answer = "Open a ticket with IT at https://it.example.com/vpn and name your laptop. They grant access within a day."
    for number in range(askers):
        at = MONDAY + timedelta(days=number)
        writer.thread("help", f"U{number + 1}", asked[number % len(asked)], ("U4", answer), at=at)
    writer.says("U2", "random", "good morning everybody", at=MONDAY)
    writer.says("U3", "random", "the coffee machine works again :tada:", at=MONDAY + timedelta(hours=1))
    writer.says("U9", "help", "Have you filled in your timesheet for the last week?", at=MONDAY, subtype="bot_message")
    writer.says("U8", "help", "Where can I find the visitors' network password please?", at=MONDAY + timedelta(hours=2))
    writer.says("U4", "board", "Who signs the lease for the new office in Lyon?", at=MONDAY + timedelta(hours=3))
    return writer


def from_conversations(sources: Mapping[str, Path], *, limit: int | None = None) -> ExportWriter:
    """Return the export of real channels whose conversations were disentangled: channel name -> XML file.

    A conversation becomes a thread, its first message the root. Pseudonyms become ids, also where they are
    mentioned; two messages of the same microsecond are told apart by one more. `limit` messages of each file.
    """
    writer = ExportWriter(users=[])
    ids: dict[str, str] = {}
    for number, (name, source) in enumerate(sorted(sources.items()), start=1):
        writer.channels.append(channel(f"C{number:08d}", name))
        writer.said[name] = list(_threads_of(source, ids, limit))
    writer.users = [user(user_id, name.lower()) for name, user_id in ids.items()]
    return writer


def _threads_of(source: Path, ids: dict[str, str], limit: int | None) -> Iterator[Json]:
    roots: dict[str, str] = {}
    latest = datetime.fromtimestamp(0, UTC)
    for number, element in enumerate(ElementTree.parse(source).getroot().iterfind("message")):
        if limit is not None and number >= limit:
            return
        # The first message of all, wherever two of them bear one moment, keeps it: a timestamp is a message's name.
        said_at = datetime.fromisoformat(element.findtext("ts", "")).replace(tzinfo=UTC)
        latest = max(said_at, latest + timedelta(microseconds=1))
        ts = slack_ts(latest)
        text = " ".join(part.text or "" for part in element.iterfind("text"))
        root = roots.setdefault(element.get("conversation_id", ""), ts)
        yield message(
            _id_of(element.findtext("user", ""), ids), _mentions(text, ids), latest, thread=None if root == ts else root
        )


def _id_of(name: str, ids: dict[str, str]) -> str:
    return ids.setdefault(name, f"U{len(ids) + 1:08d}")


def _mentions(text: str, ids: dict[str, str]) -> str:
    parts = text.split("<@")
    for number, part in enumerate(parts[1:], start=1):
        name, closed, rest = part.partition(">")
        if closed and name.isalnum():
            parts[number] = f"{_id_of(name, ids)}>{rest}"
    return "<@".join(parts)


def _dump(content: object) -> bytes:
    return json.dumps(content, indent=4, ensure_ascii=False).encode("utf-8", "surrogatepass")
