"""Judging: whether other weights of FSRS foresee a team's answers better than those that it has; pure.

Weights are fitted to the earlier answers and judged by the later ones, which the fitting never saw: what is asked of
them in daily life is to foresee too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import fmean, stdev
from typing import Final, NamedTuple

from bot.learning.spacing import Rating, Remembered, Spacing

FEWEST: Final = 1_000
"""Answers that count which a team must have given: package `fsrs` fits nothing below 512, and a fifth is kept back."""
MOST: Final = 20_000
"""The newest of them are used: more make the fitting take long, and hardly better."""
_HELD_OUT: Final = 0.2
_SURELY: Final = 1.64
"""Standard errors by which weights have to be better: chance alone does that once in twenty times."""
_WORTH_IT: Final = 0.001
"""By less log loss nobody's days change, and what is so small may be surely better by a few odd answers."""
_LEAST_CHANCE: Final = 1e-6


class Answer(NamedTuple):
    """One grade of one person's card, as numbers: nothing says whose."""

    card: int
    at: datetime
    rating: int


History = Sequence[Answer]
"""What one person answered to one card, oldest first."""


@dataclass(frozen=True)
class Split:
    """The answers that weights are fitted to, and the moment from which answers judge them."""

    fitted: Sequence[History]
    since: datetime


@dataclass(frozen=True)
class Verdict:
    """How well weights foresee what they never saw, in log loss (less is better), and whether to keep the new ones."""

    before: float
    after: float
    answers: int
    keep: bool


def counted(history: History) -> list[Answer]:
    """Return the answers that FSRS learns from: those given at least a day after the one before, as `fsrs` counts."""
    return [later for earlier, later in pairwise(history) if (later.at - earlier.at).days > 0]


def newest(histories: Sequence[History]) -> list[History]:
    """Return the histories whose last answers are the newest, whole ones, up to `MOST` answers that count."""
    kept: list[History] = []
    total = 0
    for history in sorted(histories, key=lambda each: each[-1].at, reverse=True):
        total += len(counted(history))
        if total > MOST and kept:
            break
        kept.append(history)
    return kept


def split(histories: Sequence[History]) -> Split | None:
    """Return the earlier four fifths of the answers, and when the last fifth begins; none where there are too few."""
    moments = sorted(answer.at for history in histories for answer in counted(history))
    if len(moments) < FEWEST:
        return None
    since = moments[int(len(moments) * (1 - _HELD_OUT))]
    fitted = [[answer for answer in history if answer.at < since] for history in histories]
    return Split([history for history in fitted if history], since)


def judge(
    histories: Sequence[History], since: datetime, *, now: Sequence[float] | None, new: Sequence[float]
) -> Verdict:
    """Return how weights foresee the answers since a moment; new ones are kept if they are surely better.

    `now`: the weights that are there; none: those of the package. Raises `ValueError` for weights FSRS does not have.
    """
    before = _losses(histories, since, now)
    after = _losses(histories, since, new)
    gains = [old - fresh for old, fresh in zip(before, after, strict=True)]
    if len(gains) < 2:
        return Verdict(0.0, 0.0, len(gains), keep=False)
    error = stdev(gains) / math.sqrt(len(gains))
    return Verdict(fmean(before), fmean(after), len(gains), keep=fmean(gains) > max(_SURELY * error, _WORTH_IT))


def _losses(histories: Sequence[History], since: datetime, parameters: Sequence[float] | None) -> list[float]:
    """The log loss of each answer that counts since a moment, foreseen from all that came before it."""
    spacing = Spacing(parameters=parameters)
    losses: list[float] = []
    for history in histories:
        held: Remembered | None = None
        for answer in history:
            if held is not None and answer.at >= since and (answer.at - held.last_review).days > 0:
                losses.append(_loss(spacing.recall(held, answer.at), recalled=answer.rating > Rating.AGAIN))
            held = spacing.grade(held, Rating(answer.rating), answer.at)
    return losses


def _loss(chance: float, *, recalled: bool) -> float:
    likely = chance if recalled else 1 - chance
    return -math.log(min(max(likely, _LEAST_CHANCE), 1 - _LEAST_CHANCE))


def as_histories(answers: Mapping[int, Sequence[Answer]]) -> list[History]:
    """Return the histories of persons' cards in the order of time, each with at least two answers."""
    ordered = [sorted(history, key=lambda answer: answer.at) for history in answers.values()]
    return [history for history in ordered if len(history) > 1]
