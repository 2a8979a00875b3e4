"""A clock that scenarios move, for a Thrice and its playground alike."""

from datetime import datetime, timedelta

from bot.clock import utc_now


class MovableClock:
    """The present moment, as far ahead as a scenario has moved it."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """Return the moment that it is by this clock."""
        return utc_now() + self._ahead

    def seconds(self) -> float:
        """Return the moment as Slack counts time."""
        return self().timestamp()

    def passes(self, **time: float) -> None:
        """Let time pass: `passes(days=3)`."""
        self._ahead += timedelta(**time)
