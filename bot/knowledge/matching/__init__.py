"""Which questions mean the same: closeness, the topics that grow from it, and the answers that fit.

`docs/matching.md` explains the decisions and the measurements behind them.
"""

from bot.knowledge.matching.answers import PHRASINGS, RIGHT_AT_THE_GATE, Fit, Phrasing, best_answer
from bot.knowledge.matching.closeness import Closeness
from bot.knowledge.matching.embedding import embed_questions
from bot.knowledge.matching.gates import Gates, Labelled, refit
from bot.knowledge.matching.grouping import Neighbour, Newcomer, Placement, PlacementRules, place
from bot.knowledge.matching.verdicts import Judged, labelled

__all__ = [
    "PHRASINGS",
    "RIGHT_AT_THE_GATE",
    "Closeness",
    "Fit",
    "Gates",
    "Judged",
    "Labelled",
    "Neighbour",
    "Newcomer",
    "Phrasing",
    "Placement",
    "PlacementRules",
    "best_answer",
    "embed_questions",
    "labelled",
    "place",
    "refit",
]
