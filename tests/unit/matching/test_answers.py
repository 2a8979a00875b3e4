"""Which article answers, and when it is better to keep silent."""

import pytest

from bot.knowledge.matching import Closeness, Fit, Gates, Phrasing, best_answer
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


@pytest.fixture(scope="module")
def measure() -> Closeness:
    return Closeness(LocalEmbedder())


async def answer(measure: Closeness, question: str) -> Fit | None:
    embedder = LocalEmbedder()
    written = [(article, gist) for article, gists in ARTICLES.items() for gist in gists]
    [vector, *vectors] = await embedder.embed([question, *(gist for _, gist in written)])
    known = [
        Phrasing(article, gist, float(other @ vector)) for (article, gist), other in zip(written, vectors, strict=True)
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
