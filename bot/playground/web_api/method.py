"""What a Web API method is, what a call of it carries, and how its arguments are read."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..errors import SlackError
from ..options import Json
from ..world.model import Channel, Message, Person
from ..world.world import World

if TYPE_CHECKING:
    from .services import Services

Handler = Callable[["Call"], Json]
Caller = Literal["bot", "user", "both", "app", "anyone"]


@dataclass(frozen=True)
class Method:
    """One method: who may call it, with which arguments and how often."""

    name: str
    run: Handler
    scopes: tuple[str, ...]
    """Any one of these will do; none = no scope is needed."""
    tier: int | None
    """Slack's tier 1 to 4; None = a special limit."""
    required: frozenset[str]
    optional: frozenset[str]
    caller: Caller
    """Whose token it takes; `both`: the bot's, or a person's."""


class Methods:
    """The methods of one family, gathered by a decorator."""

    def __init__(self) -> None:
        self.all: list[Method] = []

    def add(
        self,
        name: str,
        *,
        scopes: Sequence[str] = (),
        tier: int | None = None,
        required: str = "",
        optional: str = "",
        caller: Caller = "bot",
    ) -> Callable[[Handler], Handler]:
        """Declare a method; argument names are separated by spaces."""

        def declare(run: Handler) -> Handler:
            self.all.append(
                Method(
                    name,
                    run,
                    tuple(scopes),
                    tier,
                    frozenset(required.split()),
                    frozenset(optional.split()),
                    caller,
                )
            )
            return run

        return declare


@dataclass(frozen=True)
class Call:
    """One call: its arguments as sent (strings in a form, anything in JSON)."""

    method: Method
    args: Json
    world: World
    services: "Services"
    token: str = ""

    @property
    def scopes(self) -> frozenset[str]:
        """What the token may do."""
        return self.services.tokens.scopes_of(self.token)

    @property
    def caller(self) -> Person:
        """Whose token it is: the app's bot, or a person."""
        return self.world.people[self.services.tokens.owner_of(self.token) or self.world.bot.id]

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument, however it is spelt."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def whole(self, name: str, default: int, *, most: int = 1000) -> int:
        """A whole number between 1 and `most`; 0 and nothing mean the default. Raises `invalid_limit`."""
        value = self.args.get(name)
        if value in (None, "", 0, "0"):
            return default
        try:
            number = int(str(value))
        except ValueError:
            raise SlackError("invalid_limit") from None
        if not 1 <= number <= most:
            raise SlackError("invalid_limit")
        return number

    def need(self, scope: str) -> None:
        """Raise `missing_scope` unless the token has this scope."""
        if scope not in self.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def channel(self, name: str = "channel", *, by_name: bool = False) -> Channel:
        """The conversation that an argument names. Raises `channel_not_found`."""
        return self.world.app_channel(self.args.get(name), by_name=by_name)

    def own_channel(self, name: str = "channel") -> Channel:
        """A conversation that the app is in. Raises `channel_not_found`, `not_in_channel`."""
        channel = self.channel(name)
        if self.world.bot.id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def person(self, name: str = "user") -> Person:
        """The user that an argument names. Raises `user_not_found`."""
        person = self.world.people.get(self.text(name))
        if person is None:
            raise SlackError("user_not_found")
        return person

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message that an argument names. Raises `message_not_found`."""
        message = self.world.message(channel, self.text(name))
        if message is None or message.subtype == "tombstone":
            raise SlackError("message_not_found")
        return message

    def page(self, everything: Sequence[Any], *, default: int, most: int = 1000) -> tuple[list[Any], str]:
        """The page that `cursor` and `limit` ask for, and the next cursor (empty on the last)."""
        start = read_cursor(self.text("cursor"))
        end = start + self.whole("limit", default, most=most)
        more = make_cursor(end) if end < len(everything) else ""
        return list(everything[start:end]), more


def make_cursor(position: int) -> str:
    """An opaque cursor for a position in a list."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def read_cursor(cursor: str) -> int:
    """The position that a cursor stands for. Raises `invalid_cursor`."""
    if not cursor:
        return 0
    try:
        name, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if name == "next":
            return int(position)
    except (ValueError, binascii.Error):
        pass
    raise SlackError("invalid_cursor")


def paged(key: str, everything: list[Any], cursor: str) -> Json:
    """A reply with a page of results."""
    return {key: everything, "response_metadata": {"next_cursor": cursor}}
