"""What is noted twice at the same time is there once, and nobody of the two fails."""

import asyncio
from datetime import UTC, datetime

import pytest

from models.channels import Channel
from models.repositories.held_jobs import take_released
from models.uow import Storage
from models.workspaces import Workspace

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
async def workspace_id(storage: Storage) -> int:
    async with storage.begin() as uow:
        workspace = Workspace(team_id="T1", name="Acme", installed_at=NOW)
        uow.add(workspace)
        await uow.flush()
    async with storage.begin(workspace.id) as uow:
        uow.add(Channel(channel_id="C1", is_private=True))
    return workspace.id


async def test_a_person_who_is_met_is_one_member(storage: Storage, workspace_id: int) -> None:
    async def met() -> int:
        async with storage.begin(workspace_id) as uow:
            member = await uow.members.get_or_add("U9")
            await asyncio.sleep(0)
            return member.id

    assert len(set(await asyncio.gather(*(met() for _ in range(6))))) == 1


async def test_whoever_came_into_a_channel_is_in_it_once(storage: Storage, workspace_id: int) -> None:
    async def came() -> None:
        async with storage.begin(workspace_id) as uow:
            await uow.channels.add_member("C1", "U9")
            await asyncio.sleep(0)

    await asyncio.gather(*(came() for _ in range(6)))
    async with storage.look(workspace_id) as uow:
        assert list(await uow.channels.member_ids("C1")) == ["U9"]


async def test_a_job_is_held_once_for_its_key(storage: Storage, workspace_id: int) -> None:
    async def held() -> None:
        async with storage.begin(workspace_id) as uow:
            await uow.blocks.hold("U9", "send_review_card", {"review_id": 1}, "card:1", at=NOW)
            await asyncio.sleep(0)

    await asyncio.gather(*(held() for _ in range(6)))
    released = await storage.in_bulk(lambda bulk: take_released(bulk.connection, NOW, limit=10))
    assert [(each.kind, each.job) for each in released] == [("send_review_card", {"review_id": 1})]
    assert await storage.in_bulk(lambda bulk: take_released(bulk.connection, NOW, limit=10)) == []
