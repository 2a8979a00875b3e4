"""What the engine's tests share: an application that leaves jobs and runs them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from bot.ports.jobs import Job, Queue
from models.engine import make_engine
from models.uow import Storage
from scheduler.attempts import Attempts
from scheduler.engine import Engine
from scheduler.registry import Registry

AT_ONCE = Attempts(limit=3, first=timedelta(milliseconds=10))


class Errand(Job, frozen=True):
    kind: ClassVar[str] = "errand"
    n: int


class Match(Job, frozen=True):
    kind: ClassVar[str] = "match"
    queue: ClassVar[Queue] = Queue.MATCHING
    n: int


class Unheard(Job, frozen=True):
    kind: ClassVar[str] = "unheard"


class Application:
    """One process's storage and engine, and a list of what it was asked to do."""

    def __init__(self, database_url: str, **options: Any) -> None:
        self.engine = Engine(database_url, **{"workers": 4, "attempts": AT_ONCE, **options})
        self.storage = Storage(make_engine(database_url), self.engine.writer)
        self.done: list[int] = []
        self._news = asyncio.Condition()

    async def start(self, act: Callable[[Any], Awaitable[None]] | None = None) -> None:
        """Take jobs: `act` on each, then note it as done."""

        async def run(job: Errand | Match) -> None:
            if act is not None:
                await act(job)
            await self._note(job.n)

        await self.engine.start(Registry({Errand: run, Match: run}))

    async def _note(self, n: int) -> None:
        async with self._news:
            self.done.append(n)
            self._news.notify_all()

    async def leaves(self, job: Job, key: str, after: timedelta | None = None) -> None:
        async with self.storage.begin() as uow:
            await uow.enqueue(job, key=key, after=after)

    async def has_done(self, *numbers: int) -> None:
        """Wait until all of these were done."""
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(lambda: set(numbers) <= set(self.done))

    async def stop(self, within: timedelta = timedelta(seconds=5)) -> None:
        await self.engine.stop(within)
        await self.storage.close()


Applications = Callable[..., Application]


@pytest.fixture
async def application_on(database_url: str) -> AsyncIterator[Applications]:
    """Makes applications on the test's database; those that were not stopped are, at the end."""
    async with AsyncExitStack() as stack:

        def make(**options: Any) -> Application:
            application = Application(database_url, **options)
            stack.push_async_callback(application.stop)
            return application

        yield make


@pytest.fixture
def application(application_on: Applications) -> Application:
    return application_on()
