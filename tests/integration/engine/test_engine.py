"""The durable engine, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.ports.calendar import CalendarUnavailable
from bot.ports.chat import ChatUnavailable
from bot.telemetry.metrics import Metrics
from scheduler.alone import Alone
from scheduler.ledger import DeadJob
from tests.integration.engine.conftest import Application, Applications, Errand, Match, Unheard


async def test_a_job_runs_once_its_unit_of_work_has_committed(application: Application) -> None:
    await application.start()
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.has_done(1)
    assert application.done == [1]


async def test_a_job_of_a_unit_of_work_that_failed_was_never_left(application: Application) -> None:
    await application.start()

    async def fail_after_leaving_a_job() -> None:
        async with application.storage.begin() as uow:
            await uow.enqueue(Errand(workspace_id=1, n=1), key="errand:1")
            raise LookupError

    with pytest.raises(LookupError):
        await fail_after_leaving_a_job()
    await application.leaves(Errand(workspace_id=1, n=2), "errand:2")
    await application.has_done(2)
    assert application.done == [2]


async def test_an_occasion_is_acted_on_once_however_often_it_is_left(application: Application) -> None:
    await application.start()
    for _ in range(3):
        await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.has_done(1)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.leaves(Errand(workspace_id=1, n=2), "errand:2")
    await application.has_done(2)
    assert application.done == [1, 2]


async def test_jobs_run_on_the_loop_of_the_application(application: Application) -> None:
    loops = set()

    async def run(_job: Errand) -> None:
        loops.add(asyncio.get_running_loop())

    await application.start(run)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.has_done(1)
    assert loops == {asyncio.get_running_loop()}


async def test_a_job_left_here_starts_at_once_and_not_at_the_next_look(application_on: Applications) -> None:
    application = application_on(polling=3600.0)
    await application.start()
    for n in range(40):
        await application.leaves(Errand(workspace_id=1, n=n), f"errand:{n}")
    for n in range(40, 45):
        await application.leaves(Match(workspace_id=1, n=n), f"match:{n}")
    await application.has_done(*range(45))


async def test_a_process_that_runs_no_jobs_leaves_them_for_one_that_does(application_on: Applications) -> None:
    front, worker = application_on(), application_on()
    await front.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await worker.start()
    await worker.has_done(1)
    await front.leaves(Errand(workspace_id=1, n=2), "errand:2")
    await worker.has_done(2)


async def test_questions_of_a_workspace_are_matched_one_at_a_time_and_in_order(application: Application) -> None:
    for n in range(12):
        await application.leaves(Match(workspace_id=1, n=n), f"match:{n}")
    at_once = 0

    async def match(_job: Match) -> None:
        nonlocal at_once
        at_once += 1
        assert at_once == 1
        await asyncio.sleep(0.001)
        at_once -= 1

    await application.start(match)
    await application.has_done(*range(12))
    assert application.done == list(range(12))


async def test_two_workspaces_do_not_wait_for_each_other(application: Application) -> None:
    both = asyncio.Barrier(2)

    async def meet(_job: Match) -> None:
        await both.wait()

    await application.leaves(Match(workspace_id=1, n=1), "match:1")
    await application.leaves(Match(workspace_id=2, n=2), "match:2")
    await application.start(meet)
    await application.has_done(1, 2)


async def test_a_job_that_fails_is_tried_again(application: Application) -> None:
    tries = 0

    async def fail_twice(_job: Errand) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionError("Amina's laptop is on fire")

    await application.start(fail_twice)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.has_done(1)
    assert tries == 3


async def test_a_job_that_keeps_failing_is_kept_with_the_kind_of_error_but_not_its_words(
    application_on: Applications,
) -> None:
    metrics = Metrics()
    application = application_on(metrics=metrics)

    async def fail(_job: Errand) -> None:
        raise ValueError("Amina's password is hunter2")

    await application.start(fail)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    [dead] = await _dead(application)
    assert (dead.kind, dead.key, dead.error) == ("errand", "errand:1", "errand: ValueError")
    assert b'thrice_jobs_total{kind="errand",outcome="failed"} 1.0' in metrics.text()


async def test_a_job_that_nobody_here_knows_is_kept(application: Application) -> None:
    await application.start()
    await application.leaves(Unheard(workspace_id=1), "unheard:1")
    [dead] = await _dead(application)
    assert dead.error == "unheard: UnknownJob"


async def test_a_job_that_is_put_off_waits(application: Application) -> None:
    await application.start()
    began = asyncio.get_running_loop().time()
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1", timedelta(seconds=1))
    await application.leaves(Errand(workspace_id=1, n=2), "errand:2")
    await application.has_done(1)
    assert application.done == [2, 1]
    assert asyncio.get_running_loop().time() - began >= 1


async def test_what_does_not_end_in_time_is_handed_back_and_run_by_the_next(application_on: Applications) -> None:
    first, second = application_on(), application_on()
    began = asyncio.Event()

    async def hang(job: Errand) -> None:
        if job.n == 1:
            began.set()
            await asyncio.Event().wait()

    await first.start(hang)
    await first.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await began.wait()
    await first.stop(within=timedelta(0))
    await second.start()
    await second.has_done(1)
    assert second.done == [1]
    assert await asyncio.to_thread(second.engine.ledger.dead) == []


async def test_what_is_under_way_may_end_before_we_stop(application: Application) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()

    async def take_time(_job: Errand) -> None:
        began.set()
        await may_end.wait()

    await application.start(take_time)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await began.wait()
    stopping = asyncio.create_task(application.engine.stop())
    await asyncio.sleep(0)
    may_end.set()
    await stopping
    assert application.done == [1]


async def test_finished_jobs_go_after_a_while_and_dead_ones_later(application: Application) -> None:
    await application.start()
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.leaves(Unheard(workspace_id=1), "unheard:1")
    await application.has_done(1)
    await _dead(application)
    ledger, now = application.engine.ledger, datetime.now(UTC)
    assert await asyncio.to_thread(ledger.clean_up, now) == 0
    in_three_weeks = now + timedelta(days=21)
    # The errand, and the first two attempts at what nobody knows.
    assert await asyncio.to_thread(ledger.clean_up, in_three_weeks) == 3
    assert len(await asyncio.to_thread(ledger.dead)) == 1
    assert await asyncio.to_thread(ledger.clean_up, now + timedelta(days=100)) == 1


async def test_jobs_and_writers_do_not_lock_each_other_out(application_on: Applications) -> None:
    """Under load no job fails for want of the database: the first failure would be its last."""
    application = application_on(attempts=None, workers=8)

    async def write(job: Errand) -> None:
        async with application.storage.begin() as uow:
            await uow.replicas.beat(f"replica-{job.n % 7}")

    await application.start(write)

    async def leave(first: int) -> None:
        for n in range(first, first + 30):
            await application.leaves(Errand(workspace_id=1, n=n), f"errand:{n}")

    await asyncio.gather(*(leave(first) for first in range(0, 300, 30)))
    await application.has_done(*range(300))
    assert sorted(application.done) == list(range(300))


def test_a_sqlite_file_is_served_by_one_process(tmp_path: Path) -> None:
    first, second = Alone(tmp_path / "thrice.db"), Alone(tmp_path / "thrice.db")
    first.acquire()
    with pytest.raises(SettingsError, match=r"another Thrice is running on thrice\.db"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


async def _dead(application: Application) -> list[DeadJob]:
    async with asyncio.timeout(30):
        while not (dead := await asyncio.to_thread(application.engine.ledger.dead)):  # noqa: ASYNC110 (it is a table)
            await asyncio.sleep(0.02)
    return dead


@pytest.mark.parametrize(
    "asks", [ChatUnavailable("busy", retry_after=0.7), CalendarUnavailable("busy", after=0.7)], ids=["chat", "calendar"]
)
async def test_who_asks_us_to_wait_is_waited_for(application: Application, asks: Exception) -> None:
    tried = list[float]()

    async def run(_job: Errand) -> None:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) == 1:
            raise asks

    await application.start(run)
    await application.leaves(Errand(workspace_id=1, n=1), "errand:1")
    await application.has_done(1)
    assert tried[1] - tried[0] >= 0.6, "ten milliseconds would be our own pause"
