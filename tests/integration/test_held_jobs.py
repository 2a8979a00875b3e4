"""What is told unasked waits for the end of a learning block: nothing is lost or comes twice, and it is in order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from bot.learning import learners, nudging
from bot.learning.policy import LearningPolicy
from bot.learning_blocks import members, weeks
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.jobs import LookForConflicts, TellOfMonth
from bot.learning_blocks.policy import BlockPolicy
from bot.ports.jobs import Job
from bot.workspaces.secrets import SecretBox
from models.blocks import Block, HeldJob
from models.engine import make_engine
from models.learners import Nudge
from models.members import Member
from models.uow import Bulk, Storage, UnitOfWork
from models.workspaces import Workspace
from scheduler.jobs import KINDS, holding
from scheduler.jobs.tools import Tools

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 14, tzinfo=UTC)
"""Lena's block is from 14:00 to 16:00."""
HOUR = timedelta(hours=1)
FEEDS = FeedSecrets(SecretBox([b"k" * 32]), "https://thrice.example")


class Kept:
    """A `JobWriter` that keeps what is left, once for each occasion."""

    def __init__(self) -> None:
        self.left: dict[str, Job] = {}

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        self.left.setdefault(key, job)


@dataclass
class Afternoon:
    """Lena takes part in the blocks; curators' months are what she would be told of."""

    storage: Storage
    workspace: int
    jobs: Kept
    now: datetime = FRIDAY + HOUR
    told: list[int] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    async def runs(self, month: int) -> None:
        """Run the job that would tell her of a month."""
        await self.runs_job(TellOfMonth(workspace_id=self.workspace, user_id="U1", year=2026, month=month))

    async def runs_job(self, job: TellOfMonth) -> None:
        async def tell(_: Tools, job: TellOfMonth) -> None:
            self.told.append(job.month)

        await holding.after_block(tell, holding.named_in)(cast(Tools, self), job)

    async def round(self) -> list[int]:
        """One round of the clock, and what it leaves is run; returns what she was told in it."""
        before, self.told, self.jobs.left = self.told, [], {}
        await self.storage.in_bulk(self._release)
        for job in self.jobs.left.values():
            assert isinstance(job, TellOfMonth)
            await self.runs_job(job)
        said, self.told = self.told, [*before, *self.told]
        return said

    def _release(self, bulk: Bulk) -> int:
        return holding.release(bulk, self.now, KINDS)

    async def does(self, what: Callable[[UnitOfWork, Block], object]) -> None:
        """Something happens to her block."""
        async with self.storage.begin(self.workspace) as uow:
            [block] = [b for b in await uow.blocks.weeks("U1", date(2026, 11, 23)) if b.starts_at == FRIDAY]
            what(uow, block)


@pytest.fixture
async def afternoon(database_url: str) -> Afternoon:
    jobs = Kept()
    storage = Storage(make_engine(database_url), jobs)
    async with storage.begin() as uow:
        made = Workspace(team_id="T1", installed_at=MONDAY)
        uow.add(made)
        await uow.flush()
        workspace = made.id
    async with storage.begin(workspace) as uow:
        uow.add(Member(user_id="U1", name="Lena", tz="UTC", seen_at=MONDAY, settings={}))
        await uow.flush()
        await members.join(uow, "U1", policy=BlockPolicy(), feeds=FEEDS, at=MONDAY)
    return Afternoon(storage, workspace, jobs)


async def test_what_comes_in_a_block_waits_for_its_end_and_comes_once_in_its_order(afternoon: Afternoon) -> None:
    for month in (3, 1, 2):
        await afternoon.runs(month)
    await afternoon.runs(3)
    assert (afternoon.told, await afternoon.round()) == ([], []), "it runs"
    afternoon.now = FRIDAY + 2 * HOUR
    assert [await afternoon.round() for _ in range(4)] == [[3], [1], [2], []]
    await afternoon.runs(4)
    assert afternoon.told == [3, 1, 2, 4]
    await afternoon.storage.close()


async def test_before_the_block_and_to_others_it_comes_at_once(afternoon: Afternoon) -> None:
    await afternoon.runs_job(TellOfMonth(workspace_id=afternoon.workspace, user_id="U2", year=2026, month=6))
    afternoon.now = FRIDAY - timedelta(seconds=1)
    await afternoon.runs(7)
    assert afternoon.told == [6, 7]
    await afternoon.storage.close()


def _skipped(_: UnitOfWork, block: Block) -> None:
    weeks.skip(block)


def _moved(_: UnitOfWork, block: Block) -> None:
    weeks.put_by_owner(block, FRIDAY + 4 * HOUR, FRIDAY + 6 * HOUR, at=FRIDAY + HOUR)


