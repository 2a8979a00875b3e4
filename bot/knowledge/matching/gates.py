"""Where the gates stand: how close is close enough for a card, and for an answer shown to an asker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log10

DENSITY_WEIGHT = 0.8
CONTRAST_WEIGHT = 1.0
CONTRAST_MIDDLE = 0.4
"""The contrast at which it neither helps nor harms."""


def closeness(likeness: float, density: float, contrast: float) -> float:
    """Join the three measures: cosine, less what is usual around here, plus the likeness of the differences."""
    return likeness - DENSITY_WEIGHT * density + CONTRAST_WEIGHT * (contrast - CONTRAST_MIDDLE)


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of one workspace. All are values of `closeness`."""

    card: float = 0.30
    """For a group of three in a small workspace. A wrong card costs a reviewer ten seconds, a missed one the page."""

    card_growth: float = 0.21
    """How much higher the card gate is where there are ten times as many questions: more of them meet by chance."""

    small: int = 100
    """Questions in one audience up to which it counts as small."""

    card_highest: float = 0.60
    answer: float = 0.50
    """For an answer: above it nine of ten are right."""

    width: float = 0.07
    """How far above a gate confidence is 1 / (1 + 1/e) = .73, and how far below it .27."""

    def card_at(self, questions: int) -> float:
        """Return the card gate of an audience with so many questions."""
        grown = self.card_growth * log10(max(1.0, questions / self.small))
        return min(self.card + grown, max(self.card, self.card_highest))

    def confidence(self, closeness: float, gate: float) -> float:
        """Return how likely a group of this closeness is right: one half at the gate, more above it."""
        return 1 / (1 + exp(-max(-30.0, min(30.0, (closeness - gate) / self.width))))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair on which a person spoke: its closeness when it was judged, and whether the two mean the same."""

    closeness: float
    same: bool


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
            same = gates.confidence(pair.closeness, gates.card + shift)
            gradient += (float(pair.same) - same) / gates.width
            curvature += same * (1 - same) / gates.width**2
        step = gradient / curvature
        shift = max(-FARTHEST, min(FARTHEST, shift - step))
        if abs(step) < 1e-6:
            break
    return replace(gates, card=gates.card + shift, card_highest=gates.card_highest + shift, answer=gates.answer + shift)
