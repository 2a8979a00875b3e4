"""Claiming: rows of all workspaces whose time has come, taken in one transaction by one replica only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute

from models.workspaces import Workspace

When = InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime]
"""The column of a table that says when a row is due."""


def claim(
    connection: Connection, columns: Iterable[Any], when: When, now: datetime, *where: ColumnElement[bool], limit: int
) -> list[Row[Any]]:
    """Return the rows that are due, the longest due first; nobody else gets them until this commits.

    Only of workspaces that Thrice is installed in, and those that meet `where`.
    """
    return list(connection.execute(due(select(*columns), when, now, *where, limit=limit)))


def due(query: Select[Any], when: When, now: datetime, *where: ColumnElement[bool], limit: int) -> Select[Any]:
    """Return a query narrowed to what is due, as `claim` has it."""
    table = when.class_
    return (
        query.join(Workspace, and_(Workspace.id == table.workspace_id, Workspace.uninstalled_at.is_(None)))
        .where(when <= now, *where)
        .order_by(when)
        .limit(limit)
        .with_for_update(skip_locked=True, of=table)
    )


def put_off(connection: Connection, when: When, rows: Sequence[tuple[int, datetime | None]]) -> None:
    """Let rows, by their ids, be due again at a moment (none: no more), for whoever else looks."""
    if rows:
        connection.execute(
            update(when.class_).where(when.class_.id == bindparam("row")).values({when.key: bindparam("again")}),
            [{"row": row_id, "again": at} for row_id, at in rows],
        )
