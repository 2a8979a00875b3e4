"""Syncing, whatever happens in which order: each block that is to take place stands once, and the owner's hand wins."""

import asyncio
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning_blocks import members, weeks
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.syncing import Put, Remove, Synced, back_off, worth_asking
from bot.ports.calendar import BlockEvent, ChangedByOwner, Changes, Standing
from bot.workspaces.secrets import SecretBox
from models.blocks import Block
from models.calendars import CalendarConnection
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace
from tests.unit.rules.conftest import Jobs

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
POLICY = BlockPolicy()
FEEDS = FeedSecrets(SecretBox([b"k" * 32]), "https://thrice.example")


class Killed(Exception):
    """The process ends here."""


@dataclass
class Paper:
    """A calendar on paper: it does what the port says, and its owner writes in it too."""

    events: dict[str, Standing] = field(default_factory=dict)
    version: int = 0

    def _next(self) -> str:
        self.version += 1
        return str(self.version)

    def put(self, event: BlockEvent, *, version: str | None) -> Standing:
        there = self.events.get(event.uid)
        if version is None and there is not None:
            return there
        if version is not None and (there is None or there.version != version):
            raise ChangedByOwner(there)
        self.events[event.uid] = Standing(event.uid, event.starts, event.ends, self._next())
        return self.events[event.uid]

    def remove(self, uid: str, *, version: str | None) -> None:
        there = self.events.get(uid)
        if there is not None and version is not None and there.version != version:
            raise ChangedByOwner(there)
        self.events.pop(uid, None)

    def changes(self) -> Changes:
        return Changes(list(self.events.values()), [], None, is_whole=True)


@dataclass
class Life:
    """Bo's blocks and his calendar."""

    storage: Storage
    workspace: int
    paper: Paper
    chance: random.Random
    now: datetime = NOW

    async def synced(self, *, killed: float = 0.0) -> None:
        """One sync, as the job does it; with some chance it is killed before or after each write."""
        async with self.storage.begin(self.workspace) as uow:
            await (await self._held(uow)).take_in(self.paper.changes())
        for _ in range(40):
            async with self.storage.begin(self.workspace) as uow:
                task = await (await self._held(uow)).next_write()
            if task is None:
                return
            self._perhaps(killed)
            standing = self._written(task)
            self._perhaps(killed)
            async with self.storage.begin(self.workspace) as uow:
                await (await self._held(uow)).noted(task.copy_id, task if isinstance(task, Put) else None, standing)

    def _written(self, task: Put | Remove) -> Standing | None:
        try:
            if isinstance(task, Put):
                return self.paper.put(task.event, version=task.version)
            self.paper.remove(task.uid, version=task.version)
        except ChangedByOwner as changed:
            if isinstance(task, Remove):
                self.paper.remove(task.uid, version=None)
            return changed.standing
        return None

    def _perhaps(self, killed: float) -> None:
        if self.chance.random() < killed:
            raise Killed

    async def _held(self, uow: object) -> Synced:
        [connection] = await uow.calendars.of_member("U1")  # type: ignore[attr-defined]
        member = await uow.blocks.member("U1")  # type: ignore[attr-defined]
        return Synced(uow, connection, member, self.now)  # type: ignore[arg-type]

    async def blocks(self) -> list[Block]:
        async with self.storage.look(self.workspace) as uow:
            return list(await uow.blocks.weeks("U1", NOW.date()))

    async def does(self, what: str) -> None:
        """Something that happens in a week of Bo's life."""
        async with self.storage.begin(self.workspace) as uow:
            member = await members.active(uow, "U1")
            block = self.chance.choice(list(await uow.blocks.weeks("U1", NOW.date())))
            match what:
                case "skips" if block.state == "planned":
                    weeks.skip(block)
                case "takes back":
                    weeks.take_back(block, at=self.now)
                case "moves" if block.state in ("planned", "skipped"):
                    day = timedelta(days=self.chance.randrange(-3, 0), hours=self.chance.randrange(-4, 5))
                    await weeks.move(uow, member, block, block.planned_at + day, at=self.now)
                case "travels":
                    member.tz = self.chance.choice(["Europe/Berlin", "Asia/Tokyo", "America/New_York"])
                    await weeks.plan(uow, member, policy=POLICY, at=self.now)

    def scribbles(self, what: str) -> None:
        """Bo's own hand in his calendar."""
        if not self.paper.events:
            return
        uid = self.chance.choice(sorted(self.paper.events))
        there = self.paper.events[uid]
        if what == "deletes":
            del self.paper.events[uid]
        else:
            by = timedelta(hours=self.chance.choice([-30, -3, 2]))
            self.paper.events[uid] = replace(
                there, starts=there.starts + by, ends=there.ends + by, version=self.paper._next()
            )


@pytest.fixture
def storage(storage: Storage) -> Storage:
    """A storage that leaves jobs."""
    return Storage(storage.engine, Jobs())


