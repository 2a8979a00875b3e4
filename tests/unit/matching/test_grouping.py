"""Where a question goes: into a topic, into a new one with others, or nowhere yet."""

import pytest

from bot.knowledge.matching import Closeness, Gates, Newcomer, Placement, PlacementRules, place
from tests.unit.matching.people import WordEmbedder, beside, newcomer

BADGE = "replace lost badge"


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


async def placed(
    embedder: WordEmbedder,
    one: Newcomer,
    others: list[Newcomer],
    *,
    rules: PlacementRules | None = None,
    topics: dict[int, int] | None = None,
    questions: int = 10,
) -> Placement:
    return await place(
        one, beside(one, others, topics), questions=questions, measure=Closeness(embedder), by=rules or PlacementRules()
    )


async def test_the_third_who_asks_founds_a_topic_with_the_two_before(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, 1, BADGE), newcomer(embedder, 2, BADGE), newcomer(embedder, 3, "print in colour")]
    placement = await placed(embedder, newcomer(embedder, 4, BADGE), before)
    assert placement.topic is None
    assert sorted(placement.founded_with) == [1, 2]
    assert placement.confidence > 0.9


async def test_the_second_stays_alone(embedder: WordEmbedder) -> None:
    assert await placed(embedder, newcomer(embedder, 2, BADGE), [newcomer(embedder, 1, BADGE)]) == Placement()


async def test_with_drafts_after_two_the_second_founds(embedder: WordEmbedder) -> None:
    rules = PlacementRules(draft_after=2)
    placement = await placed(embedder, newcomer(embedder, 2, BADGE), [newcomer(embedder, 1, BADGE)], rules=rules)
    assert placement.founded_with == (1,)


async def test_the_fourth_joins(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, n, BADGE) for n in (1, 2, 3)]
    placement = await placed(embedder, newcomer(embedder, 4, BADGE), before, topics={1: 77, 2: 77, 3: 77})
    assert placement.topic == 77
    assert placement.founded_with == ()


async def test_a_popular_topic_does_not_crowd_itself_out(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, n, BADGE) for n in range(1, 31)]
    placement = await placed(
        embedder, newcomer(embedder, 99, BADGE), before, topics=dict.fromkeys(range(1, 31), 5), questions=3_000
    )
    assert placement.topic == 5


async def test_two_that_match_and_one_that_does_not_found_nothing(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, 1, BADGE), newcomer(embedder, 2, "order paper for the printer")]
    assert await placed(embedder, newcomer(embedder, 3, BADGE), before) == Placement()


async def test_the_same_person_on_the_same_day_is_no_second_occurrence_but_comes_along(embedder: WordEmbedder) -> None:
    again = [newcomer(embedder, 1, BADGE, asker="amina"), newcomer(embedder, 2, BADGE, asker="amina", day=0.5)]
    third = newcomer(embedder, 3, BADGE, asker="bo", day=0.6)
    assert await placed(embedder, third, again) == Placement()
    fourth = newcomer(embedder, 4, BADGE, asker="chen", day=0.7)
    placement = await placed(embedder, fourth, [*again, third])
    assert sorted(placement.founded_with) == [1, 2, 3]


async def test_what_a_person_called_different_never_meets_again(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, 1, BADGE), newcomer(embedder, 2, BADGE)]
    rules = PlacementRules(apart=frozenset({frozenset({1, 2})}))
    assert await placed(embedder, newcomer(embedder, 3, BADGE), before, rules=rules) == Placement()
    rules = PlacementRules(apart=frozenset({frozenset({3, 1})}))
    topic = await placed(embedder, newcomer(embedder, 3, BADGE), before, rules=rules, topics={1: 7, 2: 7})
    assert topic == Placement()


async def test_two_versions_of_one_thing_are_two_questions(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, 1, "upgrade node 18"), newcomer(embedder, 2, "upgrade node 18")]
    assert await placed(embedder, newcomer(embedder, 3, "upgrade node 22"), before) == Placement()


async def test_more_questions_raise_the_gate(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, 1, BADGE), newcomer(embedder, 2, BADGE)]
    third = newcomer(embedder, 3, BADGE)
    few = await placed(embedder, third, before, questions=3)
    many = await placed(embedder, third, before, questions=5_000)
    assert few.founded_with
    assert few.confidence > many.confidence
    never = PlacementRules(gates=Gates(card_highest=9.0, card_growth=1.0))
    assert await placed(embedder, third, before, questions=5_000, rules=never) == Placement()


async def test_clearly_unlike_questions_are_not_looked_at_closer(embedder: WordEmbedder) -> None:
    measure = Closeness(embedder)
    await measure.get_ready()
    embedder.asked_for.clear()
    one = newcomer(embedder, 9, BADGE)
    others = [newcomer(embedder, 1, "print in colour"), newcomer(embedder, 2, "book trains")]
    rules = PlacementRules(gates=Gates(card=0.4))
    assert await place(one, beside(one, others), questions=3, measure=measure, by=rules) == Placement()
    assert embedder.asked_for == []


async def test_many_others_nearby_raise_what_a_group_needs(embedder: WordEmbedder) -> None:
    before = [newcomer(embedder, 1, BADGE), newcomer(embedder, 2, BADGE)]
    nearby = [newcomer(embedder, 10 + n, f"replace badge {word}") for n, word in enumerate(("clip", "lace", "case"))]
    third, rules = newcomer(embedder, 3, BADGE), PlacementRules(gates=Gates(card=0.95, card_highest=9.0))
    assert (await placed(embedder, third, before, rules=rules)).founded_with
    assert await placed(embedder, third, [*before, *nearby], rules=rules) == Placement()
