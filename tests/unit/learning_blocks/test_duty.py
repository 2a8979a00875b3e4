"""Who stays on duty: everybody in turn, and the same however often it is asked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.learning_blocks.duty import Choice

WEEK = date(2026, 11, 30)


def test_nobody_where_there_are_too_few() -> None:
    assert Choice(WEEK, {"U1"}, {}).made() is None
    assert Choice(WEEK, set(), {}).made() is None


def test_whoever_has_waited_longest() -> None:
    last = {"U1": date(2026, 11, 23), "U2": date(2026, 11, 9), "U3": date(2026, 11, 16)}
    assert Choice(WEEK, {"U1", "U2", "U3"}, last).made() == "U2"
    assert Choice(WEEK, {"U1", "U2", "U3", "U4"}, last).made() == "U4", "who never was comes first"


@given(st.integers(2, 9), st.integers(1, 6))
def test_over_the_weeks_it_goes_in_turn(people: int, rounds: int) -> None:
    everybody = {f"U{n}" for n in range(people)}
    last: dict[str, date] = {}
    turns = []
    for number in range(people * rounds):
        week = WEEK + timedelta(weeks=number)
        chosen = Choice(week, everybody, last).made()
        assert chosen is not None
        assert chosen == Choice(week, sorted(everybody), dict(last)).made()
        last[chosen] = week
        turns.append(chosen)
    assert {turns.count(each) for each in everybody} == {rounds}
