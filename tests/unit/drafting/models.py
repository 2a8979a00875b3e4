"""Language models and budgets that tests script: small real classes behind the ports."""

import json
import re
from collections.abc import Callable
from typing import Any

from bot.ports.language_model import BudgetSpent, ModelError, StructuredReply, StructuredRequest, Usage

Answer = dict[str, Any]


class ScriptedModel:
    """Answers with what it is given, or with what a function makes of the request, or raises."""

    def __init__(self, answer: Answer | ModelError | Callable[[StructuredRequest], Answer]) -> None:
        self._answer = answer
        self.requests: list[StructuredRequest] = []

    async def complete(self, request: StructuredRequest) -> StructuredReply:
        self.requests.append(request)
        if isinstance(self._answer, ModelError):
            raise self._answer
        data = self._answer(request) if callable(self._answer) else self._answer
        return StructuredReply(json.loads(json.dumps(data)), Usage(900, 100))


class MemoryBudget:
    """One workspace's day, in memory."""

    def __init__(self, tokens: int) -> None:
        self.limit = tokens
        self.spent: dict[str, int] = {}
        self._settled: set[str] = set()

    async def reserve(self, tokens: int) -> str:
        if sum(self.spent.values()) + tokens > self.limit:
            raise BudgetSpent(usage=Usage(0, 0))
        reservation = f"r{len(self.spent)}"
        self.spent[reservation] = tokens
        return reservation

    async def settle(self, reservation: str, used: int) -> None:
        if reservation not in self._settled:
            self._settled.add(reservation)
            self.spent[reservation] = used


def claim(text: str, *evidence: tuple[str, str]) -> dict[str, Any]:
    """A claim with (message id, quote) pairs."""
    return {"text": text, "evidence": [{"message": message, "quote": quote} for message, quote in evidence]}


def answer(*claims: Answer, steps: tuple[Answer, ...] = (), sides: tuple[tuple[Answer, ...], ...] = ()) -> Answer:
    return {
        "answer": list(claims),
        "steps": list(steps),
        "sides": [{"claims": list(party)} for party in sides],
    }


def fence_of(request: StructuredRequest) -> str:
    """The random mark that stands before every message of the prompt."""
    found = re.match(r"(\S+) question\n", request.data)
    assert found
    return found[1]
