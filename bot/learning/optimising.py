"""Optimising: a team's own weights of FSRS, fitted to what its people answered, kept only if they foresee better."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from bot.learning import judging
from bot.learning.judging import Answer, History, Verdict
from bot.learning.weights import SETTING, weights_in
from models.uow import Storage, UnitOfWork

LOOKED_AT: Final = "fsrs_looked_at"
"""The key in a workspace's settings that holds the month (`2026-11`) in which the clock last did this."""


class Fits(Protocol):
    """What finds weights for answers."""

    async def fit(self, histories: Sequence[History]) -> tuple[float, ...]:
        """Return weights that FSRS can work with. Raises `FittingFailed`."""


@dataclass(frozen=True)
class Outcome:
    """What came of it. `answers`: how many there are that count; no `verdict` where those are too few."""

    answers: int
    verdict: Verdict | None = None

    def sentence(self) -> str:
        """Say it to an operator."""
        if self.verdict is None:
            return (
                f"{self.answers} answers count so far, and {judging.FEWEST} are needed: given at least a day after the"
                " one before, of the same card and person. FSRS goes on with the weights that it has."
            )
        told = (
            f"The weights that there are foresee the last {self.verdict.answers} answers with a log loss of"
            f" {self.verdict.before:.4f}, those fitted to the earlier ones with {self.verdict.after:.4f}."
        )
        return f"{told} {'The new ones are kept.' if self.verdict.keep else 'That is not surely better: none is kept.'}"


async def optimise(storage: Storage, workspace_id: int, fitter: Fits, *, at: datetime) -> Outcome:
    """Fit weights to a team's answers, judge them by the latest, and keep them if they are surely better.

    No transaction is open meanwhile. Raises `FittingFailed`, and then changes nothing.
    """
    async with storage.look(workspace_id) as uow:
        grades = await uow.sprints.every_grade()
        workspace = await uow.workspaces.get(workspace_id)
        now = _weights(workspace.settings) if workspace is not None else None
    histories = await asyncio.to_thread(_histories, grades)
    answers = sum(len(judging.counted(history)) for history in histories)
    parts = await asyncio.to_thread(judging.split, histories)
    if parts is None:
        return Outcome(answers)
    new = await fitter.fit(parts.fitted)
    verdict = await asyncio.to_thread(judging.judge, histories, parts.since, now=now, new=new)
    if verdict.keep:
        async with storage.begin(workspace_id) as uow:
            await _keep(uow, new, at=at)
    return Outcome(answers, verdict)


async def reset(uow: UnitOfWork) -> bool:
    """Go back to the weights of the package; tell whether there were others."""
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is None or SETTING not in workspace.settings:
        return False
    workspace.settings = {name: value for name, value in workspace.settings.items() if name != SETTING}
    return True


def month_of(at: datetime) -> str:
    """Return the month of a moment, such as `2026-11`."""
    return f"{at.astimezone(UTC):%Y-%m}"


async def looked_at(uow: UnitOfWork, *, at: datetime) -> None:
    """Write down that the clock did this month's."""
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is not None:
        workspace.settings = {**workspace.settings, LOOKED_AT: month_of(at)}


async def _keep(uow: UnitOfWork, weights: Sequence[float], *, at: datetime) -> None:
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is not None:
        workspace.settings = {**workspace.settings, SETTING: list(weights)}
        uow.audit.note("thrice", "spacing.optimised", f"workspace:{uow.workspace_id}", at=at)


def _histories(grades: Sequence[tuple[str, int, datetime, int]]) -> list[History]:
    """What each person answered to each card, the newest; persons and cards become numbers here."""
    answers: dict[int, list[Answer]] = defaultdict(list)
    numbers: dict[tuple[str, int], int] = {}
    for user_id, card_id, at, rating in grades:
        number = numbers.setdefault((user_id, card_id), len(numbers))
        answers[number].append(Answer(number, at, rating))
    return judging.newest(judging.as_histories(answers))


def _weights(settings: dict[str, object]) -> tuple[float, ...] | None:
    try:
        return weights_in(settings)
    except ValueError:
        return None
