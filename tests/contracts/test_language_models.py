"""The promise of the port LanguageModel, kept against a server that others wrote and against scripted HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from pydantic import ValidationError

from bot.knowledge.drafting import extractive
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.drafting.prompt import SCHEMA
from bot.ports.language_model import (
    ModelBroken,
    ModelBusy,
    ModelCutOff,
    ModelError,
    ModelMisconfigured,
    ModelPaused,
    ModelRefused,
    ModelSlow,
    ModelUnreachable,
    StructuredRequest,
    Usage,
)
from bot.providers import language_models
from bot.providers.language_models.openai import OpenAIModel, Options
from tests.counterparts.aimock import AiMock, aimock
from tests.counterparts.node import free_port
from tests.unit.drafting.models import MemoryBudget, answer, claim
from tests.unit.drafting.test_extractive import VPN

REQUEST = StructuredRequest(
    instructions="Answer with JSON.", data="question", schema_name="cited_draft", schema=SCHEMA, max_output_tokens=50
)
DRAFT = json.dumps(answer(claim("Takes about 2 days", ("M4", "takes about 2 days"))))


@pytest.fixture
async def server() -> AsyncIterator[AiMock]:
    async with aimock() as running:
        yield running


async def made(build: Callable[[], OpenAIModel]) -> AsyncIterator[OpenAIModel]:
    model = build()
    yield model
    await model.aclose()


@pytest.fixture(params=["chat", "responses"])
def api(request: pytest.FixtureRequest) -> str:
    """What THRICE_MODEL_API says; a test that takes it runs once with each."""
    return str(request.param)


@pytest.fixture
async def model(server: AiMock, api: str) -> AsyncIterator[OpenAIModel]:
    async for model in made(lambda: OpenAIModel(options(base_url=server.base_url, api=api))):
        yield model


def options(**changed: Any) -> Options:
    return Options.model_validate({"api_key": "sk-test", "model": "test-model", "deadline_seconds": 60, **changed})


# --- against aimock ---------------------------------------------------------------------------------------------


@pytest.mark.node
async def test_a_structured_answer_comes_back_parsed_with_what_it_cost(server: AiMock, model: OpenAIModel) -> None:
    await server.answers('{"answer": []}', usage={"prompt_tokens": 11, "completion_tokens": 7})
    reply = await model.complete(REQUEST)
    assert reply.data == {"answer": []}
    assert reply.usage == Usage(11, 7)
    (seen,) = await server.requests()
    assert seen["model"] == "test-model"
    assert [message["role"] for message in seen["messages"]] == ["system", "user"]
    assert "tools" not in seen


@pytest.mark.node
async def test_a_whole_draft_is_written_by_the_model(server: AiMock, model: OpenAIModel) -> None:
    await server.answers(DRAFT, usage={"prompt_tokens": 11, "completion_tokens": 7})
    budget = MemoryBudget(100_000)
    draft = await Drafter(model).draft(VPN, budget=budget)
    assert draft.made_by == "model"
    assert [statement.text for statement in draft.answer] == ["Takes about 2 days"]
    assert budget.spent["r0"] == 18


BROKEN: list[tuple[str, dict[str, Any], type[ModelError]]] = [
    ("not json at all", {}, ModelBroken),
    ('{"answer": [', {}, ModelBroken),
    ("[1, 2]", {}, ModelBroken),
    ('{"answer": [', {"finishReason": "length"}, ModelCutOff),
    ("I will not", {"finishReason": "content_filter"}, ModelRefused),
]


@pytest.mark.node
@pytest.mark.parametrize(("content", "overrides", "error"), BROKEN)
async def test_a_useless_answer_is_named_for_what_it_is(
    server: AiMock, model: OpenAIModel, api: str, content: str, overrides: dict[str, Any], error: type[ModelError]
) -> None:
    if (api, error) == ("responses", ModelRefused):
        pytest.skip("of a filtered response aimock says that it failed, without the reason that OpenAI gives")
    await server.answers(content, **overrides)
    with pytest.raises(error) as caught:
        await model.complete(REQUEST)
    assert caught.value.usage is not None, "what a useless answer cost is known"


CHAOS: list[tuple[dict[str, float], type[ModelError]]] = [
    ({"rateLimitRate": 1}, ModelBusy),
    ({"dropRate": 1}, ModelUnreachable),
    ({"disconnectRate": 1}, ModelUnreachable),
    ({"malformedRate": 1}, ModelBroken),
]


@pytest.mark.node
@pytest.mark.parametrize(("rates", "error"), CHAOS)
async def test_a_failing_server_is_named_for_how_it_fails_and_costs_no_draft(
    server: AiMock, model: OpenAIModel, rates: dict[str, float], error: type[ModelError]
) -> None:
    await server.answers(DRAFT)
    await server.chaos(**rates)
    with pytest.raises(error):
        await model.complete(REQUEST)
    draft = await Drafter(model).draft(VPN)
    assert draft.answer == extractive.draft(None, VPN).answer
    assert (
        draft.fell_back_because == f"This draft was put together from the replies themselves, because {error.reason}."
    )


@pytest.mark.node
async def test_a_slow_server_is_not_waited_for(server: AiMock) -> None:
    await server.answers(DRAFT)
    await server.chaos(latencyMs=20_000)
    async for model in made(lambda: OpenAIModel(options(base_url=server.base_url, deadline_seconds=0.5))):
        await _warmed_up(model)
        started = asyncio.get_running_loop().time()
        with pytest.raises(ModelSlow):
            await model.complete(REQUEST)
        assert asyncio.get_running_loop().time() - started < 3


async def _warmed_up(model: OpenAIModel) -> None:
    """The first request imports the client, which takes about a second."""
    with pytest.raises(ModelSlow):
        await model.complete(REQUEST)


@pytest.mark.node
@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_server_that_does_not_know_us_says_so(server: AiMock, model: OpenAIModel, status: int) -> None:
    await server.refuses_with(status, "no")
    with pytest.raises(ModelMisconfigured):
        await model.complete(REQUEST)


@pytest.mark.node
async def test_after_three_failures_the_server_is_left_alone(server: AiMock, model: OpenAIModel) -> None:
    await server.refuses_with(401, "no")
    for _ in range(3):
        with pytest.raises(ModelMisconfigured):
            await model.complete(REQUEST)
    seen = len(await server.requests())
    with pytest.raises(ModelPaused):
        await model.complete(REQUEST)
    assert len(await server.requests()) == seen


async def test_a_dead_server_is_unreachable() -> None:
    address = f"http://127.0.0.1:{free_port()}/v1"
    async for model in made(lambda: OpenAIModel(options(base_url=address))):
        with pytest.raises(ModelUnreachable):
            await model.complete(REQUEST)


# --- what goes over the wire, which aimock does not keep ---------------------------------------------------------


class Wire:
    """Scripted HTTP: gives the answers in turn, the last one for ever, and keeps the bodies it was sent."""

    def __init__(self, *answers: httpx2.Response) -> None:
        self._answers = list(answers)
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.bodies.append(json.loads(request.content))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return httpx2.Response(answer.status_code, content=answer.content, headers={"content-type": "application/json"})


def completion(content: str | None = "{}", finish: str = "stop", **message: Any) -> httpx2.Response:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return httpx2.Response(200, json=body)


def error(status: int, code: str | None = None) -> httpx2.Response:
    return httpx2.Response(status, json={"error": {"message": "no", "code": code}})


async def asked(wire: Wire, request: StructuredRequest = REQUEST, *, api: str = "chat") -> dict[str, Any]:
    model = OpenAIModel(options(api=api), transport=httpx2.MockTransport(wire))
    try:
        return (await model.complete(request)).data
    finally:
        await model.aclose()


async def test_the_schema_is_sent_strict_with_a_limit_and_without_tools() -> None:
    wire = Wire(completion())
    await asked(wire)
    (body,) = wire.bodies
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "cited_draft", "schema": SCHEMA, "strict": True},
    }
    assert body["max_completion_tokens"] == 50
    assert body["messages"][1] == {"role": "user", "content": "question"}
    assert not {"tools", "functions", "stream", "user", "metadata"} & set(body)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_without_schemas_is_asked_for_plain_json(status: int) -> None:
    wire = Wire(error(status), completion('{"a": 1}'))
    assert await asked(wire) == {"a": 1}
    assert wire.bodies[1]["response_format"] == {"type": "json_object"}
    assert '"additionalProperties"' in wire.bodies[1]["messages"][0]["content"]


async def test_a_server_without_json_at_all_is_of_no_use() -> None:
    with pytest.raises(ModelBroken):
        await asked(Wire(error(400)))


@pytest.mark.parametrize(
    "refusal",
    [
        completion(None, refusal="I can't help with that."),
        completion("", finish="content_filter"),
        error(400, "content_filter"),
        error(400, "content_policy_violation"),
    ],
)
async def test_a_refusal_is_a_refusal_however_it_is_put(refusal: httpx2.Response) -> None:
    with pytest.raises(ModelRefused):
        await asked(Wire(refusal))


@pytest.mark.parametrize(
    "oddity",
    [
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"choices": []}),
        httpx2.Response(200, json={"choices": None}),
        httpx2.Response(200, json=[1]),
        httpx2.Response(200, json="text"),
        httpx2.Response(200, json=None),
        httpx2.Response(200, content=b"<html>gateway</html>"),
        httpx2.Response(200, content=b"\xff\xfe"),
        completion(None),
        completion("[" * 20_000),
        httpx2.Response(200, json={"choices": [{"message": None, "finish_reason": "stop"}]}),
        httpx2.Response(200, json={"choices": ["x"]}),
        httpx2.Response(200, json={"choices": {"0": 1}}),
    ],
)
async def test_whatever_a_server_sends_a_model_error_comes_of_it(oddity: httpx2.Response) -> None:
    with pytest.raises(ModelError):
        await asked(Wire(oddity))


async def test_one_retry_and_no_more() -> None:
    wire = Wire(error(500))
    with pytest.raises(ModelUnreachable):
        await asked(wire)
    assert len(wire.bodies) == 2


# --- the registry ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", language_models.NAMES)
def test_every_provider_is_built_by_name(name: str) -> None:
    assert hasattr(language_models.build(name, {"api_key": "k", "model": "m"}), "complete")


def test_an_unknown_provider_lists_the_choices() -> None:
    with pytest.raises(ValueError, match="Choose one of: openai"):
        language_models.build("oracle", {})


def test_a_wrong_option_names_itself() -> None:
    with pytest.raises(ValidationError, match="deadline_seconds"):
        options(deadline_seconds=0)


def test_the_key_is_not_shown() -> None:
    assert "sk-test" not in repr(options())
