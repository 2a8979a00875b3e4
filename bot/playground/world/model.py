"""The things in the workspace, as plain values that the rules of `world` change."""

from dataclasses import dataclass, field
from datetime import time
from typing import Literal

from ..options import Json

ChannelType = Literal["channel", "group", "im", "mpim"]


@dataclass
class Team:
    """A Slack workspace."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class Nights:
    """Between which local times of every day somebody wants no notifications; it may end on the next date."""

    begins: time
    ends: time


@dataclass
class Person:
    """A member, a guest, a stranger from another workspace, or the app's bot user."""

    id: str
    team_id: str
    name: str
    real_name: str
    display_name: str
    tz: str = "Europe/Berlin"
    color: str = "4bbe2e"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    email: str = ""
    locale: str = "en-US"
    updated: int = 0
    bot_id: str | None = None
    paused: tuple[int, int] | None = None
    """From when until when notifications are paused by hand."""
    nights: Nights | None = None
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: int = 0


@dataclass
class Channel:
    """A conversation: public or private channel, direct message, group message."""

    id: str
    name: str
    type: ChannelType
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    topic: Json = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: Json = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    is_archived: bool = False
    is_general: bool = False
    is_ext_shared: bool = False
    shared_team_ids: list[str] = field(default_factory=list)
    previous_names: list[str] = field(default_factory=list)
    updated: int = 0
    pins: list[str] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        """Whether only its members can see it."""
        return self.type != "channel"


@dataclass
class Message:
    """A message in a channel, or, with `only_for`, one that a single person sees for a while."""

    ts: str
    channel: str
    user: str | None
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    username: str | None = None
    icons: Json | None = None
    metadata: Json | None = None
    edited: Json | None = None
    client_msg_id: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    broadcast: bool = False
    inviter: str | None = None
    extra: Json = field(default_factory=dict)
    only_for: str | None = None
    team: str = ""
    by_app: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class View:
    """A modal or a Home tab as one person has it open."""

    id: str
    user: str
    type: str
    body: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    state: Json = field(default_factory=dict)
    external_id: str = ""


@dataclass(frozen=True)
class Change:
    """One line of the stream of changes; only what concerns it is set."""

    seq: int
    kind: Literal[
        "message", "reaction", "ephemeral", "modal", "home", "channel", "unread", "person", "clock", "calendar"
    ]
    channel: str | None = None
    ts: str | None = None
    user: str | None = None

    def to_json(self) -> Json:
        """The line as the people's door sends it."""
        fields = {"channel": self.channel, "ts": self.ts, "user": self.user}
        return {"seq": self.seq, "kind": self.kind} | {k: v for k, v in fields.items() if v is not None}
