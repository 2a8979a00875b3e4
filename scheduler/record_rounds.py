"""The clock's look at learning records: those that are due are sent to the record store."""

from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.learning import sending
from models.uow import Storage

EVERY: Final = timedelta(seconds=10)


class RecordRounds:
    """Takes what is due, some at a time. Any number of replicas may make the same round: each record is one's own."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def send(self) -> None:
        """Leave jobs that send what is due."""
        await self._storage.in_bulk(lambda bulk: sending.take(bulk, self._clock()))
