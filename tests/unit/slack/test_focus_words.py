"""What `/thrice focus` and a block's reminder say to whoever cannot join, has a day off, or never learned."""

from datetime import UTC, date, datetime

import pytest

from bot.learning_blocks.schedule import Rule, free_day, planned
from bot.slack.block_words import said_shift
from bot.slack.blockkit.block import AgendaView, LinkedView, ReminderView, reminder, started
from bot.slack.blockkit.focus import FocusView, message
from bot.slack.blockkit.refs import BlockRef
from bot.workspaces.working_times import WorkingTimes

MOVABLE = "You can move or skip a block"
SHORT_WEEK = WorkingTimes("UTC", days=frozenset(range(4)))
GERMAN = WorkingTimes("Europe/Berlin", country="DE")
NIGHT = WorkingTimes("UTC", days=frozenset({3}), begins=22 * 60, ends=6 * 60)


def shift(times: WorkingTimes, week: date, rule: Rule) -> str:
    """Why the block of a week is not on its day."""
    found = planned(rule, times, week)
    assert found is not None
    return said_shift(times, free_day([rule], times, week, found.starts))


@pytest.mark.parametrize(
    ("times", "week", "rule", "said"),
    [
        (WorkingTimes("UTC"), date(2026, 11, 23), Rule(), ""),
        (SHORT_WEEK, date(2026, 11, 23), Rule(), ", since Friday is a day off for you"),
        (GERMAN, date(2026, 12, 21), Rule(), ", since Friday 25 December is a public holiday (Christmas Day)"),
        (NIGHT, date(2026, 11, 23), Rule(minute=2 * 60), ""),
    ],
    ids=["on its day", "a day off", "a holiday", "last night's shift"],
)
def test_a_block_on_another_day_says_why(times: WorkingTimes, week: date, rule: Rule, said: str) -> None:
    assert shift(times, week, rule) == said


def test_a_block_at_another_time_than_the_rules_has_no_reason() -> None:
    assert free_day([Rule()], SHORT_WEEK, date(2026, 11, 23), datetime(2026, 11, 24, 9, tzinfo=UTC)) is None


def test_the_reason_stands_behind_the_time_as_text() -> None:
    view = FocusView("every Friday", "UTC", next_time="Thursday", shift=", since it is <!channel> & more")
    for joined in (True, False):
        said = message(FocusView(**{**vars(view), "joined": joined})).text
        assert "Thursday, since it is &lt;!channel&gt; &amp; more." in said


def test_whoever_cannot_join_reads_no_word_on_moving_blocks() -> None:
    refused = FocusView("every Friday", "UTC", next_time="Friday", refusal="Learning blocks are for full members.")
    assert MOVABLE in str(message(FocusView("every Friday", "UTC", next_time="Friday")).blocks)
    assert MOVABLE not in str(message(refused).blocks)
    assert "full members" in message(refused).text


@pytest.mark.parametrize(
    ("agenda", "offered"),
    [
        (AgendaView(learns=False), True),
        (AgendaView(), False),
        (AgendaView(learns=False, question=LinkedView("How?")), False),
    ],
)
def test_a_reminder_of_nothing_offers_learning_to_whoever_never_did(agenda: AgendaView, offered: bool) -> None:
    told = str(reminder(ReminderView(BlockRef(block_id=1), "14:00", "16:00", agenda)).blocks)
    assert ("Start learning" in told) is offered
    assert ("notes that you have begun" in told) is offered
    assert ("Start learning" in str(started("16:00", agenda).blocks)) is offered
