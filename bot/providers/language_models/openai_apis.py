"""OpenAI's two ways to ask for one structured answer: chat completions, which every server knows, and Responses."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from bot.ports.language_model import (
    ModelBroken,
    ModelBusy,
    ModelCutOff,
    ModelError,
    ModelRefused,
    ModelUnreachable,
    StructuredReply,
    StructuredRequest,
    Usage,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI

REFUSAL_CODES: Final = frozenset(
    {
        "bio_policy", "content_filter", "content_policy_violation", "misalignment_policy_violation",
        "moderation_blocked",
    }
)  # fmt: skip
"""Errors by which a server says that it will not, rather than that it cannot."""


class Api(Protocol):
    """One way to ask. Servers leave out what OpenAI's types promise, so nothing in an answer is trusted."""

    async def ask(
        self, client: "AsyncOpenAI", model: str, instructions: str, request: StructuredRequest, *, strictly: bool
    ) -> object:
        """Send the request, bound by its schema or, not `strictly`, to be any JSON object; return the answer."""
        ...

    def read(self, answer: object) -> StructuredReply:
        """Return what was answered. Raises a ModelError."""
        ...


class ChatCompletions:
    """`POST /chat/completions`."""

    async def ask(
        self, client: "AsyncOpenAI", model: str, instructions: str, request: StructuredRequest, *, strictly: bool
    ) -> object:
        """See `Api`."""
        response_format: Any = {"type": "json_schema", "json_schema": _strict(request)}
        return await client.chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": instructions}, {"role": "user", "content": request.data}],
            max_completion_tokens=request.max_output_tokens,
            response_format=response_format if strictly else {"type": "json_object"},
        )

    def read(self, answer: object) -> StructuredReply:
        """See `Api`."""
        usage = _usage(answer, "prompt_tokens", "completion_tokens")
        choices = getattr(answer, "choices", None)
        if not isinstance(choices, list) or not choices:
            raise ModelBroken("no choices", usage=usage)
        message, finish = getattr(choices[0], "message", None), getattr(choices[0], "finish_reason", None)
        if getattr(message, "refusal", None) or finish == "content_filter":
            raise ModelRefused(usage=usage)
        if finish == "length":
            raise ModelCutOff(usage=usage)
        return StructuredReply(_object(getattr(message, "content", None), usage), usage)


class Responses:
    """`POST /responses`, with nothing kept at the server."""

    async def ask(
        self, client: "AsyncOpenAI", model: str, instructions: str, request: StructuredRequest, *, strictly: bool
    ) -> object:
        """See `Api`."""
        # Not as `instructions`: for a plain JSON object the server demands the word JSON in the input itself.
        said: Any = [{"role": "system", "content": instructions}, {"role": "user", "content": request.data}]
        form: Any = {"type": "json_schema", **_strict(request)} if strictly else {"type": "json_object"}
        return await client.responses.create(
            model=model,
            input=said,
            max_output_tokens=request.max_output_tokens,
            text={"format": form},
            store=False,
        )

    def read(self, answer: object) -> StructuredReply:
        """See `Api`."""
        usage = _usage(answer, "input_tokens", "output_tokens")
        parts = _parts(answer)
        if any(getattr(part, "type", None) == "refusal" for part in parts):
            raise ModelRefused(usage=usage)
        if (unfinished := _unfinished(answer, usage)) is not None:
            raise unfinished
        texts = [getattr(part, "text", None) for part in parts if getattr(part, "type", None) == "output_text"]
        if not texts or not all(isinstance(text, str) for text in texts):
            raise ModelBroken("no output", usage=usage)
        return StructuredReply(_object("".join(map(str, texts)), usage), usage)


APIS: Final[Mapping[Literal["chat", "responses"], Api]] = {"chat": ChatCompletions(), "responses": Responses()}


def _strict(request: StructuredRequest) -> Any:
    return {"name": request.schema_name, "schema": dict(request.schema), "strict": True}


def _parts(answer: object) -> list[object]:
    """Return the parts of what the model says in a response; its reasoning, which comes beside them, is left out."""
    output = getattr(answer, "output", None)
    said = [item for item in _list(output) if getattr(item, "type", None) == "message"]
    return [part for item in said for part in _list(getattr(item, "content", None))]


def _unfinished(answer: object, usage: Usage | None) -> ModelError | None:
    """Return why a response is not whole, or none where it is, or does not say."""
    reason = getattr(getattr(answer, "incomplete_details", None), "reason", None)
    code = getattr(getattr(answer, "error", None), "code", None)
    match getattr(answer, "status", None):
        case "incomplete" if reason == "content_filter":
            return ModelRefused(usage=usage)
        case "incomplete":
            return ModelCutOff(usage=usage)
        case "failed" if code in REFUSAL_CODES:
            return ModelRefused(usage=usage)
        case "failed" if code == "rate_limit_exceeded":
            return ModelBusy(usage=usage)
        case "failed" if code == "server_error":
            return ModelUnreachable(usage=usage)
        case "failed":
            return ModelBroken(f"failed: {code}", usage=usage)
    return None


def _list(held: object) -> list[object]:
    return held if isinstance(held, list) else []


def _object(content: object, usage: Usage | None) -> dict[str, Any]:
    try:
        data = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        raise ModelBroken("not JSON", usage=usage) from None
    if not isinstance(data, dict):
        raise ModelBroken("no JSON object", usage=usage)
    return data


def _usage(answer: object, asked: str, answered: str) -> Usage | None:
    told = getattr(answer, "usage", None)
    spent = (getattr(told, asked, None), getattr(told, answered, None))
    return Usage(*spent) if all(isinstance(tokens, int) for tokens in spent) else None  # type: ignore[arg-type]
