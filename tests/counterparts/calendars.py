"""What the contract of calendars asks of a counterpart: the owner's hand in it, and what can go wrong with it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.ports.calendar import Calendar, Standing


class TheirCalendar(Protocol):
    """A calendar of Bo's, whose zone is Berlin. What he does in it himself goes past the provider."""

    def connect(self, *, deadline: float = 10.0) -> Calendar:
        """Return what is tested, connected to it."""

    async def adds(self, uid: str, title: str, starts: datetime, ends: datetime, *, weekly: bool = False) -> None:
        """Bo makes a meeting."""

    async def moves(self, block: str, starts: datetime, ends: datetime) -> None:
        """Bo moves a block of ours."""

    async def deletes(self, block: str) -> None:
        """Bo deletes a block of ours."""

    async def blocks(self) -> list[Standing]:
        """Return the blocks of ours that stand there, in the order of time; versions are empty."""

    def withdraws(self) -> None:
        """Bo withdraws our access."""

    def forgets_tokens(self) -> None:
        """The server knows none of the sync tokens any more that it gave so far."""

    def fails(self, status: int, *, after: int | None = None) -> None:
        """The server answers everything with a status, and may say after how many seconds to come again."""

    def is_slow(self, seconds: float) -> None:
        """The server takes so long for everything."""

    def babbles(self, said: bytes) -> None:
        """The server answers everything with these bytes, and as if all were well."""

    def loses_the_next_answer(self) -> None:
        """The server does what it is asked next to write, and its answer is lost."""


Maker = Callable[[Path], AbstractAsyncContextManager[TheirCalendar]]

"""Makes an empty calendar, and what it needs in a folder."""
