"""From what people said about pairs of questions to the labelled pairs that move the gates."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.closeness import Closeness
from bot.knowledge.matching.gates import Gates, Labelled

Known = tuple[str, NDArray[np.float32]]
"""A question's gist and vector."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Two questions, and whether a person said that they mean the same."""

    one: Known
    other: Known
    same: bool
    occasion: Hashable
    """Names the click: its pairs count as one verdict together."""


async def labelled(judged: Sequence[Judged], *, questions: int, gates: Gates, measure: Closeness) -> list[Labelled]:
    """Measure judged pairs against the default gate of an audience with so many questions, for `refit`."""
    pairs_of = Counter(pair.occasion for pair in judged)
    gate = gates.card_at(questions)
    return [
        Labelled(
            above=await measure.of_pair(pair.one, pair.other) - gate,
            same=pair.same,
            weight=1 / pairs_of[pair.occasion],
        )
        for pair in judged
    ]
