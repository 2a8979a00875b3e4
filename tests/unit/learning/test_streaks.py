import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.badges import LEVELS, reached, sentence, sentences
from bot.learning.streaks import streak, week_of
from models.motivation import Badge

TODAY = date(2026, 11, 26)  # a Thursday


def weeks_ago(*numbers: int) -> list[date]:
    return [TODAY - timedelta(weeks=number) for number in numbers]


def test_weeks_running_are_counted_and_the_present_one_only_when_it_was_learned_in() -> None:
    assert streak(weeks_ago(1, 2, 3), weeks_ago(0, 1, 2, 3), TODAY).weeks == 3
    assert streak(weeks_ago(0, 1, 2), weeks_ago(0, 1, 2), TODAY).weeks == 3
    assert not streak(weeks_ago(1), [], TODAY).this_week


def test_a_week_of_silence_breaks_it() -> None:
    assert streak(weeks_ago(0, 1, 3, 4), weeks_ago(0, 1, 2, 3, 4), TODAY).weeks == 2


def test_a_week_off_freezes_it() -> None:
    assert streak(weeks_ago(0, 1, 4, 5), weeks_ago(0, 1, 4, 5), TODAY).weeks == 4


def test_nothing_learned_is_no_streak() -> None:
    assert streak([], weeks_ago(1, 2), TODAY).weeks == 0


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_asking_less_never_shortens_a_streak(learned: set[int], asked: set[int]) -> None:
    whole = streak(weeks_ago(*learned), weeks_ago(*asked), TODAY).weeks
    assert streak(weeks_ago(*learned), [], TODAY).weeks >= whole
    assert streak(weeks_ago(*learned), [], TODAY).weeks == len(learned)


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 29)) == week_of(date(2026, 11, 23)) == date(2026, 11, 23)


def test_a_badge_is_given_once_and_the_highest_alone() -> None:
    assert reached({"helping": 7}, set()) == [("helping", 5)]
    assert reached({"helping": 7}, {("helping", 5)}) == []
    assert reached({}, set()) == []


def test_every_badge_has_a_sentence() -> None:
    for kind, levels in LEVELS.items():
        for level in levels:
            assert sentence(kind, level)


def test_without_amounts_a_badge_thanks_all_the_same_and_two_levels_alike_once() -> None:
    every = [Badge(kind=kind, level=level) for kind, levels in LEVELS.items() for level in levels]
    said = sentences(every, hides_amounts=True)
    assert not re.search(r"[0-9]", " ".join(said))
    assert len(said) == 7, "the first time in its own words, later ones alike; nobody is told of a first for teaching"
    assert len(sentences(every, hides_amounts=False)) == len(every)
