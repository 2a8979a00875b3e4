"""Time as an argument: everything that needs the present moment is handed a `Clock`."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, in UTC and with its zone."""
    return datetime.now(UTC)


def from_slack_ts(ts: str) -> datetime:
    """Return the moment a Slack timestamp such as `"1700000000.000100"` stands for, in UTC.

    Raises `ValueError` where `ts` is not a number or lies outside the years that Python knows.
    """
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except OverflowError as error:
        raise ValueError(f"not a Slack timestamp: {ts!r}") from error
