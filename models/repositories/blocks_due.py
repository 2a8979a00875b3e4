"""Claiming due blocks: many rows of all workspaces in one transaction, each by one replica only."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, update

from models.blocks import Block, BlockMember
from models.calendars import CalendarConnection
from models.repositories.claiming import claim, put_off


class DueBlock(NamedTuple):
    """A block whose next step has come."""

    id: int
    workspace_id: int
    user_id: str
    step: str
    sequence: int
    starts_at: datetime
    ends_at: datetime


class DueSync(NamedTuple):
    """A connected calendar that is to be synced."""

    id: int
    workspace_id: int
    kind: str


class DuePlan(NamedTuple):
    """A member whose next weeks are to be planned."""

    id: int
    workspace_id: int
    user_id: str
    plan_at: datetime


def due_blocks(connection: Connection, now: datetime, *, limit: int) -> list[DueBlock]:
    """Return blocks whose next step has come, the longest due first; nobody else gets them until this commits."""
    columns = [getattr(Block, name) for name in DueBlock._fields]
    return [DueBlock._make(row) for row in claim(connection, columns, Block.due_at, now, limit=limit)]


def move_on(connection: Connection, steps: list[tuple[int, str, datetime | None]]) -> None:
    """Write down which step of which block comes next, and when (none: no further one)."""
    if steps:
        connection.execute(
            update(Block)
            .where(Block.id == bindparam("block"))
            .values(step=bindparam("new_step"), due_at=bindparam("new_due")),
            [{"block": block_id, "new_step": step, "new_due": due_at} for block_id, step, due_at in steps],
        )


def due_syncs(connection: Connection, now: datetime, *, limit: int) -> list[DueSync]:
    """Return calendars that are to be synced; nobody else gets them until this commits."""
    columns = [getattr(CalendarConnection, name) for name in DueSync._fields]
    return [DueSync._make(row) for row in claim(connection, columns, CalendarConnection.sync_at, now, limit=limit)]


def sync_again(connection: Connection, calendars: Sequence[tuple[int, datetime]]) -> None:
    """Write down when calendars are to be synced next."""
    put_off(connection, CalendarConnection.sync_at, calendars)


def due_plans(connection: Connection, now: datetime, *, until: datetime, limit: int) -> list[DuePlan]:
    """Return members whose next weeks are to be planned, and put that off until `until` for whoever else looks."""
    columns = [getattr(BlockMember, name) for name in DuePlan._fields]
    due = [DuePlan._make(row) for row in claim(connection, columns, BlockMember.plan_at, now, limit=limit)]
    put_off(connection, BlockMember.plan_at, [(plan.id, until) for plan in due])
    return due
