"""Sealed secrets of members, of all tenants: for the rotation of the secret key alone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.blocks import BlockMember
from models.calendars import CalendarConnection
from models.quiet import QuietConsent


class SealedRepository:
    """Members' sealed secrets in every workspace; rows are locked, so that none is renewed meanwhile and lost."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def feeds(self) -> Sequence[BlockMember]:
        """Return everybody's feed, also of those who left."""
        statement = select(BlockMember).order_by(BlockMember.id).with_for_update()
        return (await self._session.scalars(statement.execution_options(every_workspace=True))).all()

    async def connections(self) -> Sequence[CalendarConnection]:
        """Return every connected calendar, also those that are being disconnected."""
        statement = select(CalendarConnection).order_by(CalendarConnection.id).with_for_update()
        return (await self._session.scalars(statement.execution_options(every_workspace=True))).all()

    async def consents(self) -> Sequence[QuietConsent]:
        """Return every consent to quiet during blocks, also those that were taken back."""
        statement = select(QuietConsent).order_by(QuietConsent.id).with_for_update()
        return (await self._session.scalars(statement.execution_options(every_workspace=True))).all()

    async def is_held(self, kind: str, name: str) -> bool:
        """Tell whether a connection that stands, of whomever, is let in by this account."""
        found = await self._session.scalar(
            select(CalendarConnection.id)
            .where(
                CalendarConnection.kind == kind,
                CalendarConnection.name == name,
                CalendarConnection.ended_at.is_(None),
            )
            .limit(1)
            .execution_options(every_workspace=True)
        )
        return found is not None
