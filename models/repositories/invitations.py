"""Invitations by e-mail: series that calendars know of, and letters to addresses that are not confirmed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.invitations import AddressTry, InvitedSeries
from models.repositories.base import Repository


class InvitationRepository(Repository):
    """Series that calendars know of."""

    async def series(self, connection_id: int) -> Sequence[InvitedSeries]:
        """Return what the calendar of a connection was told of, the first one first."""
        return (
            await self._session.scalars(
                select(InvitedSeries).where(InvitedSeries.connection_id == connection_id).order_by(InvitedSeries.id)
            )
        ).all()

    async def get(self, series_id: int) -> InvitedSeries | None:
        """Return one series as it is kept now."""
        return await self._session.scalar(select(InvitedSeries).where(InvitedSeries.id == series_id))


class LetterRepository:
    """Letters to addresses that are not confirmed, of all tenants: what is sent to one address counts together."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tries_by(self, user_id: str, since: datetime) -> int:
        """Return how many letters a member of the present workspace asked for since a moment."""
        query = select(func.count(AddressTry.id)).where(AddressTry.asked_by == user_id, AddressTry.at > since)
        return await self._session.scalar(query) or 0

    async def tries_to(self, address_hash: str, since: datetime) -> int:
        """Return how many letters went to an address since a moment, whoever asked for them in whatever workspace."""
        query = select(func.count(AddressTry.id)).where(AddressTry.address_hash == address_hash, AddressTry.at > since)
        return await self._session.scalar(query.execution_options(every_workspace=True)) or 0

    async def forget_tries(self, before: datetime) -> None:
        """Forget which letters were asked for before a moment, in every workspace."""
        await self._session.execute(
            delete(AddressTry).where(AddressTry.at < before).execution_options(every_workspace=True)
        )
