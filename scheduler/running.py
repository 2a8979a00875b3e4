"""Runs jobs on the application's own loop for the durable engine, which calls from threads of its own."""

import asyncio
import concurrent.futures
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

import structlog

from bot.ports.calendar import CalendarUnavailable
from bot.ports.chat import ChatUnavailable
from bot.ports.jobs import ORDERED, Job, Queue
from bot.telemetry.metrics import Metrics
from scheduler.attempts import Attempts
from scheduler.doorbell import Doorbells
from scheduler.registry import Registry, UnknownJob
from scheduler.writing import Written

DONE: Final = "done"
AGAIN: Final = "again"
Leave = Callable[[Written, timedelta], None]
"""Writes an attempt down that is to be made after a pause."""


class JobFailed(Exception):
    """A job failed at its last attempt; says the kind and the type of the error."""


class HandedBack(BaseException):
    """The process stops: the job is to be run by another, or after the restart.

    Not an `Exception`, which DBOS would note as the job's outcome: passed by, the job stays begun and unended.
    """


class Running:
    """The jobs that this process holds: claimed ones wait for a turn, `workers` of each queue run at once."""

    def __init__(
        self,
        registry: Registry,
        *,
        bells: Doorbells,
        leave: Leave,
        workers: int,
        claims: Mapping[Queue, int],
        attempts: Attempts,
        deadline: timedelta,
        metrics: Metrics | None = None,
    ) -> None:
        self._registry = registry
        self._bells = bells
        self._leave = leave
        self._claims = claims
        self._attempts = attempts
        self._deadline = deadline
        self._metrics = metrics
        self._loop = asyncio.get_running_loop()
        self._turns = {queue: asyncio.Semaphore(workers) for queue in Queue}
        self._tasks: set[asyncio.Task[object]] = set()
        self._stopping = False
        self._lock = threading.Lock()
        self._held: Counter[Queue] = Counter()
        self._since: Counter[Queue] = Counter()
        self.handed_back: set[str] = set()
        self._log = structlog.get_logger(__name__)

    def run(self, written: Written) -> str:
        """Run one attempt, in a thread of the engine; return how it ended, or raise `JobFailed` or `HandedBack`."""
        self._take(written.queue)
        try:
            if self._stopping:
                raise self._hand_back(written)
            error = asyncio.run_coroutine_threadsafe(self._attempt(written), self._loop).result()
        except concurrent.futures.CancelledError:
            raise self._hand_back(written) from None
        finally:
            self._lay_down(written.queue)
        return DONE if error is None else self._failed(written, error)

    def stop_taking(self) -> None:
        """Hand every job back that comes from now on."""
        self._stopping = True

    async def drain(self, within: timedelta) -> None:
        """Let what runs come to its end; what has not ended `within` that time is cancelled and handed back."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within.total_seconds())
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _attempt(self, written: Written) -> Exception | None:
        """Run it on the loop; return what went wrong."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (for the type: a coroutine that runs has a task)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        async with self._turns[written.queue]:
            began = time.perf_counter()
            try:
                job = self._registry.parse(written.kind, written.payload)
                async with asyncio.timeout(self._deadline.total_seconds()):
                    await self._registry.run(job)
            except Exception as error:  # noqa: BLE001 (a door: what a job raises decides whether it is tried again)
                return error
            self._count(job, time.perf_counter() - began)
        return None

    def _failed(self, written: Written, error: Exception) -> str:
        pause = self._attempts.pause_after(written.attempt, _asked(error))
        log = self._log.bind(kind=written.kind, key=written.key, attempt=written.attempt, error=type(error).__name__)
        if pause is None:
            log.error("job.dead", exc_info=error)
            if self._metrics is not None:
                kind = "unknown" if isinstance(error, UnknownJob) else written.kind
                self._metrics.jobs.labels(kind=kind, outcome="failed").inc()
            raise JobFailed(f"{written.kind}: {type(error).__name__}")
        log.warning("job.failed", again_in=pause.total_seconds(), exc_info=error)
        # Should we die in between, both this attempt and the next are made, which a job must bear.
        self._leave(written.next(), pause)
        return AGAIN

    def _take(self, queue: Queue) -> None:
        with self._lock:
            self._held[queue] += 1

    def _lay_down(self, queue: Queue) -> None:
        """Wake the queue's thread where more is likely to wait: one look for every half of what is claimed at once.

        Where one at a time may run, it is only now that the next can be claimed.
        """
        half = self._claims[queue] // 2
        with self._lock:
            self._held[queue] -= 1
            self._since[queue] += 1
            look = queue in ORDERED or (self._since[queue] >= half and self._held[queue] <= half)
            if look:
                self._since[queue] = 0
        if look:
            self._bells.ring_after_this_thread(queue)

    def _hand_back(self, written: Written) -> HandedBack:
        with self._lock:
            self.handed_back.add(written.workflow_id)
        return HandedBack(written.kind)

    def _count(self, job: Job, seconds: float) -> None:
        if self._metrics is not None:
            self._metrics.jobs.labels(kind=job.kind, outcome="done").inc()
            self._metrics.job_seconds.labels(kind=job.kind).observe(seconds)


def _asked(error: Exception) -> float | None:
    """How many seconds the other side asks us to wait."""
    match error:
        case ChatUnavailable():
            return error.retry_after
        case CalendarUnavailable():
            return error.after
    return None
