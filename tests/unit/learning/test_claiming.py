from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.learning.claiming import decide
from models.repositories.nudging import DueLearner

FRIDAY = date(2026, 11, 27)
HALF_PAST_NINE = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
THURSDAY = date(2026, 11, 26)


def learner(**changed: Any) -> DueLearner:
    usual = DueLearner(
        id=1, workspace_id=1, user_id="U1", tz="UTC", minute=570, day_begins=540, day_ends=1020, days=[0, 1, 2, 3, 4],
        country=None, every=1, ignored=0, paused_until=None, next_nudge_at=HALF_PAST_NINE, last_nudge_on=None,
        last_nudge_at=None, last_state=None, last_id=None,
    )  # fmt: skip
    return usual._replace(**changed)


def after_one_of_thursday(state: str, **changed: Any) -> DueLearner:
    return learner(
        last_nudge_on=THURSDAY, last_nudge_at=HALF_PAST_NINE - timedelta(days=1), last_state=state, last_id=7, **changed
    )


def test_whoever_is_due_gets_the_nudge_of_the_date_and_the_next_time() -> None:
    decided = decide(learner(), HALF_PAST_NINE)
    assert decided.nudge is not None
    assert (decided.nudge.local_date, decided.nudge.due_at) == (FRIDAY, HALF_PAST_NINE)
    assert decided.learner.next_nudge_at == HALF_PAST_NINE + timedelta(days=3)
    assert decided.learner.last_nudge_on == FRIDAY


def test_a_missed_time_is_made_up_the_same_day() -> None:
    decided = decide(learner(), HALF_PAST_NINE + timedelta(hours=4))
    assert decided.nudge is not None
    assert decided.nudge.local_date == FRIDAY


def test_a_time_missed_until_the_evening_is_passed_over() -> None:
    decided = decide(learner(), HALF_PAST_NINE + timedelta(hours=8))
    assert decided.nudge is None
    assert decided.learner.last_nudge_on is None
    assert decided.learner.next_nudge_at == HALF_PAST_NINE + timedelta(days=3)


def test_a_machine_that_was_off_over_the_weekend_makes_up_the_day_on_which_it_is_on_again() -> None:
    monday = HALF_PAST_NINE + timedelta(days=3)
    decided = decide(learner(), monday + timedelta(hours=2))
    assert decided.nudge is not None
    assert (decided.nudge.local_date, decided.nudge.ends_at) == (monday.date(), monday.replace(hour=17, minute=0))
    assert decided.learner.next_nudge_at == monday + timedelta(days=1)
    saturday = decide(learner(), monday - timedelta(days=2))
    assert (saturday.nudge, saturday.learner.next_nudge_at) == (None, monday)
    every_second = after_one_of_thursday("sent", every=2, next_nudge_at=HALF_PAST_NINE + timedelta(days=4))
    assert decide(every_second, monday + timedelta(days=2)).nudge is not None


def test_a_date_that_had_its_nudge_gets_no_second_one() -> None:
    decided = decide(learner(last_nudge_on=FRIDAY, last_nudge_at=HALF_PAST_NINE, last_state="skipped"), HALF_PAST_NINE)
    assert decided.nudge is None


def test_only_silence_is_counted() -> None:
    assert decide(after_one_of_thursday("sent", ignored=1), HALF_PAST_NINE).learner.ignored == 2
    assert decide(after_one_of_thursday("sent", ignored=1), HALF_PAST_NINE).ignored == 7
    for answer in ("skipped", "started", "dropped", "snoozed"):
        assert decide(after_one_of_thursday(answer, ignored=1), HALF_PAST_NINE).ignored is None


def test_three_ignored_halve_the_rate_and_the_nudge_says_so() -> None:
    decided = decide(after_one_of_thursday("sent", ignored=2), HALF_PAST_NINE)
    assert decided.nudge is not None
    assert decided.nudge.because == "halved"
    assert (decided.learner.every, decided.learner.ignored) == (2, 0)
    assert decided.learner.next_nudge_at == HALF_PAST_NINE + timedelta(days=4), "Monday is passed over"


def test_a_crowd_is_spread_over_a_quarter_of_an_hour() -> None:
    delays = set()
    for number in range(200):
        decided = decide(learner(user_id=f"U{number}"), HALF_PAST_NINE, crowded=True)
        assert decided.nudge is not None
        assert decided == decide(learner(user_id=f"U{number}"), HALF_PAST_NINE, crowded=True), "the same each time"
        delays.add(decided.nudge.due_at - HALF_PAST_NINE)
    assert len(delays) > 190
    assert timedelta(0) <= min(delays) < timedelta(minutes=1)
    assert timedelta(minutes=13) < max(delays) < timedelta(minutes=15)


def test_one_that_was_not_sent_was_neither_answered_nor_ignored() -> None:
    assert decide(after_one_of_thursday("dropped", ignored=2), HALF_PAST_NINE).learner.ignored == 2
    assert decide(after_one_of_thursday("skipped", ignored=2), HALF_PAST_NINE).learner.ignored == 0
