"""Calendars: connections and the copies of blocks in them, as the rules of syncing ask for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, literal, or_, select, update

from models.base import UtcDateTime
from models.blocks import Block
from models.calendars import BlockCopy, CalendarConnection
from models.repositories.base import Repository


class CalendarRepository(Repository):
    """Connections, and the copies of blocks in them."""

    async def get(self, connection_id: int) -> CalendarConnection | None:
        """Return a connection; its row is locked, so that two syncs at once act in turn."""
        return await self._session.scalar(
            select(CalendarConnection)
            .where(CalendarConnection.id == connection_id, CalendarConnection.ended_at.is_(None))
            .with_for_update()
        )

    async def kept(self, connection_id: int) -> CalendarConnection | None:
        """Return a connection as it is kept now, disconnected or not; waits for nobody who has its row locked."""
        return await self._session.scalar(select(CalendarConnection).where(CalendarConnection.id == connection_id))

    async def of_member(self, user_id: str) -> Sequence[CalendarConnection]:
        """Return the calendars that a member connected, the first one first."""
        return (
            await self._session.scalars(
                select(CalendarConnection)
                .where(CalendarConnection.user_id == user_id, CalendarConnection.ended_at.is_(None))
                .order_by(CalendarConnection.id)
            )
        ).all()

    async def every_one_of(self, user_id: str) -> Sequence[CalendarConnection]:
        """Return all that is kept of a member's calendars, also of those that are being disconnected."""
        return (
            await self._session.scalars(
                select(CalendarConnection).where(CalendarConnection.user_id == user_id).order_by(CalendarConnection.id)
            )
        ).all()

    async def of_kind(self, user_id: str, kind: str) -> Sequence[CalendarConnection]:
        """Return the calendars of a kind that a member connected: the one that is, then those that were lately."""
        return (
            await self._session.scalars(
                select(CalendarConnection)
                .where(CalendarConnection.user_id == user_id, CalendarConnection.kind == kind)
                .order_by(CalendarConnection.ended_at.is_not(None), CalendarConnection.id.desc())
            )
        ).all()

    async def copies_to_come(self, connection_id: int, at: datetime) -> Sequence[BlockCopy]:
        """Return what stands, or may stand, in a calendar and is not over."""
        return (
            await self._session.scalars(
                select(BlockCopy)
                .where(
                    BlockCopy.connection_id == connection_id,
                    BlockCopy.state.in_(("intended", "standing")),
                    BlockCopy.ends_at > at,
                )
                .order_by(BlockCopy.starts_at)
            )
        ).all()

    async def forget_copy(self, copy_id: int) -> None:
        """Forget a copy that is out of its calendar."""
        await self._session.execute(delete(BlockCopy).where(BlockCopy.id == copy_id))

    async def copies(self, connection_id: int) -> Sequence[tuple[BlockCopy, Block]]:
        """Return what was written into a calendar, with the blocks that it is of, in order of their weeks."""
        rows = await self._session.execute(
            select(BlockCopy, Block)
            .join(Block, Block.id == BlockCopy.block_id)
            .where(BlockCopy.connection_id == connection_id)
            .order_by(Block.week, BlockCopy.id)
        )
        return [(copy, block) for copy, block in rows]

    async def how_many(self) -> int:
        """Return how many calendars are connected."""
        query = select(func.count(CalendarConnection.id)).where(CalendarConnection.ended_at.is_(None))
        return await self._session.scalar(query) or 0

    async def some(self, limit: int) -> Sequence[CalendarConnection]:
        """Return some calendars that are connected, the first ones first."""
        query = select(CalendarConnection).where(CalendarConnection.ended_at.is_(None))
        return (await self._session.scalars(query.order_by(CalendarConnection.id).limit(limit).with_for_update())).all()

    async def sync_soon(self, user_id: str, at: datetime, *, by_mail_at: datetime | None = None) -> None:
        """Have a member's calendars synced at a moment, unless they are sooner: something changed that they show.

        Those that are reached by e-mail have a moment of their own. Dead ones stay as they are.
        """
        each, by_mail = (literal(moment, UtcDateTime()) for moment in (at, by_mail_at or at))
        soon = case((CalendarConnection.kind == "email", by_mail), else_=each)
        await self._session.execute(
            update(CalendarConnection)
            .where(
                CalendarConnection.user_id == user_id,
                CalendarConnection.dead_at.is_(None),
                CalendarConnection.ended_at.is_(None),
                or_(CalendarConnection.sync_at.is_(None), CalendarConnection.sync_at > soon),
            )
            .values(sync_at=soon)
        )
