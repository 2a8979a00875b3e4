"""The day's tokens of a workspace: no more are given than there are, also to several at once and over midnight."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.ports.language_model import BudgetSpent
from bot.workspaces.budget import WorkspaceBudget
from models.uow import Storage
from models.workspaces import Workspace
from tests.support.clock import MovableClock

EVENING = datetime(2026, 11, 26, 23, 59, tzinfo=UTC)


@pytest.fixture
async def clock() -> MovableClock:
    clock = MovableClock()
    clock.passes(seconds=(EVENING - clock()).total_seconds())
    return clock


@pytest.fixture
async def workspace_id(storage: Storage) -> int:
    async with storage.begin() as uow:
        workspace = Workspace(team_id="T1", name="Acme", installed_at=EVENING)
        uow.add(workspace)
        await uow.flush()
        return workspace.id


def budget(storage: Storage, workspace_id: int, clock: MovableClock) -> WorkspaceBudget:
    return WorkspaceBudget(storage, workspace_id, daily_tokens=10_000, clock=clock)


async def test_several_at_once_get_no_more_than_there_is(
    storage: Storage, workspace_id: int, clock: MovableClock
) -> None:
    asked = [budget(storage, workspace_id, clock).reserve(4_000) for _ in range(6)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(answer, str) for answer in answers) == 2
    assert sum(isinstance(answer, BudgetSpent) for answer in answers) == 4
    async with storage.look(workspace_id) as uow:
        assert await uow.spend.on(EVENING.date()) == 8_000


async def test_what_was_not_used_is_given_back_to_the_day_that_it_was_taken_from(
    storage: Storage, workspace_id: int, clock: MovableClock
) -> None:
    spending = budget(storage, workspace_id, clock)
    reservation = await spending.reserve(8_000)
    clock.passes(minutes=2)
    await spending.settle(await spending.reserve(3_000), 3_000)
    await spending.settle(reservation, 500)
    await spending.settle(reservation, 500)
    async with storage.look(workspace_id) as uow:
        assert await uow.spend.on(EVENING.date()) == 500
        assert await uow.spend.on(clock().date()) == 3_000
