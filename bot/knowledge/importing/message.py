"""One message object of a Slack export, judged: what a person said, or nothing of interest."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import from_slack_ts

_TS = re.compile(r"[0-9]{1,11}\.[0-9]{1,6}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

SPOKEN = frozenset({None, "thread_broadcast", "me_message", "file_share"})
"""The subtypes in which a person speaks; all others are Slack's own notices, bots, or what is left of a deletion."""

CHECK_MARKS = frozenset({"white_check_mark", "heavy_check_mark"})


@dataclass(frozen=True, slots=True)
class ExportedMessage:
    """A message, by a person or not. `marked_by`: who reacted to it with a check mark."""

    ts: str
    thread_ts: str
    author: str
    text: str
    at: datetime
    spoken: bool
    """A person says something here; what else an export holds is not captured."""
    edited_at: datetime | None = None
    marked_by: frozenset[str] = frozenset()
    by_guest: bool = False
    """The author's short profile beside the message says so."""
    team: str | None = None
    """The workspace of the author, where the message names it."""


def read_message(entry: object) -> ExportedMessage | None:
    """Return the message that an entry of a day file stands for, or none where it is no message at all."""
    if not isinstance(entry, dict):
        return None
    ts, at = entry.get("ts"), _moment(entry.get("ts"))
    if at is None or not isinstance(ts, str):
        return None
    root, author, text = entry.get("thread_ts"), entry.get("user"), entry.get("text")
    named = isinstance(author, str) and _ID.fullmatch(author) is not None
    profile = entry.get("user_profile")
    edited = entry.get("edited")
    team = entry.get("user_team") or entry.get("source_team")
    return ExportedMessage(
        ts=ts,
        thread_ts=root if isinstance(root, str) and _moment(root) is not None else ts,
        author=author if named and isinstance(author, str) else "",
        text=text if isinstance(text, str) else "",
        at=at,
        spoken=named and isinstance(text, str) and bool(text.strip()) and _is_spoken(entry),
        edited_at=_moment(edited.get("ts")) if isinstance(edited, dict) else None,
        marked_by=_marked_by(entry.get("reactions")),
        by_guest=isinstance(profile, dict)
        and (profile.get("is_restricted") is True or profile.get("is_ultra_restricted") is True),
        team=team if isinstance(team, str) else None,
    )


def _is_spoken(entry: dict[str, Any]) -> bool:
    subtype = entry.get("subtype")
    if subtype is not None and not isinstance(subtype, str):
        return False
    return subtype in SPOKEN and not entry.get("bot_id") and not entry.get("hidden")


def _moment(ts: object) -> datetime | None:
    if not isinstance(ts, str) or _TS.fullmatch(ts) is None:
        return None
    try:
        return from_slack_ts(ts)
    except (ValueError, OSError):
        return None


def _marked_by(reactions: object) -> frozenset[str]:
    if not isinstance(reactions, list):
        return frozenset()
    users = (
        user
        for reaction in reactions
        if isinstance(reaction, dict)
        and isinstance(reaction.get("name"), str)
        and reaction["name"].split("::")[0] in CHECK_MARKS
        and isinstance(reaction.get("users"), list)
        for user in reaction["users"]
    )
    return frozenset(user for user in users if isinstance(user, str))
