"""Embeddings from OpenAI or any server that speaks its protocol (THRICE_EMBEDDINGS=openai)."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.ports.embedder import EmbedderUnavailable

if TYPE_CHECKING:
    from openai import AsyncOpenAI

DEADLINE_SECONDS = 20.0
BATCH = 64
LONGEST_TEXT = 4_000
"""Characters sent of a text: what is asked stands in them, and no request grows beyond a server's limit."""


class OpenAIEmbedder:
    """A remote embedder with a deadline for every request and one retry inside it."""

    def __init__(self, *, api_key: str, base_url: str | None, model: str, dimensions: int, deadline: float) -> None:
        self.model_id = f"{model}:{dimensions}"
        self.dimensions = dimensions
        self._model = model
        self._deadline = deadline
        self._key, self._base_url = api_key, base_url

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed`."""
        done = [await self._request(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate([np.empty((0, self.dimensions), np.float32), *done])

    async def close(self) -> None:
        """Close the connections."""
        if "_client" in self.__dict__:
            await self._client.close()

    @cached_property
    def _client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        return AsyncOpenAI(api_key=self._key, base_url=self._base_url, max_retries=1, timeout=self._deadline)

    async def _request(self, texts: Sequence[str]) -> NDArray[np.float32]:
        from openai import OpenAIError, omit

        # Only this family takes a length; servers of other models refuse the argument.
        length = self.dimensions if self._model.startswith("text-embedding-3") else omit
        try:
            async with asyncio.timeout(self._deadline):
                answer = await self._client.embeddings.create(
                    model=self._model,
                    input=[_sendable(text) for text in texts],
                    dimensions=length,
                    encoding_format="float",
                )
            rows = [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
            vectors = np.array(rows, dtype=np.float32)
        except TimeoutError:
            raise EmbedderUnavailable(f"no embeddings within {self._deadline:g} s") from None
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            # The client lets malformed answers through as whatever error they cause.
            raise EmbedderUnavailable(f"no embeddings: {type(error).__name__}") from error
        if vectors.shape != (len(texts), self.dimensions):
            raise EmbedderUnavailable(f"asked for {len(texts)} x {self.dimensions} numbers, got {vectors.shape}")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise EmbedderUnavailable("an embedding has no direction")
        unit: NDArray[np.float32] = vectors / lengths
        return unit


def _sendable(text: str) -> str:
    """The text's beginning, without what JSON or the server refuses; the server refuses empty texts too."""
    clean = text[:LONGEST_TEXT].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return clean if clean.strip() else "."


def build(options: Mapping[str, str]) -> OpenAIEmbedder:
    """Build from OPENAI_API_KEY, OPENAI_BASE_URL, THRICE_EMBEDDINGS_MODEL and THRICE_EMBEDDINGS_DIMENSIONS."""
    key = options.get("OPENAI_API_KEY", "")
    base_url = options.get("OPENAI_BASE_URL") or None
    if not key and base_url is None:
        raise ValueError("THRICE_EMBEDDINGS=openai needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server without keys.")
    dimensions = options.get("THRICE_EMBEDDINGS_DIMENSIONS") or "512"
    if not dimensions.isdecimal() or not 0 < int(dimensions) <= 8192:
        raise ValueError(f"THRICE_EMBEDDINGS_DIMENSIONS is {dimensions!r}; it is a number from 1 to 8192.")
    return OpenAIEmbedder(
        api_key=key or "none",
        base_url=base_url,
        model=options.get("THRICE_EMBEDDINGS_MODEL") or "text-embedding-3-small",
        dimensions=int(dimensions),
        deadline=DEADLINE_SECONDS,
    )
