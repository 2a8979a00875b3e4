"""Whose turn it is to write, where there is one writer."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_Line = deque["asyncio.Future[None]"]


class Turns:
    """A lock that is handed on in the order of asking, except that who asks to go first goes before the others."""

    def __init__(self) -> None:
        self._taken = False
        self._first: _Line = deque()
        self._others: _Line = deque()

    @asynccontextmanager
    async def turn(self, *, first: bool = False) -> AsyncIterator[None]:
        """Wait for a turn, and have it for as long as the block runs."""
        if self._taken:
            await self._wait_in(self._first if first else self._others)
        self._taken = True
        try:
            yield
        finally:
            self._hand_on()

    async def _wait_in(self, line: _Line) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            # Handed to us in the same moment in which we gave up.
            if not mine.cancelled():
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        """Give the turn, which stays taken, to who is next; nobody can come in between."""
        for line in (self._first, self._others):
            while line:
                if not (waiting := line.popleft()).done():
                    waiting.set_result(None)
                    return
        self._taken = False
