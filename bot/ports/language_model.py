"""What we need from a language model: one structured answer, or one of a few reasons why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a request was charged for."""

    input_tokens: int
    output_tokens: int

    @property
    def total(self) -> int:
        """Both together: what a budget counts."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class StructuredRequest:
    """A task that is answered with one JSON object.

    `instructions` are ours; `data` is what others wrote and must never instruct. `schema` is a strict JSON Schema
    (every property required, no additional ones) named `schema_name`. `max_output_tokens` bounds the answer.
    """

    instructions: str
    data: str
    schema_name: str
    schema: Mapping[str, Any]
    max_output_tokens: int

    def most_tokens(self) -> int:
        """An upper estimate of what this may cost: no tokenizer makes more than one token of two bytes of prose."""
        return len((self.instructions + self.data + str(self.schema)).encode()) // 2 + self.max_output_tokens


@dataclass(frozen=True, slots=True)
class StructuredReply:
    """The JSON object a model answered with, parsed but not yet believed. `usage` is None where not told."""

    data: dict[str, Any]
    usage: Usage | None


class ModelError(Exception):
    """No usable answer. `usage` is what the attempt cost; None where nobody knows.

    Tree: ModelRefused, ModelCutOff, ModelBroken (it answered, uselessly); ModelBusy, ModelSlow, ModelUnreachable,
    ModelMisconfigured (it did not answer); ModelPaused, BudgetSpent (it was not asked).
    `reason` completes the sentence "This draft was put together from the replies because …".
    """

    reason: ClassVar[str] = "the language model failed"

    def __init__(self, detail: str = "", *, usage: Usage | None = None) -> None:
        super().__init__(detail or self.reason)
        self.usage = usage


class ModelRefused(ModelError):
    """It declined to answer, or a content filter did."""

    reason = "the language model refused to answer"


class ModelCutOff(ModelError):
    """It reached its token limit in the middle of the answer."""

    reason = "the language model's answer was cut off"


class ModelBroken(ModelError):
    """What it answered is no JSON object of the shape asked for, or it cannot make one."""

    reason = "the language model's answer was not usable"


class ModelBusy(ModelError):
    """It said that too much is asked of it, or that the account is used up."""

    reason = "the language model was too busy"


class ModelSlow(ModelError):
    """It did not answer within the deadline."""

    reason = "the language model did not answer in time"


class ModelUnreachable(ModelError):
    """Nothing answered, or its server failed."""

    reason = "the language model could not be reached"


class ModelMisconfigured(ModelError):
    """Its server rejects the key or does not know the model."""

    reason = "the language model's server does not accept the key or the model's name"


class ModelPaused(ModelError):
    """It failed several times in a row and is left alone for a while."""

    reason = "the language model failed several times in a row and is left alone for a minute"


class BudgetSpent(ModelError):
    """The workspace has used up what it may spend today."""

    reason = "today's budget for the language model is used up"


class LanguageModel(Protocol):
    """A model that follows a JSON Schema. It keeps its own deadline, so callers need none."""

    async def complete(self, request: StructuredRequest) -> StructuredReply:
        """Answer the request. Raises a ModelError, and nothing else but cancellation."""
        ...


class TokenBudget(Protocol):
    """What one workspace may still spend today. Reservations that are never settled stay spent."""

    async def reserve(self, tokens: int) -> str:
        """Set tokens aside before a request and return the reservation's id. Raises BudgetSpent."""
        ...

    async def settle(self, reservation: str, used: int) -> None:
        """Replace the reservation by what was used. Settling twice changes nothing."""
        ...
