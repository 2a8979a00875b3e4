"""What a playground can be told before it starts."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """Slack's deadlines, in seconds; tests shorten them, the demo keeps them."""

    retry_waits: tuple[float, ...] = (0.0, 60.0, 300.0)
    """How long to wait before each repeated delivery of an event."""
    answer_within: float = 3.0
    """How long the app may take to answer an event, a command or a click."""
    trigger_seconds: float = 3.0
    """How long a `trigger_id` opens a modal."""
    response_url_seconds: float = 1800.0
    """How long a `response_url` takes messages."""


@dataclass(frozen=True)
class Credentials:
    """By which Slack and the app know each other: the same in every team that the app is installed in."""

    client_id: str
    client_secret: str
    signing_secret: str

    @classmethod
    def made_up(cls) -> "Credentials":
        """New ones, which nobody guesses."""
        client_id = f"{secrets.randbelow(10**12):012}.{secrets.randbelow(10**12):012}"
        return cls(client_id, secrets.token_hex(16), secrets.token_hex(16))


@dataclass(frozen=True)
class Options:
    """Where the playground listens, which app is installed in it, and how strict it is."""

    host: str = "127.0.0.1"
    port: int = 4000
    """0 takes a free port."""
    request_url: str = "http://127.0.0.1:3000/slack/events"
    """Where events, commands and interactions go while no socket is connected."""
    manifest: Mapping[str, Any] | None = None
    """The app's manifest, as Slack's schema has it; none = an app that asked for everything."""
    credentials: Credentials = field(default_factory=Credentials.made_up)
    team_id: str | None = None
    """None: the same in every playground. Where one app is installed in several, each needs its own."""
    team_name: str = "Playground"
    team_domain: str = "playground"
    rate_limits: bool = True
    rate_scale: float = 1.0
    """2.0 allows twice as many calls as Slack does."""
    pace: Pace = field(default_factory=Pace)
    wiki_url: str | None = None
    try_this: Sequence[Mapping[str, str]] = ()
    """Hints for the chat page: `{"text": …, "hint": …}`."""
    calendar_redirect: str = "http://127.0.0.1:3000/calendar/connected/google"
    """Where people are sent back to who let the app into their calendar."""
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""
    put_forward: Callable[[float], Awaitable[None]] | None = None
    """Puts `clock` forward by so many seconds, for all who go by it; none = it cannot be moved."""
