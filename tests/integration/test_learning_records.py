"""Learning records wait for the store as rows: each is sent once, on both databases, whatever the store does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.learning import learners, records, sending, statements
from bot.learning.courses import shelving
from bot.learning.jobs import SendRecords
from bot.learning.policy import LearningPolicy
from bot.learning.statements import Account, Activity, statement
from bot.ports.jobs import Job
from bot.providers.record_stores.xapi import Options, XapiStore
from bot.telemetry.metrics import Metrics
from models.engine import make_engine
from models.members import Member
from models.motivation import LearningRecord
from models.uow import Storage, UnitOfWork
from scheduler.jobs.records import send_records
from scheduler.jobs.tools import Tools
from tests.integration.test_rows import a_workspace
from tests.support.record_store import KEY, SECRET, DoubleStore

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
UNDER = "https://thrice.example.com"


@dataclass
class Jobs:
    """A `JobWriter` that keeps what it is given, once a key."""

    left: dict[str, Job] = field(default_factory=dict)

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        self.left.setdefault(key, job)

    def taken(self) -> list[SendRecords]:
        jobs = [job for job in self.left.values() if isinstance(job, SendRecords)]
        self.left = {}
        return jobs


@dataclass
class Clock:
    """A clock that stands until somebody moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()


@dataclass
class Sender:
    """What of a Thrice sends records: rows, a clock, and a store at the other end."""

    storage: Storage
    workspace_id: int
    jobs: Jobs
    store: XapiStore
    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def tools(self) -> Tools:
        parts = {"storage": self.storage, "record_store": self.store, "metrics": self.metrics}
        return cast(Tools, SimpleNamespace(**parts, clock=self.clock))

    async def records(self, numbers: range, *, user_id: str = "U1") -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            uow.add(*(a_record(number, user_id) for number in numbers))

    async def takes(self) -> list[SendRecords]:
        """Let the clock look; returns the jobs that it leaves."""
        await self.storage.in_bulk(lambda bulk: sending.take(bulk, self.clock.now))
        return self.jobs.taken()

    async def sends(self) -> int:
        """Let the clock look, and run the jobs that it leaves; returns how many those were."""
        jobs = await self.takes()
        for job in jobs:
            await send_records(self.tools, job)
        return len(jobs)

    async def rows(self) -> list[LearningRecord]:
        async with self.storage.look(self.workspace_id) as uow:
            return list((await uow.session.scalars(select(LearningRecord).order_by(LearningRecord.id))).all())

    def counted(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("thrice_learning_records_total", {"outcome": outcome}) or 0.0


def a_record(number: int, user_id: str) -> LearningRecord:
    page = Activity(f"{UNDER}/wiki/{number}", statements.PAGE)
    told = statement(f"{UNDER}/{number}", Account("https://acme.slack.com/", user_id), statements.USED, page, at=NOW)
    return LearningRecord(user_id=user_id, statement_id=told["id"], statement=told, at=NOW, due_at=NOW)


@pytest.fixture
async def double() -> AsyncIterator[DoubleStore]:
    async with DoubleStore() as double:
        yield double


@pytest.fixture
async def sender(database_url: str, double: DoubleStore) -> AsyncIterator[Sender]:
    jobs = Jobs()
    storage = Storage(make_engine(database_url), jobs, records_under=UNDER)
    clock = Clock()
    store = XapiStore(Options(double.url, KEY, SECRET), deadline_seconds=5, seconds=clock.seconds)
    yield Sender(storage, await a_workspace(storage), jobs, store, clock)
    await store.close()
    await storage.close()


@pytest.mark.slow
async def test_ten_thousand_that_waited_are_each_there_once(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(10_000))
    looks = 0
    while await sender.sends():
        looks += 1
    assert looks == 10_000 / sending.TAKEN_AT_ONCE
    assert len(double.kept) == 10_000
    assert double.calls == 10_000 / sending.SENT_AT_ONCE
    assert sender.counted("sent") == 10_000
    assert all(row.sent_at and row.due_at is None for row in await sender.rows())


async def test_two_replicas_take_each_record_once(sender: Sender, database_url: str) -> None:
    await sender.records(range(300))
    jobs = Jobs()
    other = Sender(Storage(make_engine(database_url), jobs), sender.workspace_id, jobs, sender.store, sender.clock)
    taken = await asyncio.gather(*(each.takes() for each in (sender, other) * 3))
    await other.storage.close()
    ids = [record_id for jobs in taken for job in jobs for record_id in job.record_ids]
    assert len(ids) == len(set(ids)) == 300


async def test_whoever_took_records_and_died_leaves_them_to_the_next(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(3))
    await sender.takes()
    assert await sender.sends() == 0
    sender.clock.now += records.LEASE
    assert await sender.sends() == 1
    assert len(double.kept) == 3


async def test_killed_after_sending_it_sends_again_and_the_store_has_each_once(
    sender: Sender, double: DoubleStore
) -> None:
    await sender.records(range(3))
    [job] = await sender.takes()
    await sender.store.keep([row.statement for row in await sender.rows()])  # and then the power went
    await send_records(sender.tools, job)
    assert len(double.kept) == 3
    assert set(double.came.values()) == {2}
    await send_records(sender.tools, job)
    assert set(double.came.values()) == {2}, "run once more it has nothing left to do"


async def test_an_answer_that_got_lost_is_asked_for_again(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(3))
    double.mood = "cut"
    await sender.sends()
    assert all(row.sent_at is None for row in await sender.rows())
    double.mood = "well"
    sender.clock.now += timedelta(minutes=2)
    await sender.sends()
    assert len(double.kept) == 3
    assert all(row.sent_at for row in await sender.rows())


async def test_one_that_is_refused_holds_nothing_up(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(50))
    bad = (await sender.rows())[7].statement_id
    double.stumbles_over = lambda said: 400 if said["id"] == bad else None
    await sender.sends()
    assert len(double.kept) == 49
    [refused] = [row for row in await sender.rows() if row.refused]
    assert (refused.statement_id, refused.refused, refused.due_at) == (bad, "400", None)
    assert sender.counted("refused") == 1
    async with sender.storage.begin(sender.workspace_id) as uow:
        assert await uow.records.standing() == (0, 1)
        assert await uow.records.offer_again(at=sender.clock.now) == 1
    double.stumbles_over = lambda _said: None
    await sender.sends()
    assert len(double.kept) == 50


async def test_one_that_the_store_stumbles_over_goes_alone_in_the_end(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(20))
    bad = (await sender.rows())[7].statement_id
    double.stumbles_over = lambda said: 500 if said["id"] == bad else None
    for _ in range(8):
        await sender.sends()
        sender.clock.now += timedelta(hours=1)
    assert len(double.kept) == 19
    [left] = [row for row in await sender.rows() if not row.sent_at]
    assert left.statement_id == bad
    assert left.refused is None, "the store never said that it is wrong"


@pytest.mark.slow
async def test_a_dead_store_is_asked_now_and_then_and_less_and_less(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(1_000))
    double.mood = "failing"
    for _ in range(6 * 12):
        await sender.sends()
        sender.clock.now += timedelta(minutes=5)
    assert double.calls < 100, "in six hours, of twenty batches each"
    assert max(row.tries for row in await sender.rows()) < 12
    double.mood, double.calls = "well", 0
    for _ in range(3):
        sender.clock.now += timedelta(hours=1)
        await sender.sends()
    assert len(double.kept) == 1_000
    assert double.calls == 20, "in batches again, however long it was away"


async def test_a_batch_that_is_too_large_goes_in_parts(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(5))
    # As a proxy does it, whose limit lies below what five of them are.
    sender.store = cast(XapiStore, Narrow(sender.store, most=1))
    await sender.sends()
    assert len(double.kept) == 5


class Narrow:
    """A store behind a proxy that lets only so much through."""

    def __init__(self, store: XapiStore, *, most: int) -> None:
        self._store, self._most = store, most

    async def keep(self, given: list[dict[str, Any]]) -> None:
        from bot.ports.record_store import StatementsRefused

        if len(given) > self._most:
            raise StatementsRefused(413)
        await self._store.keep(given)

    async def close(self) -> None:
        await self._store.close()


async def test_what_was_erased_while_it_waited_for_its_turn_is_not_sent(sender: Sender, double: DoubleStore) -> None:
    await sender.records(range(3))
    await sender.records(range(3, 6), user_id="U2")
    [job] = await sender.takes()
    async with sender.storage.begin(sender.workspace_id) as uow:
        await records.take_back(uow, "U1", at=sender.clock.now)
        await uow.learning_of.erase("U1")
    await send_records(sender.tools, job)
    assert len(double.kept) == 3
    sender.clock.now += records.LEASE
    await sender.sends()
    assert len(double.voided) == 3, "they may have been on their way: taken back all the same"
    assert {row.user_id for row in await sender.rows()} == {"U2"}, "nothing is left of it here"


async def test_a_store_that_lets_nobody_take_back_gets_everything_else(sender: Sender, double: DoubleStore) -> None:
    double.may_void = False
    await sender.records(range(2))
    await sender.sends()
    async with sender.storage.begin(sender.workspace_id) as uow:
        await records.take_back(uow, "U1", at=sender.clock.now)
        await uow.learning_of.erase("U1")
    sender.clock.now += records.LEASE
    await sender.records(range(2, 4), user_id="U2")
    await sender.sends()
    assert len(double.kept) == 4
    assert [row.refused for row in await sender.rows()] == ["403", "403", None, None]


Deed = Callable[[UnitOfWork], Awaitable[object]]


async def _in(storage: Storage, workspace_id: int, deed: Deed) -> list[str]:
    """Do something; returns the verbs of what was recorded of it."""
    async with storage.begin(workspace_id) as uow:
        await deed(uow)
    async with storage.look(workspace_id) as uow:
        found = await uow.session.scalars(select(LearningRecord.statement).order_by(LearningRecord.id))
        return [said["verb"]["display"]["en"] for said in found]


async def test_nothing_is_recorded_where_no_store_is_connected(sender: Sender) -> None:
    async def join(uow: UnitOfWork) -> None:
        uow.add(Member(user_id="U1", name="lena", tz="UTC", seen_at=NOW))
        await uow.flush()
        await learners.join(uow, "U1", policy=LearningPolicy(), at=NOW)

    assert await _in(Storage(sender.storage.engine), sender.workspace_id, join) == []

    async def take_again(uow: UnitOfWork) -> None:
        await shelving.leave(uow, "U1", "using-thrice")
        await uow.flush()
        await shelving.take_up(uow, "U1", "using-thrice", at=NOW)

    assert await _in(sender.storage, sender.workspace_id, take_again) == ["registered"]
    assert await _in(sender.storage, sender.workspace_id, take_again) == ["registered"], "the same moment is the same"
