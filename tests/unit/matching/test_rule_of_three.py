"""The rule of three: occurrences, people, the window."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.rule_of_three import counted, fires, fires_at, fullest, occurrences_of

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    id: int
    asker: str
    asked_at: datetime
    thread_ts: str = ""
    channel_id: str = "C1"


@dataclass(frozen=True)
class Counting:
    draft_after: int = 3
    window: timedelta = timedelta(days=180)
    same_asker: timedelta = timedelta(hours=24)


def asked(number: int, asker: str, *, hours: float = 0, days: float = 0, thread: str = "") -> Asked:
    return Asked(number, asker, NOON + timedelta(hours=hours, days=days), thread or f"t{number}")


def test_three_people_make_a_page() -> None:
    firing = fires([asked(1, "amina"), asked(2, "bo", hours=1), asked(3, "chen", hours=2)], Counting())
    assert firing is not None
    assert firing.people == 3
    assert [one.questions for one in firing.occurrences] == [(1,), (2,), (3,)]


def test_two_questions_do_not() -> None:
    assert fires([asked(1, "amina"), asked(2, "bo")], Counting()) is None


def test_one_person_alone_never_does_however_often() -> None:
    assert fires([asked(n, "amina", days=n * 3) for n in range(9)], Counting()) is None


def test_two_people_are_enough() -> None:
    assert fires([asked(1, "amina"), asked(2, "bo"), asked(3, "amina", days=2)], Counting()) is not None


def test_asking_again_within_a_day_is_the_same_occurrence() -> None:
    questions = [asked(1, "amina"), asked(2, "amina", hours=24), asked(3, "bo")]
    assert fires(questions, Counting()) is None
    assert fires([*questions[:1], asked(2, "amina", hours=24.1), questions[2]], Counting()) is not None


def test_repeating_it_in_its_own_thread_is_the_same_occurrence() -> None:
    questions = [asked(1, "amina", thread="a"), asked(2, "bo", days=1, thread="a"), asked(3, "chen", days=2)]
    assert [one.questions for one in occurrences_of(questions, Counting())] == [(1, 2), (3,)]


def test_the_same_thread_number_in_two_channels_is_two_threads() -> None:
    questions = [Asked(1, "amina", NOON, "1.0", "C1"), Asked(2, "bo", NOON, "1.0", "C2")]
    assert len(occurrences_of(questions, Counting())) == 2


def test_what_was_asked_more_than_180_days_before_the_newest_no_longer_counts() -> None:
    assert fires([asked(1, "amina"), asked(2, "bo", days=100), asked(3, "chen", days=181)], Counting()) is None
    assert fires([asked(1, "amina"), asked(2, "bo", days=100), asked(3, "chen", days=180)], Counting()) is not None


def test_the_number_is_a_setting() -> None:
    questions = [asked(1, "amina"), asked(2, "bo")]
    assert fires(questions, Counting(draft_after=2)) is not None
    assert fires([*questions, asked(3, "chen")], Counting(draft_after=4)) is None


def test_what_was_asked_before_the_window_counts_toward_nobody() -> None:
    questions = [
        asked(1, "ann", days=-200),
        asked(2, "bo", days=-190),
        *(asked(number, asker, hours=number) for number, asker in enumerate(("chen", "eli", "fay", "gus"), start=3)),
    ]
    occurrences = occurrences_of(questions, Counting())
    assert [len(counted(occurrences, which, Counting())) for which in range(6)] == [1, 2, 1, 2, 3, 4]
    assert [fires_at(occurrences, which, Counting()) is not None for which in range(6)] == [False] * 4 + [True] * 2
    assert [one.asker for one in fullest(occurrences[:5], Counting())] == ["chen", "eli", "fay"]


def test_a_card_that_waits_says_no_less_than_what_made_it() -> None:
    questions = [asked(1, "ann"), asked(2, "bo", days=1), asked(3, "chen", days=2), asked(4, "eli", days=200)]
    assert [one.asker for one in fullest(occurrences_of(questions, Counting()), Counting())] == ["ann", "bo", "chen"]
    assert fullest((), Counting()) == ()


some_questions = st.lists(
    st.builds(
        lambda number, asker, hours, thread: asked(number, asker, hours=hours, thread=thread),
        st.integers(0, 10_000),
        st.sampled_from(["amina", "bo", "chen"]),
        st.integers(0, 24 * 400),
        st.sampled_from(["a", "b", "c", "d", "e", "f", ""]),
    ),
    max_size=14,
    unique_by=lambda question: question.id,
)


@given(some_questions)
def test_every_question_belongs_to_exactly_one_occurrence(questions: list[Asked]) -> None:
    found = [number for one in occurrences_of(questions, Counting()) for number in one.questions]
    assert sorted(found) == sorted(question.id for question in questions)


@given(some_questions, st.randoms())
def test_the_order_in_which_questions_are_read_changes_nothing(questions: list[Asked], chance: st.DataObject) -> None:
    shuffled = list(questions)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert occurrences_of(shuffled, Counting()) == occurrences_of(questions, Counting())
    assert fires(shuffled, Counting()) == fires(questions, Counting())


@given(some_questions, st.integers(2, 10))
def test_what_fires_has_enough_occurrences_people_and_nearness(questions: list[Asked], number: int) -> None:
    firing = fires(questions, Counting(draft_after=number))
    if firing is not None:
        times = [one.at for one in firing.occurrences]
        assert len(times) >= number
        assert firing.people >= 2
        assert max(times) - min(times) <= timedelta(days=180)
