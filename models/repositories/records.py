"""Learning records: statements that wait for the record store, are there, or were refused."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from models.motivation import LearningRecord
from models.repositories.base import Repository

NOBODY: Final = ""
"""Whom a statement is about that takes another back: its row holds an id, and goes once it is sent."""


class DueRecord(NamedTuple):
    """A record that is to be sent now."""

    id: int
    workspace_id: int


class Standing(NamedTuple):
    """How many records wait, and how many were refused for good."""

    waiting: int
    refused: int


def take_due_records(connection: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[DueRecord]:
    """Return records that are to be sent now, the longest due first, and let nobody else take them for a while.

    Whoever takes them and dies loses nothing: they are due again after `lease`.
    """
    found = connection.execute(
        select(LearningRecord.id, LearningRecord.workspace_id)
        .where(LearningRecord.due_at <= now)
        .order_by(LearningRecord.due_at, LearningRecord.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = [DueRecord._make(row) for row in found]
    if due:
        connection.execute(
            update(LearningRecord)
            .where(LearningRecord.id == bindparam("record"))
            .values(due_at=now + lease, tries=LearningRecord.tries + 1),
            [{"record": record.id} for record in due],
        )
    return due


class RecordRepository(Repository):
    """Learning records: what rules and jobs ask of them."""

    async def has(self, statement_id: str) -> bool:
        """Tell whether a statement was written down before."""
        found = select(LearningRecord.id).where(LearningRecord.statement_id == statement_id)
        return await self._session.scalar(found) is not None

    async def waiting(self, record_ids: Collection[int]) -> Sequence[LearningRecord]:
        """Return those of some records that still have to be sent, in the order of what they tell."""
        return (
            await self._session.scalars(
                select(LearningRecord)
                .where(LearningRecord.id.in_(list(record_ids)), LearningRecord.due_at.is_not(None))
                .order_by(LearningRecord.at, LearningRecord.id)
            )
        ).all()

    async def may_be_there(self, user_id: str) -> Sequence[str]:
        """Return the ids of a person's statements that the store has, or may have: sending them was begun."""
        found = await self._session.scalars(
            select(LearningRecord.statement_id)
            .where(
                LearningRecord.user_id == user_id,
                LearningRecord.refused.is_(None),
                or_(LearningRecord.sent_at.is_not(None), LearningRecord.tries > 0),
            )
            .order_by(LearningRecord.id)
        )
        return found.all()

    async def sent(self, record_ids: Collection[int], *, at: datetime) -> None:
        """Write down that the store has some records; what takes others back is about nobody, and goes."""
        await self._change(record_ids, due_at=None, sent_at=at)
        done = delete(LearningRecord).where(LearningRecord.user_id == NOBODY, LearningRecord.sent_at.is_not(None))
        await self._session.execute(done)

    async def refused(self, record_ids: Collection[int], reason: str) -> None:
        """Write down that the store will not have some records."""
        await self._change(record_ids, due_at=None, refused=reason)

    async def put_off(self, record_ids: Collection[int], until: datetime) -> None:
        """Have some records sent later."""
        await self._change(record_ids, due_at=until)

    async def offer_again(self, *, at: datetime) -> int:
        """Have every refused record sent once more; return how many those are."""
        found = await self._session.scalars(select(LearningRecord.id).where(LearningRecord.refused.is_not(None)))
        refused = found.all()
        await self._change(refused, due_at=at, refused=None, tries=0)
        return len(refused)

    async def standing(self) -> Standing:
        """Return how many records wait, and how many were refused."""
        counts = select(func.count(LearningRecord.due_at), func.count(LearningRecord.refused))
        waiting, refused = (await self._session.execute(counts)).one()
        return Standing(waiting, refused)

    async def _change(self, record_ids: Collection[int], **values: datetime | str | int | None) -> None:
        some = list(record_ids)
        for start in range(0, len(some), 500):
            await self._session.execute(
                update(LearningRecord).where(LearningRecord.id.in_(some[start : start + 500])).values(values)
            )
