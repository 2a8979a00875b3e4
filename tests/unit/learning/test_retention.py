"""The comparison of docs/learning-science.md, on fewer cards and people."""

from tests.support.retention import AFTER_DAYS, LEARNING_DAYS, by_reading, compared, with_thrice

LAST = LEARNING_DAYS + AFTER_DAYS


def test_ninety_days_later_half_as_much_again_is_recalled_as_by_reading_a_list_for_as_long() -> None:
    found = compared(deck=40, people=3)
    assert found.ratio(LAST) >= 1.5
    assert found.thrice[LAST] > 0.8, "most of it, and not only more than next to nothing"


def test_the_minutes_are_equal() -> None:
    sprints = with_thrice(40, seed=1)
    for card_seconds in (5.0, 30.0):
        read = by_reading(40, 1, seconds=sprints.seconds, card_seconds=card_seconds, reading="kept")
        assert 0 <= sprints.seconds - read.seconds <= card_seconds


def test_the_gain_is_that_of_recalling() -> None:
    """Were reading as good as recalling, a list read round and round would do as well: the page says so."""
    found = compared(deck=40, people=3, reading="recalled")
    assert 0.85 < found.ratio(LAST) < 1.15
