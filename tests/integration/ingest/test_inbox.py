"""The inbox on both databases: stored with its job, once, before anybody is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select
from structlog.testing import capture_logs

from bot.ports.jobs import Job
from bot.slack.ingest import DispatchEvent, Inbox, InboxUnavailable
from bot.telemetry.metrics import Metrics
from models.engine import make_engine
from models.inbox import InboxEvent
from models.uow import Storage
from scheduler.engine import Engine
from scheduler.registry import Registry

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
TEAMS = {"T1": 1, "T2": 2}


class Written:
    """A writer of jobs that notes them."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, Job]] = []
        self.broken = False

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        assert isinstance(connection, Connection)
        if self.broken:
            raise OSError("no space left")
        self.jobs.append((key, job))


async def workspace_of(team_id: str) -> int | None:
    return TEAMS.get(team_id)


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
async def storage(database_url: str, written: Written) -> AsyncIterator[Storage]:
    storage = Storage(make_engine(database_url), written)
    yield storage
    await storage.close()


InboxOf = Callable[..., Inbox]


@pytest.fixture
async def inbox_of(storage: Storage) -> AsyncIterator[InboxOf]:
    made = []

    def make(
        lookup: Callable[[str], Awaitable[int | None]] = workspace_of,
        metrics: Metrics | None = None,
        patience: float = 30,
    ) -> Inbox:
        inbox = Inbox(storage, lookup, clock=lambda: NOW, metrics=metrics, patience=patience)
        inbox.start()
        made.append(inbox)
        return inbox

    yield make
    for inbox in made:
        await inbox.stop()


async def stored(storage: Storage) -> list[tuple[str, str | None, datetime | None]]:
    async with storage.look() as uow:
        rows = await uow.session.execute(
            select(InboxEvent.event_id, InboxEvent.body, InboxEvent.done_at).order_by(InboxEvent.event_id)
        )
        return [tuple(row) for row in rows]


async def test_an_event_and_its_job_are_there_when_the_caller_hears_of_it(
    storage: Storage, inbox_of: InboxOf, written: Written
) -> None:
    await inbox_of().store("Ev1", "T2", '{"a":1}', place="C1")
    assert await stored(storage) == [("Ev1", '{"a":1}', None)]
    assert written.jobs == [("event:Ev1", DispatchEvent(workspace_id=2, event_id="Ev1", place="C1"))]


async def test_nobody_hears_of_it_before_the_commit(storage: Storage, inbox_of: InboxOf) -> None:
    may_go_on = asyncio.Event()

    async def slowly(team_id: str) -> int | None:
        await may_go_on.wait()
        return TEAMS[team_id]

    storing = asyncio.create_task(inbox_of(slowly).store("Ev1", "T1", "{}"))
    done, _ = await asyncio.wait([storing], timeout=0.05)
    assert not done
    assert await stored(storage) == []
    may_go_on.set()
    await storing
    assert len(await stored(storage)) == 1


async def test_a_refusal_because_it_takes_too_long_is_logged_and_counted(inbox_of: InboxOf) -> None:
    metrics, may_go_on = Metrics(), asyncio.Event()

    async def slowly(team_id: str) -> int | None:
        await may_go_on.wait()
        return TEAMS[team_id]

    inbox = inbox_of(slowly, metrics, patience=0.01)
    with capture_logs() as logged, pytest.raises(InboxUnavailable, match="slow"):
        await inbox.store("Ev1", "T1", '{"text":"secret"}')
    may_go_on.set()
    assert [(entry["event"], entry["log_level"], entry["event_id"]) for entry in logged] == [
        ("inbox.slow", "warning", "Ev1")
    ]
    assert b'thrice_events_total{outcome="unavailable"} 1.0' in metrics.text()


async def test_an_event_whose_job_cannot_be_left_is_not_stored(
    storage: Storage, inbox_of: InboxOf, written: Written
) -> None:
    metrics = Metrics()
    inbox, written.broken = inbox_of(metrics=metrics), True
    with pytest.raises(InboxUnavailable):
        await inbox.store("Ev1", "T1", "{}")
    assert await stored(storage) == []
    assert b'thrice_events_total{outcome="unavailable"} 1.0' in metrics.text()
    written.broken = False
    await inbox.store("Ev1", "T1", "{}")
    assert len(await stored(storage)) == 1


