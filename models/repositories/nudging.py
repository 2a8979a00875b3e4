"""Claiming due nudges: many rows of all workspaces in one transaction, each by one replica only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.learners import Learner, Nudge
from models.repositories.claiming import due, put_off


class DueLearner(NamedTuple):
    """A learner whose time has come, and what became of the last nudge (none: there was none)."""

    id: int
    workspace_id: int
    user_id: str
    tz: str
    minute: int
    day_begins: int
    day_ends: int
    days: list[int]
    country: str | None
    every: int
    ignored: int
    paused_until: date | None
    next_nudge_at: datetime
    last_nudge_on: date | None
    last_nudge_at: datetime | None
    last_state: str | None
    last_id: int | None


class NewNudge(NamedTuple):
    """A nudge to be sent from `due_at` on."""

    workspace_id: int
    user_id: str
    local_date: date
    due_at: datetime
    ends_at: datetime
    because: str


class MovedLearner(NamedTuple):
    """What a learner's row says after the claim."""

    id: int
    every: int
    ignored: int
    next_nudge_at: datetime | None
    last_nudge_on: date | None
    last_nudge_at: datetime | None


class DueNudge(NamedTuple):
    """A nudge that is to be sent now."""

    id: int
    workspace_id: int


def due_learners(connection: Connection, now: datetime, *, limit: int) -> list[DueLearner]:
    """Return learners whose time has come, the longest waiting first; others do not get them until this commits."""
    columns = [getattr(Learner, name) for name in DueLearner._fields[:-2]]
    last = and_(
        Nudge.workspace_id == Learner.workspace_id,
        Nudge.user_id == Learner.user_id,
        Nudge.local_date == Learner.last_nudge_on,
    )
    looked_up = select(*columns, Nudge.state, Nudge.id).outerjoin(Nudge, last)
    found = connection.execute(due(looked_up, Learner.next_nudge_at, now, Learner.left_at.is_(None), limit=limit))
    return [DueLearner._make(row) for row in found]


def keep_nudges(connection: Connection, nudges: Sequence[NewNudge]) -> None:
    """Keep new nudges; a local date that has one already keeps that one."""
    if not nudges:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    rows: list[dict[str, Any]] = [{**nudge._asdict(), "state": "waiting", "shown": 0} for nudge in nudges]
    unique = ["workspace_id", "user_id", "local_date"]
    connection.execute(insert(Nudge).on_conflict_do_nothing(index_elements=unique), rows)


def move_learners(connection: Connection, moved: Sequence[MovedLearner]) -> None:
    """Write down when the clock looks at learners next."""
    if not moved:
        return
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in MovedLearner._fields[1:]}
    statement = update(Learner).where(Learner.id == bindparam("new_id")).values(changed)
    connection.execute(statement, [{f"new_{name}": value for name, value in m._asdict().items()} for m in moved])


def call_ignored(connection: Connection, nudge_ids: Sequence[int]) -> None:
    """Write down that nobody answered some nudges before the next one was due."""
    if nudge_ids:
        connection.execute(
            update(Nudge).where(Nudge.id == bindparam("nudge")).values(state="ignored", due_at=None),
            [{"nudge": nudge_id} for nudge_id in nudge_ids],
        )


def take_due_nudges(connection: Connection, now: datetime, *, limit: int) -> list[DueNudge]:
    """Return nudges that are to be sent now, the longest due first, and let nobody else take them."""
    found = connection.execute(
        select(Nudge.id, Nudge.workspace_id)
        .where(Nudge.due_at <= now)
        .order_by(Nudge.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = [DueNudge._make(row) for row in found]
    put_off(connection, Nudge.due_at, [(nudge.id, None) for nudge in taken])
    return taken
