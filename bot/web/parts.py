"""What the web is made of: everything that its pages need, handed over by the composition root."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.clock import Clock, utc_now
from bot.config import WebSettings
from bot.knowledge.search import Search
from bot.learning.policy import LearningPolicy
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.policy import BlockPolicy
from bot.ports.calendar_access import Calendars
from bot.telemetry.metrics import Metrics
from bot.workspaces.policy import Policy
from bot.workspaces.signing_in import Redeemed
from models.uow import Storage

Check = Callable[[], Awaitable[bool]]
"""Tells whether one thing that readiness needs holds; raising means that it does not."""

Export = Callable[[Redeemed], Awaitable[bytes]]
"""Gives the JSON file that a one-time link of purpose `export` stands for."""


@dataclass(frozen=True)
class CalendarParts:
    """What the page needs on which members connect their calendars."""

    calendars: Calendars
    secrets: ConnectionSecrets
    feeds: FeedSecrets


@dataclass(frozen=True)
class WebParts:
    """What `bot.web.app.build_web` puts together.

    `slack_front` takes every request to `/slack/events` as it comes, before any of our own layers; `routes` are
    further ones, such as those of OAuth; `readiness` are the checks of `/readyz` by name. Without `for_people` there
    are only the addresses that machines ask: a worker has no pages. Without `connecting` no calendar can be connected.
    """

    storage: Storage
    settings: WebSettings
    search: Search
    metrics: Metrics
    readiness: Mapping[str, Check]
    export: Export
    slack_front: ASGIApp | None = None
    routes: Sequence[BaseRoute] = ()
    policy: Policy = field(default_factory=Policy)
    learning: LearningPolicy = field(default_factory=LearningPolicy)
    blocks: BlockPolicy = field(default_factory=BlockPolicy)
    connecting: CalendarParts | None = None
    clock: Clock = field(default=utc_now)
    for_people: bool = True
