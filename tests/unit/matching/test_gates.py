"""Gates: they grow with the workspace and follow, slowly and not far, what its people say."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.matching import Closeness, Gates, Judged, Labelled, labelled, refit
from bot.knowledge.matching.contrast import differing, only_numbers_differ
from bot.knowledge.matching.gates import FARTHEST
from tests.unit.matching.people import WordEmbedder


def test_the_card_gate_rises_with_the_number_of_questions_up_to_its_highest() -> None:
    gates = Gates()
    heights = [gates.card_at(questions) for questions in (0, 1, 20, 100, 1_000, 100_000)]
    assert heights == sorted(heights)
    assert heights[0] == heights[2] == gates.card
    assert heights[-1] == gates.card_highest


def test_confidence_is_what_it_is_said_to_be_at_the_gate() -> None:
    assert Gates().confidence(0.3, 0.3) == pytest.approx(0.5)
    assert Gates().confidence(0.3, 0.3, at_gate=0.9) == pytest.approx(0.9)
    assert Gates().confidence(9.0, 0.3) == pytest.approx(1.0)
    assert Gates().confidence(-9.0, 0.3) == pytest.approx(0.0)


def test_without_verdicts_nothing_moves() -> None:
    assert refit(Gates(), []) == Gates()


def test_two_wrong_cards_move_the_gates_a_little_and_twenty_move_them_more() -> None:
    wrong = Labelled(above=0.05, same=False)
    little, much = refit(Gates(), [wrong] * 2).card, refit(Gates(), [wrong] * 20).card
    assert Gates().card < little < Gates().card + 0.07
    assert little < much <= Gates().card + FARTHEST


def test_merges_lower_the_gates() -> None:
    merged = refit(Gates(), [Labelled(above=-0.08, same=True)] * 10)
    assert merged.card < Gates().card
    assert merged.answer < Gates().answer


@given(st.lists(st.builds(Labelled, st.floats(-2, 2), st.booleans()), max_size=200))
def test_no_set_of_verdicts_silences_or_floods_a_workspace(pairs: list[Labelled]) -> None:
    assert abs(refit(Gates(), pairs).card - Gates().card) <= FARTHEST + 1e-9


def test_what_sets_questions_apart_is_what_they_do_not_share() -> None:
    assert differing("how do I book a meeting room?", "how do I cancel the meeting rooms?") == (
        "how do i book a",
        "how do i cancel the",
    )


def test_only_numbers_differ() -> None:
    assert only_numbers_differ("how do I upgrade node to version 18?", "upgrading node to version 22, how?") is False
    assert only_numbers_differ("how do I upgrade node to version 18?", "how to upgrade node to version 22?")
    assert not only_numbers_differ("how do I upgrade node 18?", "how do I upgrade node 18?")
    assert not only_numbers_differ("how do I upgrade node?", "how do I upgrade node 18?")


async def test_the_many_pairs_of_one_click_weigh_as_one() -> None:
    embedder = WordEmbedder()
    known = [(gist, embedder.vector(gist)) for gist in ("lose badge", "lost badge", "find badge", "badge")]
    judged = [Judged(a, b, False, "click") for a, b in combinations(known, 2)]
    found = await labelled(judged, questions=10, gates=Gates(), measure=Closeness(embedder))
    assert len(found) == 6
    assert sum(pair.weight for pair in found) == pytest.approx(1.0)
    assert abs(refit(Gates(), found).card - Gates().card) < 0.03


async def test_the_same_words_are_closer_than_others() -> None:
    embedder = WordEmbedder()
    same, other = (("lost badge", embedder.vector("lost badge")), ("print", embedder.vector("print")))
    judged = [Judged(same, same, True, 1), Judged(same, other, False, 2)]
    near, far = await labelled(judged, questions=10, gates=Gates(), measure=Closeness(embedder))
    assert near.above > 0 > far.above
