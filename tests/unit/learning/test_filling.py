from hypothesis import given
from hypothesis import strategies as st

from bot.learning.filling import DueCard, NewSource, fill
from bot.learning.pace import LONGEST_SECONDS, USUAL_SECONDS, Pace, minutes


def test_what_is_likeliest_forgotten_comes_first_and_new_things_last() -> None:
    due = [DueCard(1, 0.9, 30), DueCard(2, 0.5, 30)]
    new = [NewSource(7, 60, ((11, 30), (12, 30)))]
    filled = fill(due, new, seconds=900, new_cards=4)
    assert (filled.reads, filled.cards, filled.seconds) == ((7,), (2, 1, 11, 12), 180)


def test_no_more_than_the_new_cards_of_a_day() -> None:
    new = [NewSource(7, 60, ((11, 30), (12, 30), (13, 30))), NewSource(8, 60, ((21, 30),))]
    filled = fill([], new, seconds=900, new_cards=2)
    assert filled.cards == (11, 12)
    assert filled.reads == (7,), "a page is not read where none of its cards is asked"


def test_a_page_that_was_begun_is_not_read_again() -> None:
    assert fill([], [NewSource(7, None, ((13, 30),))], seconds=900, new_cards=4).reads == ()


def test_a_page_longer_than_a_sprint_is_read_alone() -> None:
    long = NewSource(7, 2_000, ((11, 30), (12, 30)))
    assert fill([], [long], seconds=900, new_cards=4).reads == (7,)
    assert fill([DueCard(1, 0.5, 30)], [long], seconds=900, new_cards=4).reads == ()


def test_nothing_is_nothing() -> None:
    assert not fill([], [], seconds=900, new_cards=4)


def test_a_page_that_was_passed_over_for_days_goes_first_and_due_cards_take_the_rest() -> None:
    due = [DueCard(n, n / 20, 50) for n in range(1, 18)]
    new = [NewSource(7, 400, ((11, 30), (12, 30))), NewSource(8, 20, ((21, 25),)), NewSource(9, 300, ((31, 25),))]
    usual = fill(due, new, seconds=900, new_cards=4)
    assert (usual.reads, usual.new, usual.passed_over) == ((8,), (21,), (7, 9))
    then = fill(due, new, seconds=900, new_cards=4, waiting=usual.passed_over)
    assert then.reads == (7,), "the first of those that wait; the next one counts its days anew"
    assert then.due == tuple(range(1, 9)), "the likeliest to be forgotten"
    assert (then.new, then.passed_over) == ((11, 12), ())


def test_a_sprint_of_six_cards_has_one_page_to_read() -> None:
    due = [DueCard(1, 0.5, 30), DueCard(2, 0.6, 30)]
    new = [NewSource(7, 60, ((11, 30), (12, 30))), NewSource(8, 60, ((21, 30),)), NewSource(9, 60, ((31, 30),))]
    filled = fill(due, new, seconds=900, new_cards=4)
    assert (filled.reads, filled.cards, filled.seconds) == ((7, 8), (1, 2, 11, 12, 21), 270)
    filled = fill([*due, DueCard(3, 0.7, 30)], new, seconds=900, new_cards=3)
    assert (filled.reads, filled.cards) == ((7,), (1, 2, 3, 11, 12))
    assert fill([*due, DueCard(3, 0.7, 30)], new, seconds=900, new_cards=4).reads == (7, 8, 9), "seven are more anyway"


def test_nothing_is_passed_over_that_had_no_turn_today() -> None:
    due = [DueCard(n, 0.5, 50) for n in range(17)]
    assert fill(due, [NewSource(7, 400, ((11, 30),))], seconds=900, new_cards=0).passed_over == ()
    assert fill(due, [NewSource(7, None, ((11, 90),))], seconds=900, new_cards=4).passed_over == ()
    assert fill(due, [NewSource(7, 400, ())], seconds=900, new_cards=4).passed_over == ()


_SECONDS = st.floats(5, 180)
_DUE = st.lists(st.tuples(st.floats(0, 1), _SECONDS), max_size=60)
_NEW = st.lists(st.tuples(st.floats(5, 600), st.lists(_SECONDS, max_size=6)), max_size=8)


def _sources(new: list[tuple[float, list[float]]]) -> list[NewSource]:
    return [
        NewSource(n, reading, tuple((1000 * n + k, s) for k, s in enumerate(seconds)))
        for n, (reading, seconds) in enumerate(new, start=1)
    ]


@given(_DUE, _NEW, st.integers(0, 10), st.sets(st.integers(1, 8)))
def test_a_sprint_is_never_longer_than_it_may_be(
    due: list[tuple[float, float]], new: list[tuple[float, list[float]]], new_cards: int, waiting: set[int]
) -> None:
    cards = [DueCard(n, recall, seconds) for n, (recall, seconds) in enumerate(due)]
    filled = fill(cards, _sources(new), seconds=900, new_cards=new_cards, waiting=waiting)
    assert filled.seconds <= 900
    assert len(filled.new) <= new_cards
    assert len(set(filled.cards)) == len(filled.cards)
    assert len(set(filled.reads)) == len(filled.reads)
    clicks = 1 + len(filled.reads) + 2 * len(filled.cards)
    assert len(filled.cards) != 6 or clicks <= 14
    assert filled.reads or filled.cards or not (cards or (new_cards and any(s.cards for s in _sources(new))))


@given(
    st.lists(st.tuples(st.floats(0, 1), _SECONDS), min_size=20, max_size=60),
    st.lists(st.tuples(st.floats(5, 3_000), st.lists(_SECONDS, min_size=1, max_size=6)), min_size=1, max_size=8),
    st.integers(1, 6),
)
def test_everything_has_its_turn_beside_cards_that_are_always_due(
    due: list[tuple[float, float]], new: list[tuple[float, list[float]]], new_cards: int
) -> None:
    cards = [DueCard(n, recall, seconds) for n, (recall, seconds) in enumerate(due)]
    left = {source.source_id: source for source in _sources(new)}
    days: list[set[int]] = []
    ahead = [False, False]
    for _ in range(3 * len(new) + 3):
        waiting = set.intersection(*days[-2:]) if len(days) >= 2 else set()
        filled = fill(cards, list(left.values()), seconds=900, new_cards=new_cards, waiting=waiting)
        ahead.append(bool(waiting))
        assert sum(ahead[-3:]) <= 1, "cards that are due wait for one day of three at most"
        days.append(set(filled.passed_over))
        for source_id in filled.reads:
            del left[source_id]
    assert not left


def test_a_pace_is_learned_from_five_answers_of_a_kind() -> None:
    assert Pace.of([("cloze", 5.0)] * 4).card("cloze") == USUAL_SECONDS["cloze"]
    assert Pace.of([("cloze", 5.0)] * 5).card("cloze") == 5.0
    assert Pace.of([("cloze", 9_999.0)] * 5).card("cloze") == LONGEST_SECONDS
    assert Pace.of([]).card("of next year") == USUAL_SECONDS["recall"]


def test_minutes_are_whole_and_at_least_one() -> None:
    assert [minutes(seconds) for seconds in (0, 59, 89, 91, 900)] == [1, 1, 1, 2, 15]