@pytest.fixture
async def workspace(storage: Storage) -> int:
    async with storage.begin() as uow:
        made = Workspace(team_id="T1", installed_at=NOW)
        uow.add(made)
        await uow.flush()
        workspace = made.id
    async with storage.begin(workspace) as uow:
        uow.add(Member(user_id="U1", name="Bo", tz="Europe/Berlin", seen_at=NOW, settings={}))
        await uow.flush()
        await members.join(uow, "U1", policy=POLICY, feeds=FEEDS, at=NOW)
        uow.add(CalendarConnection(user_id="U1", kind="caldav", name="Work", sealed=b"", connected_at=NOW, tries=0))
    return workspace


@pytest.mark.parametrize("seed", range(25))
async def test_in_the_end_each_block_stands_once_where_its_owner_wants_it(
    storage: Storage, workspace: int, seed: int
) -> None:
    life = Life(storage, workspace, Paper(), random.Random(seed))
    for _ in range(14):
        act = life.chance.choice(["skips", "takes back", "moves", "travels", "deletes", "drags", "sync", "killed"])
        if act in ("deletes", "drags"):
            life.scribbles(act)
        elif act in ("sync", "killed"):
            try:
                await life.synced(killed=0.4 if act == "killed" else 0.0)
            except Killed:
                continue
        else:
            try:
                await life.does(act)
            except weeks.CannotMove:
                continue
    await life.synced()
    await life.synced()
    wanted = sorted((b.starts_at, b.ends_at) for b in await life.blocks() if b.state == "planned" and b.starts_at > NOW)
    assert sorted((e.starts, e.ends) for e in life.paper.events.values()) == wanted
    before = dict(life.paper.events)
    await life.synced()
    assert life.paper.events == before, "a sync of what is in line changes nothing"


async def test_what_its_owner_deletes_is_left_out_until_they_say_otherwise(storage: Storage, workspace: int) -> None:
    life = Life(storage, workspace, Paper(), random.Random(1))
    await life.synced()
    first = min(life.paper.events.values(), key=lambda event: event.starts)
    del life.paper.events[first.uid]
    await life.synced()
    await life.synced()
    assert first.starts not in {event.starts for event in life.paper.events.values()}
    async with storage.begin(workspace) as uow:
        [block] = [b for b in await uow.blocks.weeks("U1", NOW.date()) if b.starts_at == first.starts]
        assert block.state == "skipped"
        weeks.take_back(block, at=NOW)
    await life.synced()
    [again] = [event for event in life.paper.events.values() if event.starts == first.starts]
    assert again.uid != first.uid, "an id that was deleted may not be used again"


@pytest.mark.parametrize("year", [1, 1970, 2028, 9999])
async def test_one_that_its_owner_puts_out_of_sight_is_as_good_as_deleted(
    storage: Storage, workspace: int, year: int
) -> None:
    life = Life(storage, workspace, Paper(), random.Random(1))
    await life.synced()
    first, *others = sorted(life.paper.events.values(), key=lambda each: each.starts)
    at = datetime(year, 1, 1, tzinfo=UTC)
    life.paper.events[first.uid] = Standing(first.uid, at, at + timedelta(hours=2), "moved")
    for _ in range(2):
        await life.synced()
    assert life.paper.events[first.uid].starts == at, "nobody writes over it"
    async with storage.look(workspace) as uow:
        found = await uow.blocks.weeks("U1", date(2026, 11, 23))
    assert (found[0].state, found[0].starts_at) == ("skipped", first.starts)
    assert {block.starts_at for block in found[1:]} >= {each.starts for each in others}


def test_a_calendar_that_is_long_gone_keeps_nobody_from_hearing_of_another() -> None:
    there, slow, gone = (CalendarConnection(kind=kind, tries=tries) for kind, tries in (("a", 0), ("b", 2), ("c", 9)))
    dead = CalendarConnection(kind="d", tries=0, dead_at=NOW)
    assert worth_asking([there, slow, gone, dead]) == [there, slow]
    assert worth_asking([gone, dead]) == [gone], "the only one is tried again and again"
    assert worth_asking([dead]) == []


def test_waiting_grows_up_to_six_hours_and_as_long_as_is_asked() -> None:
    assert [back_off(tries).total_seconds() / 60 for tries in (1, 2, 3, 20)] == [1, 2, 4, 360]
    assert back_off(1, 600.0) == timedelta(minutes=10)
    assert back_off(1_000_000) == timedelta(hours=6)


async def test_two_syncs_at_once_double_nothing(storage: Storage, workspace: int) -> None:
    life = Life(storage, workspace, Paper(), random.Random(2))
    await asyncio.gather(life.synced(), life.synced())
    assert len(life.paper.events) == len({event.starts for event in life.paper.events.values()}) >= 5
