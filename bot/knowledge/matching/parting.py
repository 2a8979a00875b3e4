"""How far words part two questions that are near each other for the embedder."""

from functools import lru_cache

from bot.knowledge.matching.deeds import ask_for_different_things, want_different_deeds
from bot.knowledge.matching.names import excluding

DEEDS_WEIGHT = 0.6
ANSWERS_WEIGHT = 0.35
EXCLUDING_WEIGHT = 0.6


@lru_cache(maxsize=16_384)
def parted(a: str, b: str) -> float:
    """Return by how much less close two questions are than they look.

    Likeness of meaning is likeness of subject first of all: "delete the access" and "request the access" are neighbours
    for any embedder of this size, "export" and "import" near twins. What people want done is a matter of rather few
    words, so those are listed.
    """
    return (
        DEEDS_WEIGHT * want_different_deeds(a, b)
        + ANSWERS_WEIGHT * ask_for_different_things(a, b)
        + EXCLUDING_WEIGHT * excluding(a, b)
    )
