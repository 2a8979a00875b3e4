"""The clock: says when, never what. Its ticks claim due rows and leave jobs whose keys name the occasion."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

_DEADLINE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Tick:
    """Something to do every so often, first after `first`. Every replica does it: it must bear company."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    first: timedelta = timedelta(0)


class Ticker:
    """Runs ticks on the present loop, each one at a time; one that fails or hangs does not stop the next."""

    def __init__(self, ticks: Iterable[Tick], *, deadline: timedelta = _DEADLINE) -> None:
        self._ticks = tuple(ticks)
        self._deadline = deadline
        self._scheduler: AsyncIOScheduler | None = None
        self._under_way: set[asyncio.Task[object]] = set()
        self._log = structlog.get_logger(__name__)

    def start(self) -> None:
        """Begin to tick."""
        # Due times are rows in the database, so the scheduler remembers nothing, and late ticks fall together.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_listener(self._passed_over, EVENT_JOB_MAX_INSTANCES)
        self._scheduler.start()
        now = datetime.now(UTC)
        for tick in self._ticks:
            self._scheduler.add_job(
                self._run, "interval", (tick,), id=tick.name, seconds=tick.every.total_seconds(),
                next_run_time=now + tick.first,
            )  # fmt: skip

    async def stop(self) -> None:
        """Tick no more, and wait for what was under way to be cancelled."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _passed_over(self, event: JobSubmissionEvent) -> None:
        # It comes with the next round; what hangs is ended by the deadline, and that is an error of its own.
        self._log.info("tick.passed_over", tick=event.job_id, why="still_under_way")

    async def _run(self, tick: Tick) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (for the type: a coroutine that runs has a task)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                await tick.run()
        except asyncio.CancelledError:
            # APScheduler would write a traceback of it into the log; that we stop is no fault.
            if self._scheduler is not None:
                raise
        except Exception as error:  # noqa: BLE001 (a door: the next tick tries again)
            self._log.error("tick.failed", tick=tick.name, error=type(error).__name__, exc_info=error)
