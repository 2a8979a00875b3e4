"""Real paraphrases fire and near misses do not, counted over the blocks in tests/scenarios_data."""

from collections.abc import AsyncIterator

import pytest

from bot.knowledge.detection import find_question
from bot.knowledge.evaluation import Stream
from bot.providers.embedders.local import LocalEmbedder
from tests.scenarios_data.blocks import Block, blocks

OF_THE_ISSUE = (
    "How do I get VPN access?",
    "anyone know who hands out vpn accounts? can't connect from home",
    "Where can I request access to the VPN as a new joiner?",
)
NOT_OF_THE_ISSUE = "How do I get VPN access?", "How do I renew my VPN certificate?", "Is the VPN down?"


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder()


async def drafts(embedder: LocalEmbedder, block: Block) -> int:
    """How many topics fire when three people ask the three questions of a block in a new workspace."""
    stream = Stream(embedder)
    for number, text in enumerate(block):
        question = find_question(text)
        if question is not None and question.worth_capturing:
            [vector] = await embedder.embed([question.gist])
            await stream.ask(number, f"U{number}", question.gist, vector)
    return len(stream.fired)


async def counted(embedder: LocalEmbedder, found: list[Block]) -> AsyncIterator[tuple[Block, bool]]:
    for block in found:
        yield block, await drafts(embedder, block) == 1


async def test_seventeen_of_twenty_trios_fire(embedder: LocalEmbedder, capsys: pytest.CaptureFixture[str]) -> None:
    told = [(block, fired) async for block, fired in counted(embedder, blocks("trios"))]
    right = sum(fired for _, fired in told)
    with capsys.disabled():
        print(f"\ntrios that fire: {right} of {len(told)}; silent: {[b[0] for b, fired in told if not fired]}")  # noqa: T201 - the figure is asked for
    assert right / len(told) >= 17 / 20


async def test_nineteen_of_twenty_near_misses_do_not(
    embedder: LocalEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [(block, not fired) async for block, fired in counted(embedder, blocks("near_misses"))]
    right = sum(silent for _, silent in told)
    with capsys.disabled():
        print(f"\nnear misses apart: {right} of {len(told)}; fired: {[b[0] for b, quiet in told if not quiet]}")  # noqa: T201 - the figure is asked for
    assert right / len(told) >= 19 / 20


async def test_three_ways_to_ask_for_vpn_access_are_one_topic(embedder: LocalEmbedder) -> None:
    assert await drafts(embedder, OF_THE_ISSUE) == 1


async def test_access_a_certificate_and_an_outage_are_three(embedder: LocalEmbedder) -> None:
    assert await drafts(embedder, NOT_OF_THE_ISSUE) == 0


@pytest.mark.parametrize(
    ("twice", "once"),
    [
        ("Who orders a second monitor for my desk?", "Where do I park my car at the Lyon office?"),
        ("Who orders a second monitor for my desk?", "Where do I book the big meeting room?"),
        ("How do I claim my travel expenses back?", "How do I request annual leave for the summer?"),
    ],
)
async def test_two_who_use_the_same_words_draw_no_third_question_in(
    embedder: LocalEmbedder, twice: str, once: str
) -> None:
    assert await drafts(embedder, (twice, twice, once)) == 0
    assert await drafts(embedder, (twice, once, twice)) == 0
    assert await drafts(embedder, (once, twice, twice)) == 0
    assert await drafts(embedder, (twice, twice, twice)) == 1
