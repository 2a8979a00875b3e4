"""A year with every mishap: what must never be is not.

`python -m tests.support.learning_year 200` lives a larger one.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.learning_year import Found, Year


def nothing_is_wrong(found: Found) -> None:
    assert not found.doubled, "two nudges on a local day"
    assert not found.outside, "a nudge outside the hours"
    assert not found.on_free_days, "a nudge on a free day"
    assert not found.lost_cards, "a card that was due and never asked"
    assert not found.differing_intervals, "another schedule than package fsrs has"


def test_in_a_year_nobody_is_nudged_twice_a_day_or_outside_their_hours_and_no_card_is_lost() -> None:
    found = Year(members=4, seed=5).live()
    assert found.nudges > 500
    assert found.grades > 2_500
    assert found.journeys > 10
    assert found.clock_steps > 20
    nothing_is_wrong(found)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_so_it_is_whatever_chance_brings(seed: int) -> None:
    nothing_is_wrong(Year(members=3, seed=seed, days=25).live())
