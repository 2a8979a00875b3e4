"""Partings: what is done once more for somebody of whom nothing is kept any more, while everything else goes on."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

_AT_THE_END: Final = 5.0
"""Seconds that partings get to finish when we stop."""


class Partings:
    """Tasks that hold themselves; each bounds its own time and bears its own faults. Await `finish` at the end."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, parting: Coroutine[Any, Any, None], *, name: str) -> None:
        """Begin one."""
        task = asyncio.create_task(parting, name=name)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Let those that are under way finish, for a while."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_AT_THE_END)
