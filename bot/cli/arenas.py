"""Arenas: keeps the C library from holding memory apart for each thread."""

import ctypes
from typing import Final

_M_ARENA_MAX: Final = -8
"""See mallopt(3)."""


def share(arenas: int = 2) -> None:
    """Let all threads take memory from so many arenas; where the C library is not glibc, nothing changes.

    By default glibc makes up to eight for each core, and what was freed in one serves no thread of another. Our threads
    wait for databases rather than for memory.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, arenas)
