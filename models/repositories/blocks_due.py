"""Claiming due blocks: many rows of all workspaces in one transaction, each by one replica only."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, select, update

from models.blocks import Block, BlockMember
from models.calendars import CalendarConnection
from models.workspaces import Workspace


class DueBlock(NamedTuple):
    """A block whose next step has come."""

    id: int
    workspace_id: int
    step: str
    sequence: int
    starts_at: datetime
    ends_at: datetime


class DueSync(NamedTuple):
    """A connected calendar that is to be synced."""

    id: int
    workspace_id: int


class DuePlan(NamedTuple):
    """A member whose next weeks are to be planned."""

    id: int
    workspace_id: int
    user_id: str
    plan_at: datetime


def due_blocks(connection: Connection, now: datetime, *, limit: int) -> list[DueBlock]:
    """Return blocks whose next step has come, the longest due first; nobody else gets them until this commits."""
    columns = [getattr(Block, name) for name in DueBlock._fields]
    found = connection.execute(
        select(*columns)
        .join(Workspace, and_(Workspace.id == Block.workspace_id, Workspace.uninstalled_at.is_(None)))
        .where(Block.due_at <= now)
        .order_by(Block.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Block)
    )
    return [DueBlock._make(row) for row in found]


def move_on(connection: Connection, steps: list[tuple[int, str, datetime | None]]) -> None:
    """Write down which step of which block comes next, and when (none: no further one)."""
    if steps:
        connection.execute(
            update(Block)
            .where(Block.id == bindparam("block"))
            .values(step=bindparam("new_step"), due_at=bindparam("new_due")),
            [{"block": block_id, "new_step": step, "new_due": due_at} for block_id, step, due_at in steps],
        )


def due_syncs(connection: Connection, now: datetime, *, until: datetime, limit: int) -> list[DueSync]:
    """Return calendars that are to be synced, and put that off until `until` for whoever else looks."""
    found = connection.execute(
        select(CalendarConnection.id, CalendarConnection.workspace_id)
        .join(Workspace, and_(Workspace.id == CalendarConnection.workspace_id, Workspace.uninstalled_at.is_(None)))
        .where(CalendarConnection.sync_at <= now)
        .order_by(CalendarConnection.sync_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=CalendarConnection)
    )
    due = [DueSync._make(row) for row in found]
    if due:
        connection.execute(
            update(CalendarConnection).where(CalendarConnection.id == bindparam("calendar")).values(sync_at=until),
            [{"calendar": sync.id} for sync in due],
        )
    return due


def due_plans(connection: Connection, now: datetime, *, until: datetime, limit: int) -> list[DuePlan]:
    """Return members whose next weeks are to be planned, and put that off until `until` for whoever else looks."""
    columns = [getattr(BlockMember, name) for name in DuePlan._fields]
    found = connection.execute(
        select(*columns)
        .join(Workspace, and_(Workspace.id == BlockMember.workspace_id, Workspace.uninstalled_at.is_(None)))
        .where(BlockMember.plan_at <= now)
        .order_by(BlockMember.plan_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=BlockMember)
    )
    due = [DuePlan._make(row) for row in found]
    if due:
        connection.execute(
            update(BlockMember).where(BlockMember.id == bindparam("member")).values(plan_at=until),
            [{"member": plan.id} for plan in due],
        )
    return due
