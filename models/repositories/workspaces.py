"""Workspaces and their installations, of all tenants."""

from sqlalchemy.ext.asyncio import AsyncSession


class WorkspaceRepository:
    """Workspaces and their installations, of all tenants."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
