"""Spreading: what is due for many people at once is done by and by, each of them at a moment of their own."""

import hashlib
from datetime import timedelta


def share(of: timedelta, name: str) -> timedelta:
    """Return somebody's own share of a stretch of time: the same each time for a name, and evenly for many."""
    drawn = hashlib.sha256(name.encode()).digest()
    return of * (int.from_bytes(drawn[:4]) / 2**32)
