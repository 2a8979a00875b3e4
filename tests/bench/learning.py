"""Bench: how long a tick of the clock takes that gives ten thousand of a hundred thousand learners their nudge.

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


async def run() -> dict[str, float | str]:
    """Measure on both databases."""
    return {**await tick("sqlite"), **await tick("postgresql")}


def figures() -> dict[str, float | str]:
    """Measure on a loop of its own."""
    return asyncio.run(run())


if __name__ == "__main__":
    for figure, value in figures().items():
        print(f"{figure:48} {value:10.2f}" if isinstance(value, float) else f"{figure:48} {value}")
