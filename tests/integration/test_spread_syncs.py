"""Syncs of many calendars: those that were due together do not stay so, and nobody's own change waits for others."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.learning_blocks import due
from bot.learning_blocks.due import SYNC_AGAIN, SYNC_SPREAD
from bot.learning_blocks.jobs import SyncCalendar
from models.calendars import CalendarConnection
from models.engine import make_engine
from models.uow import Storage
from models.workspaces import Workspace
from tests.unit.rules.conftest import Jobs

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CALENDARS = 300


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
async def storage(database_url: str, jobs: Jobs) -> AsyncIterator[Storage]:
    storage = Storage(make_engine(database_url), jobs)
    yield storage
    await storage.close()


@pytest.fixture
async def workspace(storage: Storage) -> int:
    """A workspace in which all calendars are due at once, as they are when the machine was off."""
    async with storage.begin() as uow:
        made = Workspace(team_id="T1", name="Acme", installed_at=NOW)
        uow.add(made)
        await uow.flush()
    async with storage.begin(made.id) as uow:
        uow.add(
            *(
                CalendarConnection(
                    user_id=f"U{number}", kind="google", name="Work", sealed=b"", connected_at=NOW, sync_at=NOW
                )
                for number in range(CALENDARS)
            )
        )
    return made.id


async def test_calendars_that_were_due_at_once_come_apart(storage: Storage, workspace: int, jobs: Jobs) -> None:
    assert await storage.in_bulk(lambda bulk: due.sync(bulk, NOW)) == CALENDARS
    assert len(jobs.of(SyncCalendar)) == CALENDARS
    assert await storage.in_bulk(lambda bulk: due.sync(bulk, NOW)) == 0, "nobody else gets them"
    async with storage.look() as uow:
        following = [row.sync_at for row in await uow.sealed.connections()]
    waits = [at - NOW for at in following if at is not None]
    assert SYNC_AGAIN - SYNC_SPREAD <= min(waits) < max(waits) <= SYNC_AGAIN
    assert max(Counter(wait // timedelta(minutes=1) for wait in waits).values()) < CALENDARS / 6


async def test_a_change_of_ones_own_does_not_wait_because_a_rule_changed_too(storage: Storage, workspace: int) -> None:
    later = NOW + timedelta(minutes=50)
    async with storage.begin(workspace) as uow:
        await uow.calendars.sync_soon("U1", later)
        [mine] = await uow.calendars.of_member("U1")
        await uow.session.refresh(mine)
        assert mine.sync_at == NOW, "due already, it stays so"
        mine.sync_at = NOW + timedelta(hours=1)
        await uow.flush()
        await uow.calendars.sync_soon("U1", later)
        await uow.session.refresh(mine)
        assert mine.sync_at == later
