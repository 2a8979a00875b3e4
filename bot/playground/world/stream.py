"""The stream of changes: who watches the workspace learns at once that something moved."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from .model import Change

_KEPT = 5000


class Stream:
    """Numbers the changes, keeps the last few thousand, and wakes whoever watches."""

    def __init__(self) -> None:
        self.seq = 0
        self._kept: deque[Change] = deque(maxlen=_KEPT)
        self._moved = asyncio.Event()

    def add(self, kind: Any, **fields: str | None) -> None:
        """Write one change down and wake the watchers."""
        self.seq += 1
        self._kept.append(Change(self.seq, kind, **fields))
        # A fresh event for the next wait; those who hold the old one wake up.
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def watch(self, since: int | None = None) -> AsyncIterator[Change]:
        """Every change after number `since` (default: from now on), for ever."""
        seen = self.seq if since is None else since
        while True:
            moved = self._moved
            for change in [each for each in self._kept if each.seq > seen]:
                seen = change.seq
                yield change
            if self._moved is moved:
                await moved.wait()
