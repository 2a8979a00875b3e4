"""Claiming reminders of learning budgets: rows of all workspaces in one transaction, each by one replica only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from models.learners import Learner
from models.motivation import Budget
from models.repositories.claiming import claim, put_off


class DueReminder(NamedTuple):
    """A learner of whom it is to be looked whether they have something left, and their times."""

    id: int
    workspace_id: int
    tz: str
    minute: int
    day_begins: int
    day_ends: int
    days: list[int]
    country: str | None
    every: int
    paused_until: date | None
    reminded_of: str | None


def due_reminders(connection: Connection, now: datetime, *, limit: int) -> list[DueReminder]:
    """Return learners to look at, the longest waiting first; others do not get them until this commits."""
    columns = [getattr(Learner, name) for name in DueReminder._fields]
    stays = Learner.left_at.is_(None)
    return [
        DueReminder._make(row) for row in claim(connection, columns, Learner.next_reminder_at, now, stays, limit=limit)
    ]


def move_reminders(connection: Connection, moved: Sequence[tuple[int, datetime | None]]) -> None:
    """Write down when to look at learners next, by the ids of their rows."""
    put_off(connection, Learner.next_reminder_at, moved)


def budgeted(connection: Connection, quarters: Sequence[str]) -> frozenset[tuple[int, str]]:
    """Return which workspaces give a budget in which of some quarters."""
    found = connection.execute(
        select(Budget.workspace_id, Budget.quarter).where(Budget.quarter.in_(quarters)).distinct()
    )
    return frozenset((workspace_id, quarter) for workspace_id, quarter in found)
