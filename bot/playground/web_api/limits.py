"""Slack's rate limits: calls of a method in a minute by tier, and messages to one channel in a second."""

import math
from collections import defaultdict, deque
from collections.abc import Callable

from ..errors import SlackError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL_PER_MINUTE = 600
"""`auth.test`, `chat.getPermalink` and the like: "hundreds per minute"."""
CHANNEL_BURST = 3
"""Slack lets a short burst through before it holds an app to one message a second."""


class RateLimited(SlackError):
    """HTTP 429 with `Retry-After` in whole seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = max(1, math.ceil(seconds))


class Limits:
    """Counts calls; `scale` 2.0 allows twice as many."""

    def __init__(self, clock: Callable[[], float], *, on: bool = True, scale: float = 1.0) -> None:
        self._clock = clock
        self.on = on
        self.scale = scale
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._channels: dict[str, tuple[float, float]] = {}

    def count_call(self, method: str, tier: int | None) -> None:
        """Count a call of a method. Raises `RateLimited` if a minute holds too many."""
        if not self.on:
            return
        now = self._clock()
        allowed = max(1, int((PER_MINUTE[tier] if tier else SPECIAL_PER_MINUTE) * self.scale))
        calls = self._calls[method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= allowed:
            raise RateLimited(calls[0] + 60 - now)
        calls.append(now)

    def count_message(self, channel: str) -> None:
        """Count a message to a channel. Raises `RateLimited` beyond one a second after the burst."""
        if not self.on:
            return
        now = self._clock()
        level, at = self._channels.get(channel, (0.0, now))
        level = max(0.0, level - (now - at) * self.scale)
        if level + 1 > CHANNEL_BURST:
            raise RateLimited((level + 1 - CHANNEL_BURST) / self.scale)
        self._channels[channel] = (level + 1, now)
