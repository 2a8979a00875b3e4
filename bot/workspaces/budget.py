"""What a workspace may still spend at the language model today: reserved before, settled after."""

import secrets
from datetime import date

from bot.clock import Clock
from bot.ports.language_model import BudgetSpent
from models.uow import Storage


class WorkspaceBudget:
    """The token budget of one workspace and UTC day. What is reserved and never settled stays spent."""

    def __init__(self, storage: Storage, workspace_id: int, *, daily_tokens: int, clock: Clock) -> None:
        self._storage = storage
        self._workspace_id = workspace_id
        self._daily_tokens = daily_tokens
        self._clock = clock
        self._open: dict[str, tuple[date, int]] = {}

    async def reserve(self, tokens: int) -> str:
        """Set tokens aside; raise `BudgetSpent` where the day's are used up."""
        day = self._clock().date()
        async with self._storage.begin(self._workspace_id) as uow:
            if not await uow.spend.reserve(day, tokens, most=self._daily_tokens):
                raise BudgetSpent
        reservation = secrets.token_hex(8)
        self._open[reservation] = day, tokens
        return reservation

    async def settle(self, reservation: str, used: int) -> None:
        """Replace the reservation by what was used; settling twice changes nothing."""
        day, reserved = self._open.pop(reservation, (None, 0))
        if day is not None and used != reserved:
            # Of the day on which it was reserved: a draft may be made over midnight.
            async with self._storage.begin(self._workspace_id) as uow:
                await uow.spend.settle(day, reserved=reserved, used=used)
