"""How alike what sets questions apart is, and how little is embedded to know that."""

from itertools import product

import pytest

from bot.knowledge.matching import Closeness
from tests.unit.matching.people import WordEmbedder

GISTS = [
    " ".join(words)
    for words in product(("renew", "order"), ("badge", "staging licence"), ("Lyon", "office Lyon", "London audit"))
]
GROUPS = [
    [(one, two), (one, three), (two, three)] for one, two, three in zip(GISTS, GISTS[1:], GISTS[5:], strict=False)
]


@pytest.mark.parametrize("least", [-1.0, 0.0, 0.3, 0.5, 0.8, 1.0])
async def test_only_a_group_that_stays_under_its_least_is_given_up(least: float) -> None:
    measure = Closeness(WordEmbedder())
    means = await measure.mean_contrasts(GROUPS, [least] * len(GROUPS))
    for pairs, mean in zip(GROUPS, means, strict=True):
        contrasts = await measure.contrasts(pairs)
        expected = sum(contrasts) / len(contrasts)
        assert expected < least if mean is None else mean == pytest.approx(expected)


async def test_a_group_that_cannot_reach_its_least_any_more_costs_no_further_embedding() -> None:
    embedder = WordEmbedder()
    pairs = [("renew badge", "order lunch"), ("renew badge", "print poster"), ("order lunch", "print poster")]
    assert await Closeness(embedder).mean_contrasts([pairs], [0.9]) == [None]
    assert embedder.asked_for == ["renew badge", "order lunch"]


async def test_a_known_pair_is_looked_at_first() -> None:
    embedder = WordEmbedder()
    measure = Closeness(embedder)
    await measure.contrasts([("order lunch", "print poster")])
    pairs = [("renew badge", "order lunch"), ("renew badge", "print poster"), ("order lunch", "print poster")]
    assert await measure.mean_contrasts([pairs], [0.9]) == [None]
    assert embedder.asked_for == ["order lunch", "print poster"]
