"""Held jobs: what waits for the end of somebody's learning block, and whether one runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select
from sqlalchemy.orm import aliased

from models.blocks import Block, BlockMember, HeldJob
from models.repositories.claiming import claim


class Released(NamedTuple):
    """A job that nothing holds any more."""

    id: int
    kind: str
    job: Mapping[str, Any]


def runs(at: datetime) -> ColumnElement[bool]:
    """Whether a row of `Block` is under way at a moment, of somebody who takes part: the one predicate for it."""
    takes_part = exists().where(
        BlockMember.workspace_id == Block.workspace_id,
        BlockMember.user_id == Block.user_id,
        BlockMember.left_at.is_(None),
    )
    return and_(Block.starts_at <= at, Block.ends_at > at, Block.state.in_(("planned", "started")), takes_part)


def take_released(connection: Connection, now: datetime, *, limit: int) -> list[Released]:
    """Take out the longest held job of each person whose block runs no more; nobody else gets them.

    One a person, so that what was held comes in its order.
    """
    earlier = aliased(HeldJob)
    first = select(func.min(earlier.id)).where(earlier.held_at <= now).group_by(earlier.workspace_id, earlier.user_id)
    is_held = exists().where(Block.workspace_id == HeldJob.workspace_id, Block.user_id == HeldJob.user_id, runs(now))
    columns = [HeldJob.id, HeldJob.kind, HeldJob.job]
    rows = claim(connection, columns, HeldJob.held_at, now, HeldJob.id.in_(first), ~is_held, limit=limit)
    released = [Released._make(row) for row in rows]
    if released:
        connection.execute(delete(HeldJob).where(HeldJob.id.in_([each.id for each in released])))
    return released
