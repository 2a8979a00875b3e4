"""Learners whose memory is known: what they answer to cards that come back as Thrice has them come back."""

import random
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.learning.judging import Answer, History
from bot.learning.spacing import Rating, Spacing
from bot.learning.weights import OURS

BEGAN: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
LASTS: Final = timedelta(days=240)
FORGETFUL: Final = (0.1, 0.4, 0.7, 2.5, *OURS[4:8], 1.3, *OURS[9:])
"""Weights of a team that forgets sooner than FSRS's own weights say."""


def histories(cards: int, *, truth: tuple[float, ...], seed: int = 7) -> list[History]:
    """What somebody whose memory is `truth` answered to so many cards, which came back by FSRS's own weights."""
    chance = random.Random(seed)
    return [_history(number, Spacing(parameters=truth), Spacing(), chance) for number in range(cards)]


def _history(number: int, truth: Spacing, scheduled: Spacing, chance: random.Random) -> History:
    at = BEGAN + timedelta(days=chance.randrange(120))
    rating = Rating(chance.choices((1, 2, 3, 4), (20, 20, 50, 10))[0])
    answers = [Answer(number, at, int(rating))]
    mind, plan = truth.grade(None, rating, at), scheduled.grade(None, rating, at)
    while (at := max(plan.due, at + timedelta(days=1))) < BEGAN + LASTS:
        recalled = chance.random() < truth.recall(mind, at)
        rating = Rating(chance.choices((2, 3, 4), (15, 75, 10))[0]) if recalled else Rating.AGAIN
        answers.append(Answer(number, at, int(rating)))
        mind, plan = truth.grade(mind, rating, at), scheduled.grade(plan, rating, at)
    return answers
