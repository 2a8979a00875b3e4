"""Cards by a language model behind a server that others wrote: they come over the wire, and failing costs no card."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.learning.cards import rules
from bot.learning.cards.maker import CardMaker
from bot.providers.language_models.openai import OpenAIModel, Options
from tests.counterparts.aimock import AiMock, aimock
from tests.unit.drafting.models import MemoryBudget
from tests.unit.learning.pages import VPN
from tests.unit.learning.test_modelled_cards import GOOD, cards


@pytest.fixture
async def server() -> AsyncIterator[AiMock]:
    async with aimock() as running:
        yield running


@pytest.fixture
async def maker(server: AiMock) -> AsyncIterator[CardMaker]:
    options = {"api_key": "sk-test", "model": "test-model", "base_url": server.base_url, "deadline_seconds": 10}
    model = OpenAIModel(Options.model_validate(options))
    yield CardMaker(model)
    await model.aclose()


@pytest.mark.node
async def test_cards_of_a_model_come_over_the_wire(server: AiMock, maker: CardMaker) -> None:
    await server.answers(json.dumps(cards(GOOD)))
    budget = MemoryBudget(100_000)
    found = await maker.make(VPN, budget=budget)
    assert ("Who approves a request for access?", "Your manager") in [(card.question, card.answer) for card in found]
    assert 0 < budget.spent["r0"] < 100_000
    [seen] = await server.requests()
    shown = seen["messages"][1]["content"]
    assert "Your manager approves it within two working days." in shown
    assert "Tomas" not in shown, "who said it is nobody's affair there"


@pytest.mark.node
@pytest.mark.parametrize(("content", "finish"), [("not json", None), ("I will not", "content_filter"), ("{", "length")])
async def test_a_useless_answer_costs_no_card(
    server: AiMock, maker: CardMaker, content: str, finish: str | None
) -> None:
    await server.answers(content, **({"finishReason": finish} if finish else {}))
    assert tuple(await maker.make(VPN)) == rules.make(VPN)


@pytest.mark.node
@pytest.mark.parametrize("rates", [{"rateLimitRate": 1}, {"dropRate": 1}, {"malformedRate": 1}])
async def test_a_failing_server_costs_no_card(server: AiMock, maker: CardMaker, rates: dict[str, float]) -> None:
    await server.chaos(**rates)
    assert tuple(await maker.make(VPN)) == rules.make(VPN)
