"""Any server that speaks OpenAI's protocol: OpenAI itself, vLLM, Ollama, llama.cpp, a gateway."""

import asyncio
import importlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import httpx2
from pydantic import BaseModel, Field, SecretStr

from bot.ports.language_model import (
    ModelBroken,
    ModelBusy,
    ModelMisconfigured,
    ModelRefused,
    ModelSlow,
    ModelUnreachable,
    StructuredReply,
    StructuredRequest,
    Usage,
)
from bot.providers.language_models.circuit_breaker import CircuitBreaker, MonotonicClock, monotonic
from bot.providers.language_models.openai_apis import APIS, REFUSAL_CODES

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_CONNECT_SECONDS: Final = 5.0


class Options(BaseModel, frozen=True):
    """`api_key`, `base_url` (None: OpenAI's), `model`, which API, and how long one answer may take, in seconds."""

    api_key: SecretStr
    model: str = Field(min_length=1)
    base_url: str | None = None
    api: Literal["chat", "responses"] = "chat"
    deadline_seconds: float = Field(default=25.0, gt=0, le=300)
    failures_until_pause: int = Field(default=3, ge=1)
    pause_seconds: float = Field(default=60.0, gt=0)


def build(options: Mapping[str, object]) -> "OpenAIModel":
    """The provider with its options. Opens no connection and does not import `openai` yet."""
    return OpenAIModel(Options.model_validate(options))


class OpenAIModel:
    """Answers structured requests through one client, behind a deadline and a circuit breaker of its own."""

    def __init__(
        self,
        options: Options,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        clock: MonotonicClock = monotonic,
    ) -> None:
        self._options = options
        self._transport = transport
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()
        self._breaker = CircuitBreaker(
            after=options.failures_until_pause, pause_seconds=options.pause_seconds, clock=clock
        )

    @property
    def api(self) -> str:
        """Which of the server's two ways to be asked is used."""
        return self._options.api

    async def complete(self, request: StructuredRequest) -> StructuredReply:
        """See LanguageModel. Servers that do not know json_schema are asked once more for a plain JSON object."""
        with self._breaker.attempt():
            try:
                # The client's own timeouts start anew with every byte and every retry; this one does not.
                async with asyncio.timeout(self._options.deadline_seconds):
                    return await self._ask(request)
            except TimeoutError:
                raise ModelSlow(f"no answer within {self._options.deadline_seconds:g} s") from None

    async def aclose(self) -> None:
        """Close the connections. The provider can be used again afterwards."""
        client, self._client = self._client, None
        if client:
            await client.close()

    async def _ask(self, request: StructuredRequest) -> StructuredReply:
        client = await self._connected()
        try:
            return await self._once(client, request.instructions, request, strictly=True)
        except _SchemaNotSupported:
            schema = json.dumps(dict(request.schema), ensure_ascii=False)
            told = f"{request.instructions}\n\nAnswer with one JSON object that fits this JSON Schema:\n{schema}"
        try:
            return await self._once(client, told, request, strictly=False)
        except _SchemaNotSupported as refusal:
            raise ModelBroken("the server accepts neither json_schema nor json_object") from refusal

    async def _connected(self) -> "AsyncOpenAI":
        async with self._opening:
            if self._client is None:
                # Importing the package takes about a second: not on the event loop, and not before it is needed.
                openai = await asyncio.to_thread(importlib.import_module, "openai")
                seconds = self._options.deadline_seconds
                timeout = httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
                self._client = openai.AsyncOpenAI(
                    api_key=self._options.api_key.get_secret_value(),
                    base_url=self._options.base_url,
                    max_retries=1,
                    timeout=timeout,
                    http_client=httpx2.AsyncClient(transport=self._transport, timeout=timeout, follow_redirects=False),
                )
            return self._client

    async def _once(
        self, client: "AsyncOpenAI", instructions: str, request: StructuredRequest, *, strictly: bool
    ) -> StructuredReply:
        from openai import OpenAIError

        api = APIS[self._options.api]
        try:
            answer = await api.ask(client, self._options.model, instructions, request, strictly=strictly)
        except (OpenAIError, ValueError) as error:  # a body that is no JSON comes out as a bare ValueError
            raise _translated(error) from error
        return api.read(answer)


class _SchemaNotSupported(Exception):
    """The server answered 400 or 422: it may not know the response format asked for."""


def _translated(error: Exception) -> Exception:
    import openai

    code = getattr(error, "code", None)
    match error:
        case _ if code in REFUSAL_CODES:
            return ModelRefused(f"content filter: {code}", usage=None)
        case openai.APITimeoutError():
            return ModelSlow("the client timed out")
        case openai.RateLimitError():
            return ModelBusy(f"HTTP 429 {code or ''}".strip(), usage=Usage(0, 0))
        case openai.AuthenticationError() | openai.PermissionDeniedError() | openai.NotFoundError():
            return ModelMisconfigured(f"HTTP {error.status_code}", usage=Usage(0, 0))
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return _SchemaNotSupported()
        case openai.APIStatusError():
            return ModelUnreachable(f"HTTP {error.status_code}")
        case openai.APIConnectionError():
            return ModelUnreachable(type(error.__cause__ or error).__name__)
    return ModelBroken(type(error).__name__)
