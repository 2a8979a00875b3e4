"""Calendars: connections and the copies of blocks in them, as the rules of syncing ask for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from models.blocks import Block
from models.calendars import BlockCopy, CalendarConnection
from models.repositories.base import Repository


class CalendarRepository(Repository):
    """Connections, and the copies of blocks in them."""

    async def get(self, connection_id: int) -> CalendarConnection | None:
        """Return a connection; its row is locked, so that two syncs at once act in turn."""
        return await self._session.scalar(
            select(CalendarConnection).where(CalendarConnection.id == connection_id).with_for_update()
        )

    async def kept(self, connection_id: int) -> CalendarConnection | None:
        """Return a connection as it is kept now, without waiting for whoever has its row locked."""
        return await self._session.scalar(select(CalendarConnection).where(CalendarConnection.id == connection_id))

    async def of_member(self, user_id: str) -> Sequence[CalendarConnection]:
        """Return the calendars that a member connected, the first one first."""
        return (
            await self._session.scalars(
                select(CalendarConnection).where(CalendarConnection.user_id == user_id).order_by(CalendarConnection.id)
            )
        ).all()

    async def of_kind(self, user_id: str, kind: str) -> CalendarConnection | None:
        """Return the calendar of a kind that a member connected."""
        return await self._session.scalar(
            select(CalendarConnection).where(CalendarConnection.user_id == user_id, CalendarConnection.kind == kind)
        )

    async def copies(self, connection_id: int) -> Sequence[tuple[BlockCopy, Block]]:
        """Return what was written into a calendar, with the blocks that it is of, in order of their weeks."""
        rows = await self._session.execute(
            select(BlockCopy, Block)
            .join(Block, Block.id == BlockCopy.block_id)
            .where(BlockCopy.connection_id == connection_id)
            .order_by(Block.week, BlockCopy.id)
        )
        return [(copy, block) for copy, block in rows]

    async def sync_soon(self, user_id: str, at: datetime) -> None:
        """Have a member's calendars synced: something changed that they show. Dead ones stay as they are."""
        await self._session.execute(
            update(CalendarConnection)
            .where(CalendarConnection.user_id == user_id, CalendarConnection.dead_at.is_(None))
            .values(sync_at=at)
        )
