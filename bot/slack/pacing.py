"""Keeps our calls below Slack's limits: token buckets, and pauses where Slack asks for one."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final

from bot.ports.chat import ChatUnavailable

TIERS: Final = {1: 1.0, 2: 20.0, 3: 50.0, 4: 100.0}
"""Calls a minute that Slack grants each method of a tier, in each workspace."""
POSTS_A_MINUTE: Final = 300.0
"""For methods with limits of their own ("several hundred a minute")."""
CHANNEL_BURST: Final = 3.0
"""Messages that may go to one channel at once before the rate of one a second holds."""
PATIENCE: Final = 15.0
"""Seconds that a call waits for its turn; a longer wait is given back to the job, which frees its worker."""
_MANY: Final = 20_000

TIER_OF: Final = {
    "auth.revoke": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "dnd.endSnooze": 2,
    "dnd.info": 3,
    "dnd.setSnooze": 2,
    "dnd.teamInfo": 2,
    "reactions.add": 3,
    "reactions.remove": 2,
    "users.conversations": 3,
    "users.info": 4,
    "users.profile.get": 4,
    "users.profile.set": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.update": 4,
}
"""The tier of each method that we call; those without one have limits of their own."""


@dataclass(frozen=True)
class Rate:
    """What a bucket grants: `burst` calls at once, then `per_second`."""

    per_second: float
    burst: float

    @classmethod
    def of_method(cls, method: str) -> "Rate":
        """Return the rate of a Web API method: a quarter of its minute at once, the other three evenly.

        So no sixty seconds, wherever they begin, hold more calls than Slack grants a minute.
        """
        a_minute = TIERS[TIER_OF[method]] if method in TIER_OF else POSTS_A_MINUTE
        return cls(0.75 * a_minute / 60, max(1.0, a_minute / 4))


CHANNEL_RATE: Final = Rate(per_second=1.0, burst=CHANNEL_BURST)


class _Bucket:
    """Grants turns at a rate. Turns are reserved: waiting callers leave in the order in which they came."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._at = now
        self._paused_until = now

    def wait(self, now: float) -> float:
        """Return the seconds until the next turn."""
        self._refill(now)
        missing = max(0.0, 1.0 - self._tokens) / self._rate.per_second
        return max(missing, self._paused_until - now, 0.0)

    def take(self) -> None:
        """Reserve the next turn."""
        self._tokens -= 1.0

    def pause(self, now: float, seconds: float) -> None:
        """Grant nothing for so many seconds."""
        self._paused_until = max(self._paused_until, now + seconds)

    def is_idle(self, now: float) -> bool:
        """Tell whether forgetting this bucket changes nothing."""
        self._refill(now)
        return self._tokens >= self._rate.burst and now >= self._paused_until

    def _refill(self, now: float) -> None:
        self._tokens = min(self._rate.burst, self._tokens + (now - self._at) * self._rate.per_second)
        self._at = now


class Pacer:
    """Lets each call go when Slack would take it.

    Slack counts per method and workspace, and messages also per channel: so do the buckets. They are this process's
    own; what several replicas overdraw together comes back as a pause that Slack asks for.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._buckets: dict[Hashable, _Bucket] = {}

    async def turn(self, workspace_id: int, method: str, channel: str | None = None) -> None:
        """Wait for the turn of a call; `channel` where it is a message to it.

        Raises `ChatUnavailable` at once where the wait would exceed `PATIENCE`.
        """
        buckets = [self._bucket((workspace_id, method), Rate.of_method(method))]
        if channel is not None:
            buckets.append(self._bucket((workspace_id, "channel", channel), CHANNEL_RATE))
        wait = max(bucket.wait(self._now()) for bucket in buckets)
        if wait > PATIENCE:
            raise ChatUnavailable(f"{method} has to wait", retry_after=wait, nothing_happened=True)
        for bucket in buckets:
            bucket.take()
        if wait > 0:
            await self._sleep(wait)

    def pause(self, workspace_id: int, method: str, channel: str | None, seconds: float) -> None:
        """Hold calls back as Slack asked: those to the channel if it was a message, else all of the method."""
        # One busy channel makes Slack answer 429 to a message; the other channels need not wait for it.
        if channel is not None:
            self._bucket((workspace_id, "channel", channel), CHANNEL_RATE).pause(self._now(), seconds)
        else:
            self._bucket((workspace_id, method), Rate.of_method(method)).pause(self._now(), seconds)

    def buckets(self) -> int:
        """Return how many buckets are held; those that are full are forgotten when there are too many."""
        return len(self._buckets)

    def _bucket(self, key: Hashable, rate: Rate) -> _Bucket:
        now = self._now()
        if key not in self._buckets:
            if len(self._buckets) >= _MANY:
                self._buckets = {k: b for k, b in self._buckets.items() if not b.is_idle(now)}
            self._buckets[key] = _Bucket(rate, now)
        return self._buckets[key]
