"""The hashes of what we hold answer as a set would, before and after they were put in order."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.slack import held
from bot.slack.held import Held

hashes = st.integers(-(2**63), 2**63 - 1)
MANY = range(-3 * held._NEW, 3 * held._NEW, 3)


@given(st.lists(st.lists(hashes)), st.lists(hashes))
def test_it_holds_what_was_added_and_nothing_else(added: list[list[int]], others: list[int]) -> None:
    ours, expected = Held(), set[int]()
    for some in (MANY, *added, MANY):
        ours.add(some)
        expected.update(some)
    assert all(one in ours for some in added for one in some)
    assert [one in ours for one in others] == [one in expected for one in others]


def test_what_came_in_many_steps_is_all_there() -> None:
    ours = Held()
    steps: Iterable[range] = (MANY[start : start + 100] for start in range(0, len(MANY), 100))
    for step in steps:
        ours.add(step)
    assert all(one in ours for one in MANY)
    assert not any(one + 1 in ours for one in MANY)
