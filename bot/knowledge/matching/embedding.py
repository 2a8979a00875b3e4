"""How a question becomes a vector."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching.names import in_one_wording
from bot.ports.embedder import Embedder


async def embed_questions(embedder: Embedder, gists: Sequence[str]) -> NDArray[np.float32]:
    """Return one vector for each question: the mean of how it was put and of how everyone might have put it.

    A small embedder finds "PTO" and "annual leave" far apart, but where each matter has one name, neighbours in a
    narrow field come too near each other: the mean did better than either on what it was not tuned to. The mark at
    the end is always there, because it says nothing of what is asked and moves the vector all the same.
    """
    others = [(place, other) for place, gist in enumerate(gists) if (other := in_one_wording(gist)) is not None]
    vectors = await embedder.embed([*map(_as_question, gists), *(other for _, other in others)])
    found = vectors[: len(gists)].copy()
    for (place, _), vector in zip(others, vectors[len(gists) :], strict=True):
        mean = found[place] + vector
        found[place] = mean / (np.linalg.norm(mean) or 1.0)
    return found


def _as_question(gist: str) -> str:
    return f"{gist.lower().rstrip('?!. ')}?"
