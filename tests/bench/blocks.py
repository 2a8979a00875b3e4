"""Bench: the reminders of one zone's Friday for ten thousand members, and planning their next weeks.

`python -m tests.bench blocks` prints the figures.
"""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from bot.learning_blocks import due
from migrations.runner import migrate
from models.blocks import Block, BlockMember
from models.engine import make_engine, make_sync_engine
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace
from scheduler.durable import make_durable_engine, prepare
from scheduler.writing import DurableWriter
from tests.bench.learning import fresh

MEMBERS = 10_000
FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)
TARGET = 30


def fill(engine: Engine) -> None:
    """Ten thousand members of one workspace with six weeks of blocks each; those of this Friday are due."""
    weeks = [date(2026, 10, 26) + timedelta(weeks=n) for n in range(6)]
    with engine.begin() as connection:
        team = {"team_id": "T1", "name": "", "url": "", "installed_at": FRIDAY}
        [workspace] = connection.scalars(insert(Workspace).returning(Workspace.id), [team]).all()
        who = [{"workspace_id": workspace, "user_id": f"U{n:05d}"} for n in range(MEMBERS)]
        connection.execute(insert(Member), [{**each, "name": "", "seen_at": FRIDAY} for each in who])
        connection.execute(insert(BlockMember), [{**each, **_member(n)} for n, each in enumerate(who)])
        for week in weeks:
            connection.execute(insert(Block), [{**each, **_block(week)} for each in who])


def _member(number: int) -> dict[str, Any]:
    return {
        "joined_at": FRIDAY, "tz": "Europe/Berlin", "protection": "firm", "feed_hash": str(number), "feed_sealed": b"",
        "changed_at": FRIDAY, "plan_at": FRIDAY,
    }  # fmt: skip


def _block(week: date) -> dict[str, Any]:
    starts = datetime.combine(week + timedelta(days=4), FRIDAY.timetz())
    return {
        "week": week, "starts_at": starts, "ends_at": starts + timedelta(hours=2), "planned_at": starts,
        "state": "planned", "is_moved": False, "sequence": 0, "step": "remind", "told": [],
        "due_at": starts - timedelta(minutes=10) if week == date(2026, 11, 23) else None,
    }  # fmt: skip


async def measured(kind: str) -> dict[str, float | str]:
    """How long it takes to leave the jobs of ten thousand reminders, and of planning as many members' weeks."""
    now = FRIDAY - timedelta(minutes=9)
    with fresh(kind) as url:
        migrate(url)
        prepare(url)
        filling = make_sync_engine(url)
        fill(filling)
        filling.dispose()
        durable = make_durable_engine(url)
        storage = Storage(make_engine(url), DurableWriter(durable))
        began, left = time.perf_counter(), 0
        while found := await storage.in_bulk(lambda bulk: due.hand_out(bulk, now)):
            left += found
        reminded = time.perf_counter()
        while await storage.in_bulk(lambda bulk: due.plan(bulk, FRIDAY)):
            pass
        planned = time.perf_counter()
        await storage.close()
        durable.dispose()
    assert left == MEMBERS, f"{left} reminders"
    return {
        f"{kind}_reminders_queued_s (under {TARGET})": reminded - began,
        f"{kind}_plans_queued_s": planned - reminded,
    }


def figures() -> dict[str, float | str]:
    """Return what was measured on both databases."""
    return {**asyncio.run(measured("sqlite")), **asyncio.run(measured("postgresql"))}


if __name__ == "__main__":
    print(figures())
