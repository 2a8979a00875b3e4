"""What all repositories of one workspace share."""

from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base


class Repository:
    """Queries within one workspace; the session adds the workspace to every statement on tenant tables."""

    def __init__(self, session: AsyncSession, workspace_id: int) -> None:
        self._session = session
        self._workspace_id = workspace_id

    @property
    def _dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._session.get_bind().dialect.name

    async def _insert_unless_there(self, table: type[Base], values: dict[str, Any]) -> bool:
        """Insert a row of a tenant's table unless its like is there, and tell which; never fails for two at once."""
        writer = postgresql if self._dialect == "postgresql" else sqlite
        added = await self._session.scalar(
            writer.insert(table)
            .values(workspace_id=self._workspace_id, **values)
            .on_conflict_do_nothing()
            .returning(literal_column("1"))
        )
        return added is not None
