"""What lapses with a month: only what was not used, of that month in its owner's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning_blocks.lapsing import days_left, lapsing
from models.blocks import Block

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def block(day: int, state: str, *, month: int = 11, hour: int = 14) -> Block:
    """A block of two hours."""
    starts = datetime(2026, month, day, hour, tzinfo=UTC)
    week = starts.date() - timedelta(days=starts.weekday())
    return Block(id=day, user_id="U1", week=week, starts_at=starts, ends_at=starts + timedelta(hours=2), state=state)


@pytest.mark.parametrize(
    ("day", "left"), [(date(2026, 11, 23), 7), (date(2026, 11, 30), 0), (date(2028, 2, 22), 7), (date(2026, 12, 1), 30)]
)
def test_days_left_of_a_month(day: date, left: int) -> None:
    assert days_left(day) == left


def test_whoever_used_everything_hears_nothing() -> None:
    assert lapsing([block(6, "kept"), block(27, "planned"), block(13, "withdrawn")], "UTC", NOW) is None


def test_hours_of_the_month_that_were_not_used_are_summed_and_the_newest_can_be_had() -> None:
    found = lapsing(
        [block(6, "lost"), block(13, "kept"), block(20, "skipped"), block(30, "skipped", month=10)], "UTC", NOW
    )
    assert found is not None
    assert found.hours == 4
    assert found.block is not None
    assert found.block.id == 20


def test_what_is_older_than_last_week_is_told_and_not_offered() -> None:
    found = lapsing([block(6, "unsaid")], "UTC", NOW)
    assert found is not None
    assert (found.hours, found.block) == (2, None)


def test_the_month_is_that_of_the_owners_zone() -> None:
    late = block(31, "skipped", month=10, hour=22)
    assert lapsing([late], "America/New_York", NOW) is None
    assert lapsing([late], "Asia/Tokyo", NOW) is not None
