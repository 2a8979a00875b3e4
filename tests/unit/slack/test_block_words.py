"""When blocks are, as people say it: over midnight the second day is named."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning_blocks.schedule import Rule
from bot.slack.block_words import said_end, said_rule, said_span

EVENING = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(29, "23:59"), (30, "00:00"), (31, "Saturday 00:01"), (120, "Saturday 01:30"), (7 * 24 * 60, "Friday 4 December")],
)
def test_an_end_on_another_day_is_said_with_its_day(minutes: int, said: str) -> None:
    ends = EVENING + timedelta(minutes=minutes)
    assert said in said_end(EVENING, ends, "UTC")
    assert ("day" in said_end(EVENING, ends, "UTC")) is (minutes > 30), "midnight itself still belongs to the day"


def test_the_day_is_that_of_the_reader() -> None:
    ends = EVENING + timedelta(hours=2)
    assert said_span(EVENING, ends, "UTC") == "Friday 27 November, 23:30 to Saturday 01:30"
    assert said_span(EVENING, ends, "America/New_York") == "Friday 27 November, 18:30 to 20:30"


def test_a_rule_over_midnight_names_both_days() -> None:
    assert said_rule(Rule()) == "every Friday, 14:00 to 16:00"
    assert said_rule(Rule(6, 23 * 60 + 30, 120, 2, date(2026, 11, 23))) == "every second Sunday, 23:30 to Monday 01:30"
    assert said_rule(Rule(minute=22 * 60, minutes=120)) == "every Friday, 22:00 to 00:00"
