"""Outside what of somebody's work a time lies, to which they move a block."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.learning_blocks.working import in_a_shift, outside
from bot.slack.blockkit.block import MovedView, moved
from bot.workspaces.working_times import WorkingTimes

UNKNOWN = WorkingTimes("UTC")
DAY = WorkingTimes("UTC", begins=9 * 60, ends=17 * 60)
NIGHT = WorkingTimes("UTC", days=frozenset({6, 0, 1}), begins=22 * 60, ends=6 * 60)


def at(day: int, hour: int, minute: int = 0) -> tuple[datetime, datetime]:
    """Two hours of the week of Monday, 23 November 2026."""
    starts = datetime(2026, 11, 23 + day, hour, minute, tzinfo=UTC)
    return starts, starts + timedelta(hours=2)


@pytest.mark.parametrize(
    ("times", "span", "said"),
    [
        (UNKNOWN, at(4, 14), None),
        (UNKNOWN, at(4, 20), None),
        (UNKNOWN, at(4, 20, 30), "night"),
        (UNKNOWN, at(4, 3), "night"),
        (UNKNOWN, at(4, 23), "night"),
        (UNKNOWN, at(5, 14), "days"),
        (DAY, at(4, 15), None),
        (DAY, at(4, 15, 30), "hours"),
        (DAY, at(4, 3), "hours"),
        (DAY, at(6, 10), "days"),
        (NIGHT, at(0, 23), None),
        (NIGHT, at(2, 3), None),
        (NIGHT, at(2, 5), "days"),
        (NIGHT, at(1, 12), "hours"),
    ],
)
def test_where_a_time_lies(times: WorkingTimes, span: tuple[datetime, datetime], said: str | None) -> None:
    assert outside(times, *span) == said


def test_hours_are_those_where_somebody_is() -> None:
    assert outside(WorkingTimes("Asia/Tokyo"), *at(3, 14)) == "night", "23:00 there"


def test_a_shift_is_known_only_with_its_hours() -> None:
    assert in_a_shift(NIGHT, *at(6, 23, 30))
    assert not in_a_shift(UNKNOWN, *at(4, 14))


def test_what_is_said_of_calendars_is_true_where_none_is_connected() -> None:
    assert "follows by itself" in moved(MovedView("Friday", is_connected=True)).text
    alone = moved(MovedView("Friday", "hours")).text
    assert "follows by itself" not in alone
    assert "feed" in alone
    assert "outside your working hours" in alone
