"""The durable engine: runs the jobs that are written down, with DBOS behind this one class."""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

# Not public: see `_listen`. The pin `dbos<3.5` and tests/integration/engine/test_contract.py watch over it.
from dbos._queue import queue_worker_thread
from sqlalchemy import QueuePool, event
from sqlalchemy.exc import OperationalError

from bot.ports.jobs import ORDERED, Queue
from bot.telemetry.metrics import Metrics
from scheduler.alone import Alone
from scheduler.attempts import Attempts
from scheduler.doorbell import Doorbells
from scheduler.durable import (
    APPLICATION,
    APPLICATION_VERSION,
    QUEUES,
    WORKFLOW,
    is_sqlite,
    make_durable_engine,
    plain_url,
)
from scheduler.ledger import Ledger
from scheduler.registry import Registry
from scheduler.running import Running
from scheduler.writing import DurableWriter, Written

_THE_ONLY_ONE: Final = "sqlite"
_DEATHS_BORNE: Final = 100
"""How many times a job may be under way when the process dies, before it is kept as dead."""


class Engine:
    """Writes and runs durable jobs. `writer` works at once; jobs run between `start` and `stop`.

    `workers`: jobs of each queue that run at once. `polling`: seconds between looks for jobs that other
    processes left; those of this process start at once. `deadline`: how long one job may take.
    A process has one engine at a time.
    """

    def __init__(
        self,
        database_url: str,
        *,
        executor_id: str | None = None,
        workers: int = 8,
        polling: float | None = None,
        attempts: Attempts | None = None,
        deadline: timedelta = timedelta(minutes=10),
        metrics: Metrics | None = None,
    ) -> None:
        self.executor_id = executor_id or _incarnation(database_url)
        self._database_url = database_url
        self._workers = workers
        self._polling = polling or (0.5 if is_sqlite(database_url) else 0.2)
        self._attempts = attempts or Attempts()
        self._deadline = deadline
        self._metrics = metrics
        # Claiming ahead of what runs keeps the workers busy between two looks into a queue.
        self._claims = {**dict.fromkeys(Queue, workers), Queue.WORK: 4 * workers}
        self._connections = make_durable_engine(database_url)
        self._bells = Doorbells()
        self.writer = DurableWriter(self._connections, self._bells)
        self.ledger = Ledger(self._connections)
        self._alone = Alone(Path(plain_url(database_url).database or "")) if is_sqlite(database_url) else None
        self._running: Running | None = None
        self._threads: list[threading.Thread] = []
        self._log = structlog.get_logger(__name__)

    @property
    def runs(self) -> bool:
        """Whether jobs are being taken."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    async def start(self, registry: Registry) -> None:
        """Take jobs and run them on the present loop, first those that an earlier incarnation left half done.

        The tables must be there (`scheduler.durable.prepare`). Raises `SettingsError` where another process
        runs the jobs of the same SQLite file.
        """
        if self._running is not None:
            raise RuntimeError("the engine was started before")
        if self._alone is not None:
            self._alone.acquire()
        self._running = Running(
            registry,
            bells=self._bells,
            leave=self.writer.leave,
            workers=self._workers,
            claims=self._claims,
            attempts=self._attempts,
            deadline=self._deadline,
            metrics=self._metrics,
        )
        self._bells.watch(self._connections)
        await asyncio.to_thread(self._launch, self._running)

    async def stop(self, within: timedelta = timedelta(seconds=10)) -> None:
        """Take no more, let what runs end `within` that time, hand the rest back to the queues, and close."""
        if self._running is not None:
            self._running.stop_taking()
            self._bells.take_down()
            await asyncio.to_thread(self._join)
            await self._running.drain(within)
            await asyncio.to_thread(self._settle, self._running)
            self._running = None
        await asyncio.to_thread(self._disconnect)
        if self._alone is not None:
            self._alone.release()

    def _launch(self, running: Running) -> None:
        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=_DEATHS_BORNE)
        def thrice_job(kind: str, queue: str, payload: Mapping[str, Any], key: str, attempt: int) -> str:
            return running.run(Written.from_arguments(kind, queue, payload, key, attempt))

        dbos = DBOS(config=self._config())
        _log_as_everybody_does()
        DBOS.listen_queues([])
        # Jobs of this executor that were under way when it died go back to their queues here.
        DBOS.launch()
        self._threads = [self._listen(dbos, queue) for queue in Queue]

    def _config(self) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "system_database_url": plain_url(self._database_url).render_as_string(hide_password=False),
            "system_database_engine": self._connections,
            "application_version": APPLICATION_VERSION,
            "executor_id": self.executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "run_migrations": False,
            "enable_otlp": False,
            "log_level": "WARNING",
            # We use none of DBOS's notifications; this is how long its threads may take to notice that we stop.
            "notification_listener_polling_interval_sec": 0.2,
            "notification_coalesce_sec": 0.2,
        }

    def _listen(self, dbos: DBOS, queue: Queue) -> threading.Thread:
        """Start the thread that claims jobs of `queue`.

        It is the one that DBOS would start itself, but stopped and woken by a bell of ours: DBOS offers no
        other way to start a job at once than to poll often, which costs a fifth of a core while nothing happens.
        """
        settings = DBOS.register_queue(
            QUEUES[queue],
            worker_concurrency=self._claims[queue],
            partition_concurrency=1 if queue in ORDERED else None,
            polling_interval_sec=self._polling,
            on_conflict="always_update",
        )
        bell = self._bells.hang(queue)
        bell.ring()
        thread = threading.Thread(
            target=queue_worker_thread, args=(bell, dbos, settings), name=f"queue-{queue.value}", daemon=True
        )
        thread.start()
        return thread

    def _join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads = []

    def _settle(self, running: Running) -> None:
        """Wait for the outcomes of what has ended to be written, close DBOS, and give the rest back.

        Without a database nothing can be given back: other replicas take it over, or this one at its next start.
        """
        try:
            _wait(lambda: running.handed_back.issuperset(self.ledger.held(self.executor_id).get(self.executor_id, [])))
            DBOS.destroy(destroy_registry=True)
            given_back = self.ledger.give_back(self.executor_id)
        except OperationalError as error:
            DBOS.destroy(destroy_registry=True)
            self._log.warning("engine.not_handed_back", error=type(error.orig).__name__)
        else:
            self._log.info("engine.stopped", handed_back=given_back)

    def _disconnect(self) -> None:
        # DBOS does not wait for all of its threads: what one has in use now would never be closed, and one that
        # waits for the outcome of a job that was taken from us would connect again and keep the process from ending.
        event.listen(self._connections, "do_connect", _refuse)
        pool = self._connections.pool
        _wait(lambda: not isinstance(pool, QueuePool) or pool.checkedout() == 0)
        self._connections.dispose()


def _refuse(*_: object) -> None:
    raise RuntimeError("the engine has stopped")


def _wait(done: Callable[[], bool], *, seconds: float = 5) -> None:
    """Wait, some seconds at most, for what tells nobody when it is done."""
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.01)


def _incarnation(database_url: str) -> str:
    """Return an id that no other process has, except on SQLite, where there is one process and its heir."""
    if is_sqlite(database_url):
        return _THE_ONLY_ONE
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


def _log_as_everybody_does() -> None:
    """Have DBOS log through the root logger, where what it quotes is cut, and not to the terminal by itself."""
    logger = logging.getLogger("dbos")
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
    logger.propagate = True
