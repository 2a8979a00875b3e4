"""A small real embedder for tests that are not about meaning: texts are alike as far as they share words."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_COMMON = frozenset({"a", "the", "do", "i", "how", "can", "where", "to", "for", "of", "on", "in", "my", "get", "is"})


class WordEmbedder:
    """Counts words into a vector of unit length; nothing is loaded, nothing is learnt."""

    model_id = "words.1"
    dimensions = 384

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed`."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            words = {word.rstrip("s") for word in _WORD.findall(text.lower())} - _COMMON
            for word in words or {"nothing"}:
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors
