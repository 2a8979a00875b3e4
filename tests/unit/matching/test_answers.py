"""Which article answers, and when it is better to keep silent."""

from collections.abc import Mapping

import pytest

from bot.knowledge.matching import Closeness, Fit, Gates, Phrasing, best_answer, embed_questions
from bot.providers.embedders.local import LocalEmbedder

ARTICLES = {
    1: [
        "How do I get VPN access?",
        "who hands out vpn accounts?",
        "Where can I request access to the VPN as a new joiner?",
    ],
    2: ["How do I claim travel expenses?", "Where do I submit receipts from a work trip?"],
    3: ["How do I book a meeting room?"],
    4: ["How do I upgrade node to version 18?"],
}
ELSEWHERE = {5: ["How can I reserve a meeting room?"]}
"""What another audience wrote of one of them."""


@pytest.fixture(scope="module")
def measure() -> Closeness:
    return Closeness(LocalEmbedder())


async def answer(measure: Closeness, question: str, away: Mapping[int, int] | None = None) -> Fit | None:
    embedder = LocalEmbedder()
    articles = ARTICLES if away is None else ARTICLES | ELSEWHERE
    written = [(article, gist) for article, gists in articles.items() for gist in gists]
    [vector, *vectors] = await embed_questions(embedder, [question, *(gist for _, gist in written)])
    known = [
        Phrasing(article, gist, float(other @ vector), (away or {}).get(article, 0))
        for (article, gist), other in zip(written, vectors, strict=True)
    ]
    known.sort(key=lambda phrasing: -phrasing.score)
    return await best_answer(question, vector, known, known=len(known), measure=measure, gates=Gates())


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("how can I get access to the vpn?", 1),
        ("where do I apply for a VPN account", 1),
        ("how do I get my travel expenses back?", 2),
        ("how do I reserve a meeting room for tomorrow?", 3),
    ],
)
async def test_the_fourth_to_ask_gets_the_article(measure: Closeness, question: str, article: int) -> None:
    fit = await answer(measure, question)
    assert fit is not None
    assert fit.article == article
    assert 0.9 <= fit.confidence <= 1


@pytest.mark.parametrize(
    "question",
    [
        "How do I renew my VPN certificate?",
        "Is the VPN down?",
        "How do I cancel a meeting room booking?",
        "How do I upgrade node to version 22?",
        "Where is the cake?",
        "",
    ],
)
async def test_below_the_gate_it_keeps_silent(measure: Closeness, question: str) -> None:
    assert await answer(measure, question) is None


async def test_without_articles_there_is_no_answer(measure: Closeness) -> None:
    [vector] = await LocalEmbedder().embed(["How do I get VPN access?"])
    assert await best_answer("", vector, [], known=0, measure=measure, gates=Gates()) is None


@pytest.mark.parametrize(
    ("away", "article"), [({3: 0, 5: 2}, 3), ({3: 2, 5: 1}, 5), ({3: 1, 5: 0}, 5), ({2: 0, 3: 2, 5: 2}, 5)]
)
async def test_of_two_that_fit_the_one_of_the_nearer_audience_answers(
    measure: Closeness, away: dict[int, int], article: int
) -> None:
    fit = await answer(measure, "How can I reserve a meeting room?", {1: 0, 2: 1, 4: 0, **away})
    assert fit is not None
    assert fit.article == article
