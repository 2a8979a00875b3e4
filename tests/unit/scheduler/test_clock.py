"""The clock, the pauses between attempts, the bells and the registry."""

import asyncio
import threading
import time
from datetime import timedelta
from typing import ClassVar

import pytest
import structlog
from pydantic import ValidationError

from bot.ports.jobs import Job
from scheduler.attempts import Attempts
from scheduler.clock import Tick, Ticker
from scheduler.doorbell import Doorbell
from scheduler.registry import Registry, UnknownJob

SOON = timedelta(milliseconds=20)


class Errand(Job, frozen=True):
    kind: ClassVar[str] = "errand"
    n: int


async def test_a_tick_comes_at_once_and_again() -> None:
    came = asyncio.Semaphore(0)

    async def come() -> None:
        came.release()

    ticker = Ticker([Tick("come", SOON, come)])
    ticker.start()
    async with asyncio.timeout(10):
        for _ in range(3):
            await came.acquire()
    await ticker.stop()


async def test_a_tick_that_fails_or_hangs_does_not_keep_others_away_or_itself() -> None:
    failures, others = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def fail() -> None:
        failures.release()
        raise LookupError

    async def hang() -> None:
        failures.release()
        await asyncio.Event().wait()

    async def come() -> None:
        others.release()

    ticks = [Tick("fail", SOON, fail), Tick("hang", SOON, hang), Tick("come", SOON, come)]
    ticker = Ticker(ticks, deadline=timedelta(milliseconds=30))
    ticker.start()
    async with asyncio.timeout(10):
        for _ in range(6):
            await failures.acquire()
        for _ in range(3):
            await others.acquire()
    await ticker.stop()


async def test_what_is_under_way_has_ended_when_the_clock_has_stopped() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    ticker = Ticker([Tick("hang", SOON, hang)])
    ticker.start()
    await began.wait()
    await ticker.stop()
    assert ended.is_set()


async def test_a_tick_that_is_still_under_way_is_passed_over_by_name() -> None:
    heard = asyncio.Event()

    async def listen() -> None:
        if said:
            heard.set()

    ticker = Ticker([Tick("hang", SOON, asyncio.Event().wait), Tick("listen", SOON, listen)])
    with structlog.testing.capture_logs() as said:
        ticker.start()
        async with asyncio.timeout(10):
            await heard.wait()
        await ticker.stop()
    assert said[0] == {"event": "tick.passed_over", "tick": "hang", "why": "still_under_way", "log_level": "info"}


def test_pauses_double_and_come_to_an_end() -> None:
    attempts = Attempts(limit=5, first=timedelta(seconds=2), longest=timedelta(seconds=10))
    pauses = [attempts.pause_after(attempt) for attempt in range(1, 6)]
    assert pauses == [*(timedelta(seconds=n) for n in (2, 4, 8, 10)), None]


def test_nobody_is_asked_again_before_they_said() -> None:
    assert Attempts().pause_after(1, asked=30.0) == timedelta(seconds=30)
    assert Attempts().pause_after(8, asked=1.0) == timedelta(seconds=128)


def test_a_bell_wakes_who_waits_and_who_is_about_to() -> None:
    bell = Doorbell()
    bell.ring()
    assert bell.wait(60) is False
    waiting = threading.Thread(target=bell.wait, args=(60,))
    waiting.start()
    bell.ring()
    waiting.join(timeout=10)
    assert not waiting.is_alive()


def test_looks_are_a_breath_apart_however_often_it_rings() -> None:
    bell = Doorbell()
    began = time.monotonic()
    for _ in range(3):
        bell.ring()
        bell.ring()
        assert bell.wait(60) is False
    assert 0.06 <= time.monotonic() - began < 30


def test_a_bell_that_was_set_stops_everybody() -> None:
    bell = Doorbell()
    bell.set()
    assert bell.wait(60) is True
    assert bell.wait(60) is True


async def test_a_job_is_run_by_the_function_of_its_kind() -> None:
    ran = []

    async def run(tools: str, job: Errand) -> None:
        ran.append((tools, job.n))

    registry = Registry.of("hammer", {Errand: run})
    await registry.run(registry.parse("errand", {"workspace_id": 1, "n": 5}))
    assert ran == [("hammer", 5)]


def test_what_cannot_be_read_as_a_job_is_refused() -> None:
    async def run(_tools: str, _job: Errand) -> None: ...

    registry = Registry.of("hammer", {Errand: run})
    with pytest.raises(UnknownJob, match="holiday"):
        registry.parse("holiday", {"workspace_id": 1})
    with pytest.raises(ValidationError):
        registry.parse("errand", {"workspace_id": 1, "n": "many"})
