"""Which events concern us: told in memory, within microseconds, so that chatter is forgotten and never stored."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.knowledge import detection
from bot.slack.held import Held
from bot.slack.manifest import EVENT_TYPES
from bot.slack.reading import is_direct_message
from models.uow import Storage, UnitOfWork

CHECK_MARKS = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})
"""Reactions by which people mark an answer that worked."""

CONVERSIONS = frozenset({"channel_convert_to_private", "channel_convert_to_public"})
"""Messages by which Slack says that a channel became private or public."""

YOUNG = 60.0
"""Seconds for which a thread counts as followed before we know: its question may still be on its way
to the database, or have been captured by another replica."""

_PAGE = 1_000

_WEIGHED = frozenset({"message", "reaction_added", "reaction_removed", "user_change"})
_ALWAYS = EVENT_TYPES - _WEIGHED
"""Of these every one is about Thrice or its channels."""
_NEW_MESSAGE = (None, "thread_broadcast", "file_share", "me_message")


Key = tuple[int, str, str, str]
"""A row's id, channel, ts and thread."""


class KeysAfter(Protocol):
    """Reads the keys of rows in their order."""

    async def __call__(self, row_id: int, *, limit: int) -> Sequence[Key]:
        """Return up to `limit` keys after the row `row_id`."""


@dataclass
class _Team:
    """What is followed in one workspace. Messages are kept as hashes of (channel, ts): a collision costs one job."""

    save_reaction: str = "bookmark"
    off: set[str] = field(default_factory=set)
    """Channels where Thrice is switched off. One that is not known yet counts as on: Slack tells us only of
    channels that we are in, and the word that we joined may still be on its way."""
    people: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    held: Held = field(default_factory=Held)
    last_message: int = 0
    last_note: int = 0


class Interest:
    """Tells which events concern us; `refresh` keeps it in step with the database."""

    def __init__(self, storage: Storage, save_reaction: str) -> None:
        self._storage = storage
        self._save_reaction = save_reaction
        self._teams: dict[str, _Team] = {}

    def concerns_us(self, body: Mapping[str, Any]) -> bool:
        """Tell whether an event callback is worth a row in the inbox. Never raises, whatever the body holds."""
        event = body.get("event")
        team = self._teams.get(str(body.get("team_id")))
        if not isinstance(event, Mapping) or team is None:
            return False
        kind = event.get("type")
        if kind == "message":
            return self._message(team, event)
        if kind in ("reaction_added", "reaction_removed"):
            return self._reaction(team, event)
        if kind == "user_change":
            user = event.get("user")
            return isinstance(user, Mapping) and user.get("id") in team.people
        return kind in _ALWAYS

    def _message(self, team: _Team, event: Mapping[str, Any]) -> bool:
        channel, subtype = event.get("channel"), event.get("subtype")
        if subtype in CONVERSIONS:
            return True
        if subtype == "message_changed":
            changed = event.get("message")
            return isinstance(changed, Mapping) and self._known(team, channel, changed.get("ts"))
        if subtype == "message_deleted":
            return self._known(team, channel, event.get("deleted_ts"))
        user, text = event.get("user"), event.get("text")
        if subtype not in _NEW_MESSAGE or "bot_id" in event or not isinstance(user, str) or not isinstance(text, str):
            return False
        if is_direct_message(event):
            return True
        if event.get("channel_type") == "mpim":
            return "<@" in text
        if channel in team.off or user in team.forgotten:
            return False
        thread = event.get("thread_ts")
        if isinstance(thread, str) and thread != event.get("ts") and self._known(team, channel, thread):
            return True
        found = detection.find_question(text)
        return found is not None and found.worth_capturing

    def _reaction(self, team: _Team, event: Mapping[str, Any]) -> bool:
        item = event.get("item")
        if not isinstance(item, Mapping) or item.get("type") != "message":
            return False
        if event.get("reaction") == team.save_reaction:
            return True
        return event.get("reaction") in CHECK_MARKS and self._known(team, item.get("channel"), item.get("ts"))

    def _known(self, team: _Team, channel: object, ts: object) -> bool:
        if not isinstance(channel, str) or not isinstance(ts, str):
            return False
        if hash((channel, ts)) in team.held:
            return True
        try:
            return channel not in team.off and time.time() - float(ts) < YOUNG
        except ValueError:
            return False

    async def refresh(self) -> None:
        """Learn what has come to be followed since the last time."""
        async with self._storage.look() as uow:
            workspaces = await uow.workspaces.installed()
        for workspace in workspaces:
            team = self._teams.setdefault(workspace.team_id, _Team())
            team.save_reaction = str(workspace.settings.get("save_reaction") or self._save_reaction)
            async with self._storage.look(workspace.id) as uow:
                team.off = {c.channel_id for c in await uow.channels.all() if not c.capturing or c.left_at is not None}
                team.people, team.forgotten = await uow.members.known()
                await _learn(team, uow)
        for gone in self._teams.keys() - {w.team_id for w in workspaces}:
            del self._teams[gone]


async def _learn(team: _Team, uow: UnitOfWork) -> None:
    """Learn of messages and notes kept since the last time."""
    async for page in _pages(uow.messages.keys_after, team.last_message):
        team.held.add(hash((channel, at)) for _, channel, ts, thread_ts in page for at in (ts, thread_ts))
        team.last_message = page[-1][0]
    async for page in _pages(uow.notes.keys_after, team.last_note):
        team.held.add(hash((channel, ts)) for _, channel, ts, _ in page)
        team.last_note = page[-1][0]


async def _pages(keys_after: KeysAfter, row_id: int) -> AsyncIterator[Sequence[Key]]:
    """Read page by page: memory that was needed once for all rows at the same time would stay taken."""
    while page := await keys_after(row_id, limit=_PAGE):
        yield page
        if len(page) < _PAGE:
            return
        row_id = page[-1][0]
