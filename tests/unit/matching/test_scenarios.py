"""Real paraphrases fire and near misses do not, counted over the blocks in tests/scenarios_data."""

import pytest

from bot.knowledge.detection import find_question
from bot.knowledge.evaluation import Stream
from bot.knowledge.matching import Closeness, embed_questions
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


@pytest.fixture(scope="module")
def measure(embedder: LocalEmbedder) -> Closeness:
    return Closeness(embedder)


async def drafts(embedder: LocalEmbedder, measure: Closeness, block: Block) -> int:
    """How many topics fire when three people ask the three questions of a block in a new workspace."""
    stream = Stream(embedder, measure=measure)
    for number, text in enumerate(block):
        question = find_question(text)
        if question is not None and question.worth_capturing:
            [vector] = await embed_questions(embedder, [question.gist])
            await stream.ask(number, f"U{number}", question.gist, vector)
    return len(stream.fired)


async def told_apart(embedder: LocalEmbedder, measure: Closeness, name: str, wanted: int) -> list[str]:
    """The first question of each block of `name` for which not as many topics fire as are wanted."""
    return [block[0] for block in blocks(name) if await drafts(embedder, measure, block) != wanted]


@pytest.mark.parametrize(("name", "least"), [("trios", 17 / 20), ("dev_trios", 17 / 20), ("held_out_trios", 16 / 20)])
async def test_real_paraphrases_fire(
    embedder: LocalEmbedder, measure: Closeness, capsys: pytest.CaptureFixture[str], name: str, least: float
) -> None:
    silent, total = await told_apart(embedder, measure, name, 1), len(blocks(name))
    with capsys.disabled():
        print(f"\n{name} that fire: {total - len(silent)} of {total}; {_shown(name, silent)}")  # noqa: T201 - the figure is asked for
    told = 1 - len(silent) / total
    assert told >= least


@pytest.mark.parametrize(
    ("name", "least"), [("near_misses", 19 / 20), ("dev_near_misses", 19 / 20), ("held_out_near_misses", 18 / 23)]
)
async def test_near_misses_do_not(
    embedder: LocalEmbedder, measure: Closeness, capsys: pytest.CaptureFixture[str], name: str, least: float
) -> None:
    fired, total = await told_apart(embedder, measure, name, 0), len(blocks(name))
    with capsys.disabled():
        print(f"\n{name} apart: {total - len(fired)} of {total}; {_shown(name, fired)}")  # noqa: T201 - the figure is asked for
    told = 1 - len(fired) / total
    assert told >= least


def _shown(name: str, wrong: list[str]) -> str:
    """Which went wrong. Of what is held out the number only: whoever reads more would tune to it."""
    return "held out" if name.startswith("held_out") else f"wrong: {wrong}"


async def test_three_ways_to_ask_for_vpn_access_are_one_topic(embedder: LocalEmbedder, measure: Closeness) -> None:
    assert await drafts(embedder, measure, OF_THE_ISSUE) == 1


async def test_access_a_certificate_and_an_outage_are_three(embedder: LocalEmbedder, measure: Closeness) -> None:
    assert await drafts(embedder, measure, NOT_OF_THE_ISSUE) == 0


@pytest.mark.parametrize(
    ("twice", "once"),
    [
        ("Who orders a second monitor for my desk?", "Where do I park my car at the Lyon office?"),
        ("Who orders a second monitor for my desk?", "Where do I book the big meeting room?"),
        ("How do I claim my travel expenses back?", "How do I request annual leave for the summer?"),
    ],
)
async def test_two_who_use_the_same_words_draw_no_third_question_in(
    embedder: LocalEmbedder, measure: Closeness, twice: str, once: str
) -> None:
    assert await drafts(embedder, measure, (twice, twice, once)) == 0
    assert await drafts(embedder, measure, (twice, once, twice)) == 0
    assert await drafts(embedder, measure, (once, twice, twice)) == 0
    assert await drafts(embedder, measure, (twice, twice, twice)) == 1
