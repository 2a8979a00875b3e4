"""When somebody works next: messages that can wait do not come at night."""

from datetime import UTC, datetime

import pytest

from bot.learning_blocks.working import next_working_moment
from bot.workspaces.working_times import WorkingTimes

NIGHT_SHIFT = WorkingTimes(begins=22 * 60, ends=6 * 60)
BERLIN = WorkingTimes(zone="Europe/Berlin", country="DE", begins=9 * 60, ends=17 * 60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026: the 4th is a Friday, the 25th, Christmas, too."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "now", "then"),
    [
        (BERLIN, at(4, 10), at(4, 10)),
        (BERLIN, at(4, 7, 59), at(4, 8)),
        (BERLIN, at(4, 16), at(7, 8)),
        (BERLIN, at(24, 16), at(28, 8)),
        (NIGHT_SHIFT, at(5, 3), at(5, 3)),
        (NIGHT_SHIFT, at(5, 6), at(7, 22)),
        (WorkingTimes(), at(4, 3), at(4, 9)),
        (WorkingTimes(days=frozenset()), at(4, 3), at(4, 3)),
    ],
    ids=[
        "in hours",
        "before",
        "Friday evening",
        "holidays",
        "a shift from Friday",
        "after it",
        "unknown hours",
        "never",
    ],
)
def test_the_next_working_moment(times: WorkingTimes, now: datetime, then: datetime) -> None:
    assert next_working_moment(times, now) == then
