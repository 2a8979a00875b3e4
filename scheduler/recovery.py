"""Takes over the jobs of replicas that died: DBOS does so only with its paid console."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError

from models.uow import Storage
from scheduler.ledger import Ledger


class Recovery:
    """The signs of life of this replica, and what becomes of the jobs of those that give none.

    `beat` and `take_over` are for the clock: `beat` every `beat_seconds`, `take_over` about as often. A replica
    that is silent for six beats counts as dead. One that only slept does its begun jobs a second time, so every
    deadline towards the outside world stays well below that.

    On SQLite the one process there is takes up its predecessor's jobs when the engine starts.
    """

    def __init__(self, storage: Storage, ledger: Ledger, executor_id: str, *, beat_seconds: float = 5.0) -> None:
        self._storage = storage
        self._ledger = ledger
        self._executor_id = executor_id
        self._silence = timedelta(seconds=6 * beat_seconds)
        self._alone = storage.engine.dialect.name == "sqlite"
        self._log = structlog.get_logger(__name__)

    async def beat(self) -> None:
        """Give a sign of life. The first one comes before the engine starts, so that no job is held by nobody."""
        async with self._storage.begin() as uow:
            await uow.replicas.beat(self._executor_id)

    async def leave(self) -> None:
        """Say that this replica has stopped; it has handed its jobs back by then.

        Where the database is gone this cannot be said, and the replica will be found silent.
        """
        try:
            async with self._storage.begin() as uow:
                await uow.replicas.forget(self._executor_id)
        except OperationalError as error:
            self._log.warning("replica.not_left", error=type(error.orig).__name__)

    async def take_over(self) -> int:
        """Return the jobs of dead replicas to their queues; tell how many."""
        if self._alone:
            return 0
        # Read before the rows: a replica that appears in between has its row, but is not seen to hold anything.
        held = await asyncio.to_thread(self._ledger.held)
        taken = 0
        async with self._storage.begin() as uow:
            for executor_id in held.keys() - await uow.replicas.known():
                await uow.replicas.notice(executor_id)
            for executor_id in await uow.replicas.silent(self._silence):
                jobs = await asyncio.to_thread(self._ledger.take_from, executor_id)
                await uow.replicas.forget(executor_id)
                self._log.warning("replica.taken_over", executor=executor_id, jobs=jobs)
                taken += jobs
        return taken
