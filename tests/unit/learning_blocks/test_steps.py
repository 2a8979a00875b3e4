"""When a block's steps are due: calendars of many members are never asked all at once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.learning_blocks.weeks import DAY_BEFORE, FROZEN, LOOK_SPREAD, REMIND_BEFORE, WEEK_BEFORE, due_at

FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)
MEMBERS = 10_000


@pytest.mark.parametrize(("step", "before"), [("week", WEEK_BEFORE), ("day", DAY_BEFORE)])
def test_ten_thousand_looks_into_calendars_are_spread_evenly_over_a_quarter_of_an_hour(
    step: str, before: timedelta
) -> None:
    moments = [due_at(step, f"U{number}", FRIDAY) for number in range(MEMBERS)]
    assert moments[0] == due_at(step, "U0", FRIDAY), "the same each time"
    assert FRIDAY - before - LOOK_SPREAD <= min(moments)
    assert max(moments) <= FRIDAY - before
    minutes = Counter((FRIDAY - before - at) // timedelta(minutes=1) for at in moments)
    assert len(minutes) == LOOK_SPREAD // timedelta(minutes=1)
    assert max(minutes.values()) < 1.2 * MEMBERS / 15, "docs/calendars.md reckons with 667 a minute"


def test_a_look_comes_before_the_block_is_frozen_and_reminders_on_the_minute() -> None:
    assert DAY_BEFORE > FROZEN
    assert {due_at("remind", f"U{number}", FRIDAY) for number in range(100)} == {FRIDAY - REMIND_BEFORE}