@pytest.mark.parametrize("happens", [_skipped, _moved])
async def test_a_block_that_takes_no_place_now_holds_nothing(
    afternoon: Afternoon, happens: Callable[[UnitOfWork, Block], object]
) -> None:
    await afternoon.runs(5)
    await afternoon.does(happens)
    assert await afternoon.round() == [5]
    await afternoon.storage.close()


async def test_whoever_leaves_in_the_middle_of_a_block_is_held_no_more(afternoon: Afternoon) -> None:
    await afternoon.runs(5)
    async with afternoon.storage.begin(afternoon.workspace) as uow:
        await members.leave(uow, "U1", at=afternoon.now)
    assert await afternoon.round() == [5]
    await afternoon.storage.close()


async def test_what_is_held_goes_with_whoever_is_forgotten(afternoon: Afternoon) -> None:
    await afternoon.runs(5)
    async with afternoon.storage.begin(afternoon.workspace) as uow:
        assert [row["kind"] for row in (await uow.learning_of.held("U1"))["held_jobs"]] == ["tell_of_month"]
        await uow.learning_of.erase("U1")
    afternoon.now += 2 * HOUR
    assert await afternoon.round() == []
    await afternoon.storage.close()


async def test_a_job_of_another_version_does_not_stop_the_others(afternoon: Afternoon) -> None:
    async with afternoon.storage.begin(afternoon.workspace) as uow:
        uow.add(HeldJob(user_id="U1", kind="of_tomorrow", job={}, key="of_tomorrow", held_at=FRIDAY))
    await afternoon.runs(5)
    afternoon.now += 2 * HOUR
    assert [await afternoon.round() for _ in range(2)] == [[], [5]]
    await afternoon.storage.close()


async def test_a_nudge_waits_too_and_comes_at_once_where_the_block_is_skipped(afternoon: Afternoon) -> None:
    async with afternoon.storage.begin(afternoon.workspace) as uow:
        await learners.join(uow, "U1", policy=LearningPolicy(), at=MONDAY)
        nudge = Nudge(
            user_id="U1", local_date=FRIDAY.date(), state="waiting", due_at=FRIDAY, because="", shown=0,
            ends_at=FRIDAY + 3 * HOUR,
        )  # fmt: skip
        uow.add(nudge)
        await uow.flush()
        assert await nudging.due(uow, nudge.id, quiet={}, at=afternoon.now) is None
        assert (nudge.because, nudge.due_at) == ("busy", FRIDAY + 2 * HOUR)
        member = await members.active(uow, "U1")
        weeks.skip(await weeks.mine(uow, "U1", (await uow.blocks.weeks("U1", FRIDAY.date() - timedelta(4)))[0].id,
                                    at=afternoon.now))  # fmt: skip
        await weeks.touched(uow, member, at=afternoon.now)
        await uow.session.refresh(nudge)
        assert nudge.due_at == afternoon.now
        assert await nudging.due(uow, nudge.id, quiet={}, at=afternoon.now) is not None
    await afternoon.storage.close()


@pytest.mark.parametrize(
    ("step", "starts", "at", "is_told"),
    [
        ("day", FRIDAY, FRIDAY - 26 * HOUR, True),
        ("day", FRIDAY - 4 * HOUR, FRIDAY - 30 * HOUR, False),
        ("day", FRIDAY - 5 * HOUR, FRIDAY - 31 * HOUR, True),
        ("week", FRIDAY - 6 * HOUR, FRIDAY - 6 * HOUR - timedelta(days=7), False),
        ("moved", FRIDAY - 6 * HOUR, FRIDAY - 6 * HOUR - timedelta(days=7), True),
    ],
    ids=["noon", "eight", "seven, and nine is too late", "eight, and a week is left", "eight, when they moved it"],
)
async def test_conflicts_are_told_in_working_hours_while_that_leaves_time_to_move(
    afternoon: Afternoon, step: str, starts: datetime, at: datetime, is_told: bool
) -> None:
    """Lena works from nine to five."""
    told: list[str] = []
    block_ids: list[int] = []

    async def tell(_: Tools, job: LookForConflicts) -> None:
        told.append(job.step)

    def puts(_: UnitOfWork, block: Block) -> None:
        weeks.put_by_owner(block, starts, starts + 2 * HOUR, at=MONDAY)
        block_ids.append(block.id)

    await afternoon.does(puts)
    afternoon.now = at
    job = LookForConflicts(workspace_id=afternoon.workspace, block_id=block_ids[0], sequence=1, step=step)
    runner = holding.in_working_hours(tell, holding.owner_of, latest=holding.movable_until)
    await runner(cast(Tools, afternoon), job)
    assert bool(told) is is_told
    await afternoon.storage.close()
