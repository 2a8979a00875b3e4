"""Where the gates stand: how close is close enough for a card, and for an answer shown to an asker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, log10

DENSITY_WEIGHT = 0.8
CONTRAST_WEIGHT = 1.0
CONTRAST_MIDDLE = 0.4
"""The contrast at which it neither helps nor harms."""


def closeness(likeness: float, density: float, contrast: float) -> float:
    """Join the three measures: cosine, less what is usual around here, plus the likeness of the differences."""
    return likeness - DENSITY_WEIGHT * density + CONTRAST_WEIGHT * (contrast - CONTRAST_MIDDLE)


NEARBY = 0.4
"""The cosine from which a question is nearby."""

CROWDING_WEIGHT = 0.14


def crowding(nearby: float) -> float:
    """How much closer questions must be that have so many others nearby: more of those meet by chance."""
    return CROWDING_WEIGHT * log10(1 + nearby)


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of one workspace. All are values of `closeness`."""

    card: float = 0.14
    """For a group of three in a small workspace. A wrong card costs a reviewer ten seconds, a missed one the page."""

    card_growth: float = 0.18
    """How much higher the card gate is where there are ten times as many questions: more of them meet by chance."""

    small: int = 20
    """Questions in one audience up to which it counts as small."""

    card_highest: float = 0.46
    answer: float = 0.16
    """For an answer where few phrasings are known: above it nine of ten are right."""

    answer_growth: float = 0.14
    few: int = 30
    """Phrasings up to which they are few."""

    width: float = 0.07
    """How far above its gate a group is three times as likely right as wrong, roughly."""

    def card_at(self, questions: int) -> float:
        """Return the card gate of an audience with so many questions."""
        return min(self.card + self.card_growth * _decades(questions, self.small), self.card_highest)

    def answer_at(self, phrasings: int) -> float:
        """Return the answer gate where an asker may be shown articles with so many phrasings altogether."""
        return self.answer + self.answer_growth * _decades(phrasings, self.few)

    def confidence(self, closeness: float, gate: float, *, at_gate: float = 0.5) -> float:
        """Return how likely something so close is right, given how likely it is at its gate."""
        odds = (closeness - gate) / self.width + log(at_gate / (1 - at_gate))
        return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair on which a person spoke."""

    above: float
    """Its closeness less the card gate, when it was judged."""

    same: bool
    weight: float = 1.0
    """Its part in a verdict: one click on a card of many questions is one verdict, not a hundred."""


PRIOR_SPREAD = 0.06
FARTHEST = 0.15


def refit(gates: Gates, labelled: Sequence[Labelled]) -> Gates:
    """Move a workspace's gates to where its people's verdicts put them.

    Fits the one threshold of a logistic curve whose steepness is `gates.width`, with a normal prior around the
    default gate: some ten verdicts are needed before the gates move noticeably, and they never move farther than
    `FARTHEST`, so that a few wrong clicks cannot silence a workspace or flood it.
    """
    shift = 0.0
    for _ in range(50):
        gradient, curvature = shift / PRIOR_SPREAD**2, 1 / PRIOR_SPREAD**2
        for pair in labelled:
            same = gates.confidence(pair.above, shift)
            gradient += pair.weight * (float(pair.same) - same) / gates.width
            curvature += pair.weight * same * (1 - same) / gates.width**2
        step = gradient / curvature
        shift = max(-FARTHEST, min(FARTHEST, shift - step))
        if abs(step) < 1e-6:
            break
    return replace(gates, card=gates.card + shift, card_highest=gates.card_highest + shift, answer=gates.answer + shift)


def _decades(count: int, start: int) -> float:
    """How many times ten-fold `count` is `start`; none below it."""
    return log10(max(1.0, count / start))
