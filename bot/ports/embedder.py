"""What we need from an embedder: texts in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns short texts into vectors whose scalar product says how alike in meaning the texts are."""

    @property
    def model_id(self) -> str:
        """Names the model and its version; stored with every vector. Vectors of two ids are never compared."""

    @property
    def dimensions(self) -> int:
        """The length of every vector."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an array of shape (len(texts), dimensions) with rows of unit length, in the order of `texts`.

        Any string is a text: empty, very long (its beginning counts), with NULs or lone surrogates. The same text
        gives the same vector, whatever it travels with. Raises `EmbedderUnavailable` where a remote one fails.
        """


class EmbedderUnavailable(Exception):
    """The embedder cannot answer now; trying later may help."""
