"""Recurrence: how blocks come back each week or each second one, as iCalendar (RFC 5545) writes it; pure."""

from datetime import UTC, date, datetime
from typing import Final

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def weekly(first: date, *, every: int, until: datetime | None) -> str:
    """Return the rule of what comes back on the weekday of its first one, every so many weeks.

    `until` is the moment at which the last one begins: written in UTC, as it has to be where DTSTART has a zone.
    """
    parts = ["FREQ=WEEKLY", f"BYDAY={_DAYS[first.weekday()]}"]
    if every > 1:
        parts.append(f"INTERVAL={every}")
    if until is not None:
        parts.append(f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return ";".join(parts)
