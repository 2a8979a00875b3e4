"""Spacing: when a card is to be asked again, by FSRS."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

import fsrs

LONGEST_DAYS = 365
"""Nothing is put off for longer: what a team worked out does not stay true for many years."""


class Rating(IntEnum):
    """How well somebody recalled, in their own judgement; the numbers are those of package `fsrs`."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Remembered:
    """What FSRS holds of one person and one card.

    `stability`: days until recall is 90 % likely. `difficulty`: from 1 to 10. `state` and `step`: as in `fsrs.Card`.
    """

    state: int
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime


class Spacing:
    """FSRS as package `fsrs` has it, for prompts that come once a day.

    There are no steps of minutes: a card that is graded for the first time has its next day at once. Nothing is drawn
    at random either, so that a job that runs twice comes to the same days. `parameters` are the model's 21 weights;
    none: those of the package. Raises `ValueError` for weights that FSRS does not have.
    """

    def __init__(self, *, retention: float = 0.9, parameters: Sequence[float] | None = None) -> None:
        self._scheduler = fsrs.Scheduler(
            parameters=parameters if parameters is not None else fsrs.scheduler.DEFAULT_PARAMETERS,
            desired_retention=retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST_DAYS,
            enable_fuzzing=False,
        )

    def grade(self, held: Remembered | None, rating: Rating, at: datetime) -> Remembered:
        """Return what is remembered after a card was graded at a moment; `held` is none the first time."""
        card, _ = self._scheduler.review_card(_card(held), fsrs.Rating(int(rating)), at.astimezone(UTC))
        if card.stability is None or card.difficulty is None or card.last_review is None:
            raise RuntimeError("FSRS left a graded card without a memory")
        return Remembered(
            state=int(card.state),
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            due=card.due,
            last_review=card.last_review,
        )

    def recall(self, held: Remembered, at: datetime) -> float:
        """Return how likely the card would be recalled at a moment, from 0 to 1."""
        return float(self._scheduler.get_card_retrievability(_card(held), at.astimezone(UTC)))


def _card(held: Remembered | None) -> fsrs.Card:
    # The id is ours to choose; without one the package sleeps for a millisecond to make one up.
    if held is None:
        return fsrs.Card(card_id=0)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State(held.state),
        step=held.step,
        stability=held.stability,
        difficulty=held.difficulty,
        due=held.due,
        last_review=held.last_review,
    )
