"""What we rely on in DBOS, and would not notice otherwise when it changed underneath; and taking over, built on it."""

import asyncio
import inspect
from datetime import UTC, datetime, timedelta

from dbos._queue import queue_worker_thread

from scheduler.recovery import Recovery
from tests.integration.engine.conftest import Application, Errand, Match


class Slow:
    """Runs that begin, and end when they are told to."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[asyncio.Event] = asyncio.Queue()

    async def __call__(self, _job: object) -> None:
        may_end = asyncio.Event()
        self.begun.put_nowait(may_end)
        await may_end.wait()

    async def begins(self) -> asyncio.Event:
        """Wait for the next run to begin; return what lets it end."""
        async with asyncio.timeout(30):
            return await self.begun.get()


def test_a_queue_s_thread_is_stopped_by_the_event_that_it_waits_on() -> None:
    assert list(inspect.signature(queue_worker_thread).parameters) == ["stop_event", "dbos", "queue"]
    source = inspect.getsource(queue_worker_thread)
    assert "stop_event.wait(timeout=" in source
    assert "stop_event.is_set()" in source


async def test_what_is_under_way_is_held_by_its_executor(application: Application) -> None:
    slow, engine = Slow(), application.engine
    await application.start(slow)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    may_end = await slow.begins()
    assert await asyncio.to_thread(engine.ledger.held) == {engine.executor_id: ["errand:1"]}
    may_end.set()
    await application.has_done(1)


async def test_a_job_that_is_taken_over_keeps_its_place_in_line(application: Application) -> None:
    """Resumed on its own queue and partition: the next of the workspace still waits for it."""
    slow, engine = Slow(), application.engine
    await application.start(slow)
    await application.leaves(Match(workspace_id=1, n=1), "match:1")
    await application.leaves(Match(workspace_id=1, n=2), "match:2")
    zombie = await slow.begins()
    assert await asyncio.to_thread(engine.ledger.take_from, engine.executor_id) == 1
    application.engine._bells._ring(Match.queue)
    heir = await slow.begins()
    assert await asyncio.to_thread(engine.ledger.held) == {engine.executor_id: ["match:1"]}
    heir.set()
    await application.has_done(1)
    (await slow.begins()).set()
    await application.has_done(2)
    # What was thought dead wakes and ends as well: its outcome is not asked for any more.
    zombie.set()
    await application.stop()
    assert application.done == [1, 2, 1]


async def test_a_job_under_way_at_too_many_deaths_is_kept_as_dead(application: Application) -> None:
    slow, ledger = Slow(), application.engine.ledger
    await application.start(slow)
    await application.leaves(Match(workspace_id=1, n=1), "match:1")
    for _ in range(50):
        may_end = await slow.begins()
        assert await asyncio.to_thread(ledger.take_from, application.engine.executor_id) == 1
        may_end.set()
        application.engine._bells._ring(Match.queue)
    await slow.begins()
    assert await asyncio.to_thread(ledger.take_from, application.engine.executor_id) == 0
    [dead] = await asyncio.to_thread(ledger.dead)
    assert (dead.key, dead.error) == ("match:1", "cancelled")
    await application.stop(within=timedelta(0))


async def test_the_jobs_of_a_silent_replica_are_taken_over_where_there_can_be_several(
    application: Application, database_url: str
) -> None:
    slow, engine = Slow(), application.engine
    lives = Recovery(application.storage, engine.ledger, "another", beat_seconds=3600)
    sees_silence = Recovery(application.storage, engine.ledger, "another", beat_seconds=-1)
    await application.start(slow)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await slow.begins()
    assert await lives.take_over() == 0
    several = database_url.startswith("postgresql")
    # The first time its executor is only noticed, for it never gave a sign of life.
    assert await sees_silence.take_over() == (1 if several else 0)
    await application.stop(within=timedelta(0))


async def test_signs_of_life_are_told_by_the_clock_of_the_database(application: Application) -> None:
    async with application.storage.begin() as uow:
        assert not await uow.replicas.beat("first")
    async with application.storage.begin() as uow:
        assert await uow.replicas.beat("first")
        await uow.replicas.notice("second")
        await uow.replicas.notice("second")
        assert await uow.replicas.known() == {"first", "second"}
        assert await uow.replicas.silent(timedelta(minutes=1)) == []
        assert await uow.replicas.silent(timedelta(minutes=-1)) == ["first", "second"]
        await uow.replicas.forget("first")
        assert await uow.replicas.known() == {"second"}


async def test_a_finished_job_tells_when_it_ended(application: Application) -> None:
    """The clean-up relies on it."""
    await application.start()
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.has_done(1)
    ledger = application.engine.ledger
    while await asyncio.to_thread(ledger.held):  # noqa: ASYNC110 (its outcome is written a little later)
        await asyncio.sleep(0.01)
    assert await asyncio.to_thread(ledger.clean_up, datetime.now(UTC), done=timedelta(minutes=1)) == 0
    assert await asyncio.to_thread(ledger.clean_up, datetime.now(UTC), done=timedelta(minutes=-1)) == 1
