"""Stored events of all tenants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.inbox import InboxEvent


@dataclass(frozen=True)
class Received:
    """An event as it came. `body` is Slack's JSON."""

    event_id: str
    team_id: str
    body: str


def store_events(connection: Connection, events: Sequence[Received], *, at: datetime) -> frozenset[str]:
    """Store events in the caller's transaction; return the ids of those that were not there before."""
    rows = [
        {"event_id": e.event_id, "team_id": e.team_id, "body": e.body, "received_at": at, "done_at": None}
        for e in events
    ]
    if not rows:
        return frozenset()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(InboxEvent.__table__).on_conflict_do_nothing(index_elements=["event_id"])
    # What was new is told by RETURNING: psycopg gives no count of rows for several at once.
    stored = connection.execute(statement.returning(InboxEvent.event_id), rows)
    return frozenset(stored.scalars().all())


class InboxRepository:
    """Stored events of all tenants."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, event_id: str) -> str | None:
        """Return the body of a stored event, or none if its job is done."""
        return await self._session.scalar(select(InboxEvent.body).where(InboxEvent.event_id == event_id))

    async def done(self, event_id: str, *, at: datetime) -> None:
        """Drop the body of an event whose job is done. Its id stays, so that a retry of Slack's is recognised."""
        await self._session.execute(
            update(InboxEvent)
            .where(InboxEvent.event_id == event_id, InboxEvent.done_at.is_(None))
            .values(body=None, done_at=at)
        )

    async def clean_up(self, before: datetime) -> None:
        """Drop the ids of events whose job was done before a moment; Slack stops retrying within hours."""
        await self._session.execute(delete(InboxEvent).where(InboxEvent.done_at < before))
