"""One-time links and web sessions of all tenants."""

from sqlalchemy.ext.asyncio import AsyncSession


class SigningInRepository:
    """One-time links and web sessions of all tenants."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
