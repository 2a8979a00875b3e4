"""There is always a draft: the model's, or an extractive one that says why."""

import pytest

from bot.knowledge.drafting import extractive
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.drafting.values import Title
from bot.ports.language_model import (
    BudgetSpent,
    ModelBroken,
    ModelBusy,
    ModelCutOff,
    ModelError,
    ModelMisconfigured,
    ModelPaused,
    ModelRefused,
    ModelSlow,
    ModelUnreachable,
    Usage,
)
from tests.unit.drafting.models import MemoryBudget, ScriptedModel, answer, claim
from tests.unit.drafting.test_extractive import VPN

GOOD = answer(claim("Takes about 2 days", ("M4", "takes about 2 days")))


async def test_without_a_model_the_draft_is_extractive() -> None:
    draft = await Drafter(None).draft(VPN)
    assert draft == extractive.draft(None, VPN)
    assert (draft.made_by, draft.fell_back_because) == ("extractive", None)


async def test_with_a_model_the_draft_is_the_models() -> None:
    draft = await Drafter(ScriptedModel(GOOD)).draft(VPN, title=Title("VPN", None))
    assert (draft.made_by, draft.fell_back_because, draft.title) == ("model", None, "VPN")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ModelRefused, "the language model refused to answer"),
        (ModelCutOff, "the language model's answer was cut off"),
        (ModelBroken, "the language model's answer was not usable"),
        (ModelBusy, "the language model was too busy"),
        (ModelSlow, "the language model did not answer in time"),
        (ModelUnreachable, "the language model could not be reached"),
        (ModelMisconfigured, "the language model's server does not accept the key or the model's name"),
        (ModelPaused, "the language model failed several times in a row and is left alone for a minute"),
        (BudgetSpent, "today's budget for the language model is used up"),
    ],
)
async def test_a_model_that_fails_leaves_an_extractive_draft_that_says_why(error: type[ModelError], why: str) -> None:
    draft = await Drafter(ScriptedModel(error("detail"))).draft(VPN)
    assert draft.made_by == "extractive"
    assert draft.answer == extractive.draft(None, VPN).answer
    assert draft.fell_back_because == f"This draft was put together from the replies themselves, because {why}."


async def test_an_answer_of_another_shape_falls_back_too() -> None:
    draft = await Drafter(ScriptedModel({"answer": 1})).draft(VPN)
    assert draft.fell_back_because is not None
    assert "not usable" in draft.fell_back_because


async def test_what_an_answer_cost_is_settled() -> None:
    budget = MemoryBudget(100_000)
    await Drafter(ScriptedModel(GOOD)).draft(VPN, budget=budget)
    assert budget.spent == {"r0": 1_000}


async def test_a_spent_budget_means_the_model_is_not_asked() -> None:
    model = ScriptedModel(GOOD)
    draft = await Drafter(model).draft(VPN, budget=MemoryBudget(500))
    assert model.requests == []
    assert draft.fell_back_because is not None
    assert "budget" in draft.fell_back_because


@pytest.mark.parametrize(
    ("error", "spent"),
    [
        (ModelCutOff(usage=Usage(900, 2_000)), 2_900),
        (ModelBusy(usage=Usage(0, 0)), 0),
    ],
)
async def test_a_failure_costs_what_it_cost(error: ModelError, spent: int) -> None:
    budget = MemoryBudget(100_000)
    await Drafter(ScriptedModel(error)).draft(VPN, budget=budget)
    assert budget.spent == {"r0": spent}


async def test_where_nobody_knows_the_cost_the_reservation_stays() -> None:
    budget = MemoryBudget(100_000)
    model = ScriptedModel(ModelSlow())
    await Drafter(model).draft(VPN, budget=budget)
    assert budget.spent == {"r0": model.requests[0].most_tokens()}
