"""Which published answer fits a question, and whether surely enough to show it unasked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.closeness import Closeness
from bot.knowledge.matching.contrast import only_numbers_differ
from bot.knowledge.matching.gates import Gates, closeness
from bot.knowledge.matching.parting import parted

PHRASINGS = 32
"""Nearest phrasings worth giving to `best_answer`."""

RIGHT_AT_THE_GATE = 0.9
"""The share of answers that are right at the answer gate, and so the confidence of one that just passes it."""

_TRIED = 3


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which an article's question was put, and the cosine between it and the question at hand."""

    article: int
    gist: str
    score: float
    away: int = 0
    """How far the article's audience is from where the question is asked: of two that fit, the nearer one answers."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An article that answers, and how likely it does (from 0.9 to 1)."""

    article: int
    confidence: float


async def best_answer(
    gist: str,
    vector: NDArray[np.float32],
    phrasings: Sequence[Phrasing],
    *,
    known: int,
    measure: Closeness,
    gates: Gates,
) -> Fit | None:
    """Return the article that answers the question, or None where none is sure enough.

    Of those that are, the surest of the nearest audience.

    `phrasings` are the nearest ones among the articles that the asker may read, nearest first, of one embedder;
    `known` is how many phrasings those articles have altogether, where more than these.
    """
    gate = gates.answer_at(len(phrasings) if known is None else known)
    by_article: dict[int, list[Phrasing]] = {}
    for phrasing in phrasings:
        by_article.setdefault(phrasing.article, []).append(phrasing)
    crowd = await measure.density(vector, [nearest[0].score for nearest in by_article.values()])
    for away in sorted({phrasing.away for phrasing in phrasings}):
        best: Fit | None = None
        for nearest in [found for found in by_article.values() if found[0].away == away][:_TRIED]:
            top = nearest[:2]
            if any(only_numbers_differ(gist, phrasing.gist) for phrasing in top):
                continue
            contrasts = await measure.contrasts([(gist, phrasing.gist) for phrasing in top])
            close = closeness(_mean([one.score - parted(gist, one.gist) for one in top]), crowd, _mean(contrasts))
            confidence = gates.confidence(close, gate, at_gate=RIGHT_AT_THE_GATE)
            if close >= gate and (best is None or confidence > best.confidence):
                best = Fit(top[0].article, confidence)
        if best is not None:
            return best
    return None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
