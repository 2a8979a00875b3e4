"""Vectors on their way to and from the database: little-endian float32."""

import numpy as np
from numpy.typing import NDArray


def to_bytes(vector: NDArray[np.float32]) -> bytes:
    """Return a vector as the database keeps it."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def from_bytes(stored: bytes) -> NDArray[np.float32]:
    """Return a stored vector, read-only."""
    return np.frombuffer(stored, dtype="<f4")
