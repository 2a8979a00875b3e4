"""Working days: when a silence has lasted long enough to ask somebody else."""

from datetime import datetime, timedelta

_WEEKEND = (5, 6)


def after_working_days(start: datetime, days: int) -> datetime:
    """Return the same time of day `days` working days (Monday to Friday) after `start`."""
    moment = start
    left = days
    while left > 0:
        moment += timedelta(days=1)
        if moment.weekday() not in _WEEKEND:
            left -= 1
    return moment