async def test_who_comes_while_a_transaction_is_under_way_shares_the_next(
    storage: Storage, inbox_of: InboxOf, written: Written
) -> None:
    lookups = 0

    async def counted(team_id: str) -> int | None:
        nonlocal lookups
        lookups += 1
        return TEAMS[team_id]

    inbox = inbox_of(counted)
    await asyncio.gather(*(inbox.store(f"Ev{n:02}", "T1", "{}") for n in range(60)))
    assert len(await stored(storage)) == 60
    assert [key for key, _ in written.jobs] == [f"event:Ev{n:02}" for n in range(60)]
    # One look at the teams for each transaction: the first takes whoever is there, the next all the others.
    assert lookups <= 2


async def test_a_repeated_event_is_stored_once(storage: Storage, inbox_of: InboxOf, written: Written) -> None:
    metrics = Metrics()
    inbox = inbox_of(metrics=metrics)
    await asyncio.gather(*(inbox.store("Ev1", "T1", "{}") for _ in range(3)))
    await inbox.store("Ev1", "T1", '{"retry":1}')
    assert await stored(storage) == [("Ev1", "{}", None)]
    assert len(written.jobs) == 1
    assert b'thrice_events_total{outcome="duplicate"} 3.0' in metrics.text()


async def test_events_of_a_team_that_we_do_not_know_are_dropped(
    storage: Storage, inbox_of: InboxOf, written: Written
) -> None:
    inbox = inbox_of()
    await asyncio.gather(inbox.store("Ev1", "T404", "{}"), inbox.store("Ev2", "T1", "{}"))
    assert [event_id for event_id, _, _ in await stored(storage)] == ["Ev2"]
    assert len(written.jobs) == 1


async def test_what_waits_is_written_before_it_stops_and_nothing_after(storage: Storage, inbox_of: InboxOf) -> None:
    inbox = inbox_of()
    storing = [asyncio.create_task(inbox.store(f"Ev{n}", "T1", "{}")) for n in range(5)]
    await asyncio.sleep(0)
    await inbox.stop()
    await asyncio.gather(*storing)
    with pytest.raises(InboxUnavailable):
        await inbox.store("Ev9", "T1", "{}")
    assert len(await stored(storage)) == 5


async def test_the_words_go_when_the_job_is_done_and_the_id_stays(
    storage: Storage, inbox_of: InboxOf, written: Written
) -> None:
    inbox = inbox_of()
    await inbox.store("Ev1", "T1", '{"text":"secret"}')
    async with storage.begin() as uow:
        assert await uow.inbox.take("Ev1") == '{"text":"secret"}'
        await uow.inbox.done("Ev1", at=NOW)
    await inbox.store("Ev1", "T1", '{"text":"secret"}')
    assert await stored(storage) == [("Ev1", None, NOW)]
    assert len(written.jobs) == 1
    async with storage.begin() as uow:
        assert await uow.inbox.take("Ev1") is None


async def test_ids_go_after_a_week_but_not_those_of_jobs_that_are_not_done(storage: Storage, inbox_of: InboxOf) -> None:
    inbox = inbox_of()
    await asyncio.gather(*(inbox.store(f"Ev{n}", "T1", "{}") for n in (1, 2, 3)))
    async with storage.begin() as uow:
        await uow.inbox.done("Ev1", at=NOW - timedelta(days=8))
        await uow.inbox.done("Ev2", at=NOW - timedelta(days=6))
    async with storage.begin() as uow:
        await uow.inbox.clean_up(NOW - timedelta(days=7))
    assert [event_id for event_id, _, _ in await stored(storage)] == ["Ev2", "Ev3"]


async def test_an_event_reaches_its_handler_through_the_engine(database_url: str) -> None:
    engine = Engine(database_url)
    storage = Storage(make_engine(database_url), engine.writer)
    inbox = Inbox(storage, workspace_of, clock=lambda: NOW)
    inbox.start()
    arrived: asyncio.Queue[tuple[int, str | None]] = asyncio.Queue()

    async def dispatch(job: DispatchEvent) -> None:
        async with storage.begin() as uow:
            arrived.put_nowait((job.workspace_id, await uow.inbox.take(job.event_id)))
            await uow.inbox.done(job.event_id, at=NOW)

    await engine.start(Registry({DispatchEvent: dispatch}))
    await inbox.store("Ev1", "T1", '{"n":1}')
    async with asyncio.timeout(30):
        assert await arrived.get() == (1, '{"n":1}')
    await inbox.stop()
    await engine.stop()
    assert arrived.empty()
    async with storage.look() as uow:
        left = await uow.session.scalar(
            select(func.count()).select_from(InboxEvent).where(InboxEvent.body.is_not(None))
        )
    assert left == 0
    await storage.close()
