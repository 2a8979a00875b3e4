"""What all repositories of one workspace share."""

from sqlalchemy.ext.asyncio import AsyncSession


class Repository:
    """Queries within one workspace; the session adds the workspace to every statement on tenant tables."""

    def __init__(self, session: AsyncSession, workspace_id: int) -> None:
        self._session = session
        self._workspace_id = workspace_id

    @property
    def _dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._session.get_bind().dialect.name
