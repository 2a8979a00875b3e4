"""Weeks of learners as rows: the clock ticks twice each time, is put forward and back, and rows say what came of it."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import fsrs
import pytest

from bot.errors import BotError
from bot.learning import claiming, learners, nudging, sprints
from bot.learning.jobs import SendNudges
from bot.learning.policy import LearningPolicy
from bot.learning.spacing import LONGEST_DAYS, Rating
from bot.ports.jobs import Job
from bot.workspaces.local_time import zone_of
from models.engine import make_engine
from models.members import Member
from models.sprints import Grade, Memory
from models.uow import Storage
from tests import databases
from tests.support.cards import Learning
from tests.unit.learning.pages import VPN_BODY, VPN_TITLE
from tests.wiki_world import Team

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe")
DAYS = 16
STEP = timedelta(minutes=30)
POLICY = LearningPolicy()


@dataclass
class Jobs:
    """A `JobWriter` that keeps what it is given, once a key."""

    left: dict[str, Job] = field(default_factory=dict)

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        self.left.setdefault(key, job)

    def taken(self) -> Sequence[SendNudges]:
        jobs = [job for job in self.left.values() if isinstance(job, SendNudges)]
        self.left = {}
        return jobs


class Weeks:
    """A team of learners, and what they do with their nudges."""

    def __init__(self, storage: Storage, workspace_id: int, jobs: Jobs) -> None:
        self.storage, self.workspace_id, self._jobs = storage, workspace_id, jobs
        self._chance = random.Random(7)
        self.first_shown: list[tuple[str, datetime]] = []

    async def tick(self, now: datetime) -> None:
        """Have two replicas look one after the other, and send what they found."""
        for _ in range(2):
            await self.storage.in_bulk(lambda bulk: claiming.claim(bulk, now))
        for _ in range(2):
            await self.storage.in_bulk(lambda bulk: claiming.hand_out(bulk, now))
        for job in self._jobs.taken():
            for nudge_id in job.nudge_ids:
                await self._bring(nudge_id, now)

    async def _bring(self, nudge_id: int, now: datetime) -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            found = await nudging.due(uow, nudge_id, quiet={}, at=now)
            if found is None:
                return
            nudge, learner = found
            nudging.sent(nudge, "D1", "1.0", at=now)
            if nudge.shown == 1:
                self.first_shown.append((learner.user_id, now))
            user_id = learner.user_id
        match self._chance.choice(("start", "start", "start", "snooze", "skip", "nothing")):
            case "start":
                await self._learn(user_id, nudge_id, now + timedelta(minutes=2))
            case "snooze":
                await self._snooze(user_id, nudge_id, now + timedelta(minutes=2))
            case "skip":
                async with self.storage.begin(self.workspace_id) as uow:
                    await nudging.skip(uow, user_id, nudge_id, at=now)

    async def _snooze(self, user_id: str, nudge_id: int, at: datetime) -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            nudge, learner = await nudging.mine(uow, user_id, nudge_id, at=at)
            choices = nudging.choices(learners.times_of(learner), nudge, at=at)
            await nudging.snooze(uow, user_id, nudge_id, self._chance.choice(choices), at=at)

    async def _learn(self, user_id: str, nudge_id: int, at: datetime) -> None:
        """Go through the day's sprint; where there is nothing to learn, there is none."""
        try:
            async with self.storage.begin(self.workspace_id) as uow:
                nudge, _ = await nudging.mine(uow, user_id, nudge_id, at=at)
                sprint = await sprints.begin(uow, user_id, nudge=nudge, policy=POLICY, at=at)
        except BotError:
            return
        while sprint.ended_at is None:
            at += timedelta(seconds=20)
            async with self.storage.begin(self.workspace_id) as uow:
                here = sprint.id, sprint.position
                if "read" in sprint.items[sprint.position]:
                    sprint = await sprints.turn_page(uow, user_id, *here, at=at)
                    continue
                await sprints.show_answer(uow, user_id, *here, picked=None, at=at)
                rating = Rating(self._chance.choices((1, 2, 3, 4), (1, 1, 4, 1))[0])
                sprint = await sprints.grade(uow, user_id, *here, rating, policy=POLICY, at=at)


@pytest.fixture
async def weeks(sqlite_databases: databases.SqliteDatabases) -> AsyncIterator[Weeks]:
    """Five learners in zones far apart, with two pages to learn."""
    jobs = Jobs()
    storage = Storage(make_engine(sqlite_databases.another()), jobs)
    team = await Team.founded(storage)
    learning = Learning(team)
    await learning.article(VPN_TITLE, VPN_BODY)
    await learning.article("When is payday?", "## Short answer\n\nPayday is the 25th of every month.")
    async with storage.begin(team.workspace_id) as uow:
        for number, zone in enumerate(ZONES):
            uow.add(Member(user_id=f"L{number}", name=f"l{number}", tz=zone, seen_at=MONDAY))
        await uow.flush()
        for number in range(len(ZONES)):
            await learners.join(uow, f"L{number}", policy=POLICY, at=MONDAY - timedelta(days=1))
    jobs.left.clear()
    yield Weeks(storage, team.workspace_id, jobs)
    await storage.close()


async def live(weeks: Weeks) -> None:
    """Let the days pass; the machine is off for a day and a half, and its clock goes a day wrong and is put right."""
    error, now = timedelta(0), MONDAY
    while now < MONDAY + timedelta(days=DAYS):
        now += STEP
        day = (now - MONDAY) / timedelta(days=1)
        if 7.3 < day < 8.8:
            continue
        error = timedelta(days=1) if 2.4 < day < 2.9 else timedelta(hours=-26) if 10.1 < day < 10.5 else timedelta(0)
        await weeks.tick(now + error)


async def test_rows_say_one_nudge_a_local_day_and_what_package_fsrs_makes_of_the_grades(weeks: Weeks) -> None:
    await live(weeks)
    async with weeks.storage.look(weeks.workspace_id) as uow:
        for number, name in enumerate(ZONES):
            user_id, zone = f"L{number}", zone_of(name)
            shown = [at.astimezone(zone) for who, at in weeks.first_shown if who == user_id]
            assert len(shown) >= 7, "on most of eleven or twelve working days"
            assert max(Counter(at.date() for at in shown).values()) == 1, "never two on a local day"
            assert all(9 <= at.hour < 17 and at.weekday() < 5 for at in shown), "never outside the window"
            held = {memory.card_id: memory for memory in await uow.sprints.memories(user_id)}
            grades = await uow.sprints.grades_since(user_id, MONDAY - timedelta(days=3))
            assert {grade.card_id for grade in grades} == set(held)
            assert all(_same(held[card_id], grades) for card_id in held), "intervals as package fsrs has them"


def _same(held: Memory, grades: Sequence[Grade]) -> bool:
    """Tell whether the package itself, given the same grades, comes to the same memory."""
    itself = fsrs.Scheduler(
        desired_retention=POLICY.retention, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )  # fmt: skip
    card = fsrs.Card(card_id=1)
    for grade in sorted((g for g in grades if g.card_id == held.card_id), key=lambda g: g.id):
        card, _ = itself.review_card(card, fsrs.Rating(grade.rating), grade.at)
    return (held.due, held.stability, held.difficulty) == (card.due, card.stability, card.difficulty)
