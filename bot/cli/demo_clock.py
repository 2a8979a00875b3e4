"""The demo's clock: one for Thrice and its Slack, which whoever tries it can put forward."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import utc_now

Look = Callable[[], Awaitable[object]]


class DemoClock:
    """The present moment, as far ahead as it was put forward. It never goes back."""

    def __init__(self, begins: datetime | None = None) -> None:
        """`begins`: at which moment; none = now."""
        self._ahead = begins - utc_now() if begins is not None else timedelta(0)
        self._looks: tuple[Look, ...] = ()

    def __call__(self) -> datetime:
        """Return the moment that it is by this clock."""
        return utc_now() + self._ahead

    def seconds(self) -> float:
        """Return the moment as Slack counts time."""
        return self().timestamp()

    def afterwards(self, *looks: Look) -> None:
        """Have these look at the clock whenever it was put forward, instead of at their next round."""
        self._looks = looks

    async def put_forward(self, seconds: float) -> None:
        """Let so many seconds have passed, and have those look who wait for the time."""
        self._ahead += timedelta(seconds=max(seconds, 0))
        for look in self._looks:
            await look()
