"""What we need from the chat that people use: to speak, to listen on request, and to show modals and the home tab."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

Block = Mapping[str, Any]
"""One Block Kit block, as JSON-ready objects."""
View = Mapping[str, Any]
"""A modal or home tab, as JSON-ready objects."""


@dataclass(frozen=True)
class Message:
    """Something to say. `text` is what notifications and screen readers get: mrkdwn, escaped, never empty.

    `mentions` are the ids of the people and user groups whom our code chose to mention. A message that mentions
    anybody else, or a whole channel, is not sent.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    mentions: frozenset[str] = frozenset()


class Posted(NamedTuple):
    """Where a message stands: equal to the plain pair `(channel, ts)`."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Reaction:
    """An emoji under a message, by its name without colons, and the ids of those who gave it (perhaps not all)."""

    name: str
    users: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class ChatMessage:
    """A message as it stands now. `thread_ts` of one that is in no thread is its own `ts`; `text` is raw mrkdwn."""

    channel: str
    ts: str
    thread_ts: str
    user: str | None
    text: str
    is_bot: bool = False
    subtype: str | None = None
    team_id: str | None = None
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True)
class Status:
    """What somebody's status says: its emoji by name, its words, and when it ends (none: it does not)."""

    emoji: str
    text: str
    ends_at: datetime | None


@dataclass(frozen=True)
class MemberInfo:
    """What the chat says of a person. `is_stranger`: of another workspace (a Slack Connect partner)."""

    id: str
    name: str
    tz: str | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    team_id: str | None = None
    deleted: bool = False
    status: Status | None = None


@dataclass(frozen=True)
class ChannelInfo:
    """What the chat says of a channel. `is_shared`: with another organisation (Slack Connect)."""

    id: str
    name: str
    is_private: bool
    is_shared: bool = False
    is_archived: bool = False
    is_member: bool = False
    is_direct: bool = False
    """A direct message or a group of them: answered, never captured."""


class ChatError(Exception):
    """A call to the chat that did not succeed."""


class ChatRefused(ChatError):
    """The chat said no, and will say no again; `code` is its word for why (`channel_not_found`, `is_archived` …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ChatUnavailable(ChatError):
    """The chat did not answer, or asked us to wait; the same call is worth trying again.

    `retry_after`: seconds after which it is, where known. `nothing_happened`: whether the call surely had no effect.
    `said_to_fail`: whether the chat answered that it failed; where it did not, its answer may have been lost.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        nothing_happened: bool = False,
        said_to_fail: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.said_to_fail = said_to_fail
        self.nothing_happened = nothing_happened


class UnchosenMention(ChatError):
    """A message would have mentioned somebody whom our code did not choose; a fault of ours, nothing was sent."""


class Speaking(Protocol):
    """Says things, once each.

    `key` names the occasion within its workspace: a second call with it sends nothing and returns what the first
    one sent. All raise `ChatRefused` or `ChatUnavailable`; after the latter the same call, with the same `key`, is
    safe to repeat.
    """

    async def post(
        self, workspace_id: int, channel: str, message: Message, *, key: str, thread_ts: str | None = None
    ) -> str:
        """Post in a channel, or in the thread `thread_ts` of it; return the message's `ts`."""

    async def post_private(
        self, workspace_id: int, channel: str, user: str, message: Message, *, key: str, thread_ts: str | None = None
    ) -> None:
        """Show a message to one person in a channel. At most once: where it is unknown whether it was shown, it is
        not shown again, since nothing tells."""

    async def direct(self, workspace_id: int, user: str, message: Message, *, key: str) -> Posted:
        """Send a direct message; return where it stands."""

    async def respond(self, response_url: str, message: Message | None, *, replace: bool = False) -> None:
        """Answer a command or click by the address that came with it: privately, or (`replace`) instead of the
        message that was clicked. No message with `replace`: that message goes away."""


class Amending(Protocol):
    """Changes what was said. Repeating a call changes nothing more."""

    async def update(self, workspace_id: int, channel: str, ts: str, message: Message) -> None:
        """Replace one of our messages."""

    async def delete(self, workspace_id: int, channel: str, ts: str) -> None:
        """Take one of our messages back; one that is gone already is no error."""

    async def react(self, workspace_id: int, channel: str, ts: str, name: str) -> None:
        """Put our reaction on a message; one that is there already is no error."""

    async def unreact(self, workspace_id: int, channel: str, ts: str, name: str) -> None:
        """Take our reaction back; one that is gone already is no error."""


class Listening(Protocol):
    """Looks things up. Each raises `ChatRefused` for what is not there or not ours to see."""

    async def message(
        self, workspace_id: int, channel: str, ts: str, *, thread_ts: str | None = None
    ) -> ChatMessage | None:
        """Return a message (for a reply it helps to say of which thread); none where it is gone."""

    async def thread(self, workspace_id: int, channel: str, thread_ts: str) -> tuple[ChatMessage, ...]:
        """Return a thread's messages, the root first; empty where it is gone."""

    async def user(self, workspace_id: int, user: str) -> MemberInfo:
        """Return what the chat says of a person."""

    async def channel(self, workspace_id: int, channel: str) -> ChannelInfo:
        """Return what the chat says of a channel."""

    async def members(self, workspace_id: int, channel: str) -> tuple[str, ...]:
        """Return the ids of everybody in a channel, however many."""

    async def channels(self, workspace_id: int) -> tuple[ChannelInfo, ...]:
        """Return the public and private channels that Thrice is in."""

    async def do_not_disturb(self, workspace_id: int, users: Collection[str]) -> Mapping[str, datetime]:
        """Return until when those of some people (at most 50) want to be left alone who do so at this moment."""

    async def permalink(self, workspace_id: int, channel: str, ts: str) -> str:
        """Return a message's address."""


class Surfaces(Protocol):
    """Shows modals and the home tab."""

    async def open_view(self, workspace_id: int, trigger_id: str, view: View) -> None:
        """Open a modal for whoever caused `trigger_id`, within three seconds of it."""

    async def update_view(self, workspace_id: int, view_id: str, view: View) -> None:
        """Replace an open modal."""

    async def publish_home(self, workspace_id: int, user: str, view: View) -> None:
        """Show a person's home tab."""


class Chat(Speaking, Amending, Listening, Surfaces, Protocol):
    """All that jobs and handlers need from the chat."""


@dataclass(frozen=True)
class Team:
    """Who a token belongs to, and what it may do."""

    team_id: str
    name: str
    url: str
    bot_user_id: str
    bot_id: str
    enterprise_id: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)

    def lacks(self, wanted: Collection[str]) -> tuple[str, ...]:
        """Return the scopes of `wanted` that the token does not have, in alphabetical order."""
        return tuple(sorted(set(wanted) - self.scopes))
