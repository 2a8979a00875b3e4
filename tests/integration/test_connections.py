"""A member's connections: one of each kind whatever comes at once, mended, replaced, disconnected and brought back."""

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest

from bot.learning_blocks import connections, disconnecting, members
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.jobs import DisconnectCalendar, LookForConflicts
from bot.learning_blocks.policy import BlockPolicy
from bot.ports.calendar import CalendarSeen
from bot.ports.calendar_access import Login
from bot.workspaces.secrets import SecretBox
from models.calendars import CalendarConnection
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace
from tests.unit.rules.conftest import Jobs

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BOX = SecretBox([os.urandom(32)])
SECRETS = ConnectionSecrets(BOX)


def login(calendar: str, password: str = "x") -> Login:
    return Login("https://dav.example.com/", "bo", password, f"https://dav.example.com/{calendar}/")


class Team:
    """A workspace in which Bo and Chen take part."""

    def __init__(self, storage: Storage, workspace_id: int, jobs: Jobs) -> None:
        self.storage, self.workspace_id, self.jobs = storage, workspace_id, jobs

    async def connects(self, calendar: str, password: str = "x", *, user: str = "U2", at: datetime = NOW) -> int:
        async with self.storage.begin(self.workspace_id) as uow:
            seen, secret = CalendarSeen("Work"), login(calendar, password)
            made = await connections.connect(uow, user, "caldav", secret, seen, secrets=SECRETS, at=at)
            return made.id

    async def disconnects(self, number: int, *, user: str = "U2") -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            await connections.disconnect(uow, user, number, at=NOW)

    async def rows(self) -> list[CalendarConnection]:
        async with self.storage.look() as uow:
            return list(await uow.sealed.connections())

    @property
    def leaving(self) -> list[int]:
        return [job.connection_id for job in self.jobs.of(DisconnectCalendar)]


@pytest.fixture
async def team(storage: Storage) -> Team:
    jobs = Jobs()
    storage = Storage(storage.engine, jobs)
    async with storage.begin() as uow:
        workspace = Workspace(team_id="T1", name="Acme", installed_at=NOW)
        uow.add(workspace)
        await uow.flush()
    async with storage.begin(workspace.id) as uow:
        uow.add(Member(user_id="U2", name="Bo", seen_at=NOW), Member(user_id="U3", name="Chen", seen_at=NOW))
        await uow.flush()
        for user_id in ("U2", "U3"):
            await members.join(uow, user_id, policy=BlockPolicy(), feeds=FeedSecrets(BOX, ""), at=NOW)
    return Team(storage, workspace.id, jobs)


async def test_many_tabs_at_once_make_one_connection(team: Team) -> None:
    same = await asyncio.gather(*(team.connects("work") for _ in range(8)))
    assert len(set(same)) == 1
    await asyncio.gather(*(team.connects(f"another-{number}") for number in range(8)))
    standing = [row for row in await team.rows() if row.ended_at is None]
    assert len(standing) == 1
    assert sorted(team.leaving) == sorted(row.id for row in await team.rows() if row.ended_at is not None)


async def test_the_same_calendar_is_mended_and_synced_anew(team: Team) -> None:
    number = await team.connects("work", "old")
    async with team.storage.begin(team.workspace_id) as uow:
        connection = await uow.calendars.get(number)
        assert connection is not None
        connection.dead_at, connection.sync_at, connection.tries, connection.token = NOW, None, 7, "until-here"
    assert await team.connects("work", "new", at=LATER) == number
    [row] = await team.rows()
    assert (row.dead_at, row.sync_at, row.tries, row.token) == (None, LATER, 0, "until-here")
    assert row.connected_at == LATER, "what is told when it dies again is another message"
    assert SECRETS.login(row).password == "new"
    assert not team.leaving


async def test_a_calendar_connected_within_a_week_of_a_block_is_looked_into_at_once(team: Team) -> None:
    async with team.storage.look(team.workspace_id) as uow:
        this_week, *_ = [b for b in await uow.blocks.weeks("U2", NOW.date() - timedelta(days=7)) if b.starts_at > NOW]
    await team.connects("work")
    assert [job.block_id for job in team.jobs.of(LookForConflicts)] == [this_week.id]
    await team.connects("work", at=this_week.starts_at - timedelta(minutes=11))
    assert [job.block_id for job in team.jobs.of(LookForConflicts)][1:] == [this_week.id], "nothing looked before"
    await team.connects("work", at=this_week.starts_at - timedelta(minutes=10))
    assert len(team.jobs.of(LookForConflicts)) == 2, "it is reminded of already"


async def test_one_that_is_being_disconnected_is_brought_back(team: Team) -> None:
    number = await team.connects("work")
    await team.disconnects(number)
    [row] = await team.rows()
    assert row.sync_at is None
    async with team.storage.look(team.workspace_id) as uow:
        assert await uow.calendars.get(number) is None
        assert not await uow.calendars.of_member("U2")
    assert await team.connects("work", at=LATER) == number
    [row] = await team.rows()
    assert (row.ended_at, row.sync_at) == (None, LATER)


async def test_nobody_disconnects_what_is_not_theirs_or_not_there(team: Team) -> None:
    number = await team.connects("work")
    for user, wanted in (("U3", number), ("U2", number + 1), ("U2", 0)):
        with pytest.raises(connections.NotConnected):
            await team.disconnects(wanted, user=user)
    await team.disconnects(number)
    with pytest.raises(connections.NotConnected):
        await team.disconnects(number)
    assert team.leaving == [number]


async def test_two_members_may_have_the_same_calendar(team: Team) -> None:
    assert await team.connects("work") != await team.connects("work", user="U3")
    async with team.storage.begin(team.workspace_id) as uow:
        await disconnecting.end_all(uow, "U2", at=NOW)
    async with team.storage.look() as uow:
        assert await uow.sealed.is_held("caldav", "Work"), "of Chen, who must not lose the access with Bo"


async def test_what_a_person_may_take_with_them_holds_nothing_that_lets_anybody_in(team: Team) -> None:
    await team.connects("work", "correct horse")
    async with team.storage.look(team.workspace_id) as uow:
        held = await uow.learning_of.held("U2")
    assert held["calendar_connections"][0]["name"] == "Work"
    assert "sealed" not in held["calendar_connections"][0]
    async with team.storage.begin(team.workspace_id) as uow:
        [left] = await connections.held_by(uow, "U2", secrets=SECRETS, at=NOW)
        await uow.learning_of.erase("U2")
    assert not await team.rows()
    assert "correct horse" not in repr(left)


async def test_of_a_workspace_that_removed_thrice_every_calendar_is_left_and_of_one_that_did_not_none(
    team: Team,
) -> None:
    many = disconnecting.AT_ONCE + 5
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(
            *(
                CalendarConnection(user_id=f"W{n}", kind="google", name=f"w{n}", sealed=b"", connected_at=NOW)
                for n in range(many)
            )
        )
    assert not await leave_some(team)
    assert team.leaving == [], "it is installed, perhaps again"
    async with team.storage.begin(team.workspace_id) as uow:
        await uow.workspaces.uninstalled(team.workspace_id, at=NOW)
    assert await leave_some(team)
    assert not await leave_some(team)
    assert len(set(team.leaving)) == len(team.leaving) == many
    assert all(row.ended_at is not None for row in await team.rows())


async def leave_some(team: Team) -> bool:
    async with team.storage.begin(team.workspace_id) as uow:
        return await disconnecting.end_some(uow, within=timedelta(minutes=1), at=NOW)
