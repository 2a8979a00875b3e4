"""What goes over the wire where THRICE_MODEL_API is `responses`, and what is made of what comes back."""

from typing import Any

import httpx2
import pytest

from bot.config import Settings
from bot.knowledge.drafting.prompt import SCHEMA
from bot.makers import make_model
from bot.ports.language_model import ModelBroken, ModelBusy, ModelCutOff, ModelError, ModelRefused, ModelUnreachable
from bot.providers.language_models.openai import OpenAIModel
from tests.contracts.test_language_models import REQUEST, Wire, error, options


def text(said: str) -> dict[str, Any]:
    return {"type": "output_text", "text": said, "annotations": []}


def response(*parts: dict[str, Any], **fields: Any) -> httpx2.Response:
    thought = {"type": "reasoning", "id": "rs_1", "summary": [], "content": [{"type": "reasoning_text", "text": "{"}]}
    said = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": list(parts)}
    body = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "status": "completed"}
    return httpx2.Response(200, json={**body, "output": [thought, said], **fields})


async def asked(wire: Wire) -> dict[str, Any]:
    model = OpenAIModel(options(api="responses"), transport=httpx2.MockTransport(wire))
    try:
        return (await model.complete(REQUEST)).data
    finally:
        await model.aclose()


async def test_the_schema_is_sent_strict_and_nothing_is_to_be_stored() -> None:
    wire = Wire(response(text('{"a"'), text(": 1}")))
    assert await asked(wire) == {"a": 1}
    (body,) = wire.bodies
    assert body == {
        "model": "test-model",
        "input": [{"role": "system", "content": "Answer with JSON."}, {"role": "user", "content": "question"}],
        "max_output_tokens": 50,
        "text": {"format": {"type": "json_schema", "name": "cited_draft", "schema": SCHEMA, "strict": True}},
        "store": False,
    }


async def test_a_server_without_schemas_is_asked_for_plain_json_in_the_input_itself() -> None:
    wire = Wire(error(400), response(text('{"a": 1}')))
    assert await asked(wire) == {"a": 1}
    told = wire.bodies[1]
    assert told["text"] == {"format": {"type": "json_object"}}
    assert '"additionalProperties"' in told["input"][0]["content"]
    assert told["store"] is False


REFUSED: list[httpx2.Response] = [
    response({"type": "refusal", "refusal": "I can't help with that."}),
    response(status="incomplete", incomplete_details={"reason": "content_filter"}),
    response(status="failed", error={"code": "bio_policy", "message": "no"}),
    error(400, "content_filter"),
]
UNFINISHED: list[tuple[httpx2.Response, type[ModelError]]] = [
    *((refused, ModelRefused) for refused in REFUSED),
    (response(text('{"a'), status="incomplete", incomplete_details={"reason": "max_output_tokens"}), ModelCutOff),
    (response(status="failed", error={"code": "rate_limit_exceeded", "message": "no"}), ModelBusy),
    (response(status="failed", error={"code": "server_error", "message": "no"}), ModelUnreachable),
    (response(status="failed", error={"code": "invalid_image", "message": "no"}), ModelBroken),
    (response(status="failed", error=None), ModelBroken),
]


@pytest.mark.parametrize(("answer", "kind"), UNFINISHED)
async def test_an_answer_that_is_none_is_named_for_what_it_is(answer: httpx2.Response, kind: type[ModelError]) -> None:
    with pytest.raises(kind):
        await asked(Wire(answer))


@pytest.mark.parametrize(
    "oddity",
    [
        httpx2.Response(200, json={}),
        httpx2.Response(200, json=[1]),
        httpx2.Response(200, json=None),
        httpx2.Response(200, content=b"<html>gateway</html>"),
        response(),
        response(text("[1]")),
        response(text("[" * 20_000)),
        response({"type": "output_text", "text": None}),
        response({"type": "output_text"}),
        response(output=None),
        response(output=["x"]),
        response(output=[{"type": "message", "content": "x"}]),
        response(output={"0": 1}),
    ],
)
async def test_whatever_a_server_sends_a_model_error_comes_of_it(oddity: httpx2.Response) -> None:
    with pytest.raises(ModelError):
        await asked(Wire(oddity))


async def test_the_setting_chooses() -> None:
    common = {"THRICE_MODEL": "m", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    for said, api in ({}, "chat"), ({"THRICE_MODEL_API": "responses"}, "responses"):
        model = make_model(Settings({**common, **said}).model)
        assert isinstance(model, OpenAIModel)
        assert model.api == api
