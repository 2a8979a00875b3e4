"""Stored events of all tenants."""

from sqlalchemy.ext.asyncio import AsyncSession


class InboxRepository:
    """Stored events of all tenants."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
