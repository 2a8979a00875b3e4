"""Bench: a tick of the clock that gives ten thousand of a hundred thousand learners their nudge, and a sprint's clicks.

`python -m tests.bench learning` prints the figures.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

from sqlalchemy import func, select

from bot.learning import claiming
from migrations.runner import migrate
from models.engine import make_engine, make_sync_engine
from models.learners import Nudge
from models.uow import Bulk, Storage
from scheduler.durable import make_durable_engine, prepare
from scheduler.writing import DurableWriter
from tests import databases
from tests.support.clicking import Clicked, lived
from tests.support.learners import fill

LEARNERS, DUE, WORKSPACES, NUDGES = 100_000, 10_000, 20, 5
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TARGETS = {"sqlite": 10, "postgresql": 5}


@contextmanager
def fresh(kind: str) -> Iterator[str]:
    """Give the address of a migrated database, which writes as safely as one that is used."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.db"
    else:
        with databases.postgres_server() as url:
            yield url


@asynccontextmanager
async def crowd(url: str) -> AsyncIterator[Storage]:
    """Give a storage in which the learners stand, with the jobs behind it that `thrice serve` has."""
    migrate(url)
    prepare(url)
    filling = make_sync_engine(url)
    fill(filling, NOW, learners=LEARNERS, due=DUE, workspaces=WORKSPACES, nudges=NUDGES)
    filling.dispose()
    durable = make_durable_engine(url)
    storage = Storage(make_engine(url), DurableWriter(durable))
    yield storage
    await storage.close()
    durable.dispose()


async def tick(kind: str) -> dict[str, float | str]:
    """Measure what one tick does: the claim, and the jobs that it leaves once the nudges are due."""
    with fresh(kind) as url:
        async with crowd(url) as storage:
            began = time.perf_counter()
            while await storage.in_bulk(lambda bulk: claiming.claim(bulk, NOW)):
                pass
            claimed = time.perf_counter()
            later = NOW + claiming.SPREAD
            while await storage.in_bulk(lambda bulk: claiming.hand_out(bulk, later)):
                pass
            handed = time.perf_counter()
            kept = await storage.in_bulk(_nudges_of_today)
    assert kept == DUE, f"{kept} nudges"
    return {
        f"{kind}_claim_s (under {TARGETS[kind]})": claimed - began,
        f"{kind}_hand_out_s": handed - claimed,
        f"{kind}_claim_and_hand_out_s (under {TARGETS[kind]})": handed - began,
    }


def _nudges_of_today(bulk: Bulk) -> int:
    wanted = select(func.count()).select_from(Nudge).where(Nudge.local_date == NOW.date(), Nudge.due_at.is_(None))
    return bulk.connection.execute(wanted).scalar_one()


def clicks(found: Clicked) -> dict[str, float | str]:
    """Return how many clicks the longest sprint of six cards took, and how soon each brought the next step."""
    of_six = [sprint for sprint in found.sprints if sprint.cards == 6]
    ordered = sorted(found.seconds)
    return {
        "sprints_of_six_cards": float(len(of_six)),
        "clicks_of_six_cards (at most 14)": float(max(sprint.clicks for sprint in of_six)),
        "clicks": float(len(ordered)),
        "click_to_next_step_p50_ms": ordered[len(ordered) // 2] * 1e3,
        "click_to_next_step_p95_ms (under 300)": found.p95() * 1e3,
    }


async def run() -> dict[str, float | str]:
    """Measure ticks on both databases, and clicks in the playground."""
    return {**await tick("sqlite"), **await tick("postgresql"), **clicks(await lived())}


def figures() -> dict[str, float | str]:
    """Measure on a loop of its own."""
    return asyncio.run(run())


if __name__ == "__main__":
    for figure, value in figures().items():
        print(f"{figure:48} {value:10.2f}" if isinstance(value, float) else f"{figure:48} {value}")
