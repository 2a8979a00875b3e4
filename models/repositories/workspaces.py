"""Workspaces and their installations, of all tenants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.installations import Installation
from models.workspaces import Workspace

_EVERY = {"every_workspace": True}
"""Installations are looked up before it is known for whom a unit of work is: each query names the workspace."""


class WorkspaceRepository:
    """Workspaces and their installations, of all tenants."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, workspace_id: int) -> Workspace | None:
        """Return the workspace."""
        return await self._session.get(Workspace, workspace_id)

    async def installed(self) -> Sequence[Workspace]:
        """Return the workspaces that Thrice is installed in, oldest first."""
        return (
            await self._session.scalars(
                select(Workspace).where(Workspace.uninstalled_at.is_(None)).order_by(Workspace.id)
            )
        ).all()

    async def of_team(self, team_id: str) -> Workspace | None:
        """Return the workspace of a Slack team; of an organisation's id, if Thrice is installed in all of it.

        Slack's team ids are unique across organisations, so the team alone is enough to find one.
        """
        return await self._session.scalar(
            select(Workspace).where(Workspace.team_id == team_id).order_by(Workspace.id.desc()).limit(1)
        )

    async def get_or_add(self, team_id: str, *, enterprise_id: str = "", at: datetime) -> Workspace:
        """Return the team's workspace, added if it is new; one that had been uninstalled counts as installed again."""
        workspace = await self._session.scalar(
            select(Workspace)
            .where(Workspace.team_id == team_id, Workspace.enterprise_id == enterprise_id)
            .with_for_update()
        )
        if workspace is None:
            workspace = Workspace(team_id=team_id, enterprise_id=enterprise_id, installed_at=at, settings={})
            self._session.add(workspace)
        elif workspace.uninstalled_at is not None:
            workspace.uninstalled_at, workspace.installed_at = None, at
        await self._session.flush()
        return workspace

    async def uninstalled(self, workspace_id: int, *, at: datetime) -> None:
        """Note that Thrice was removed from the workspace, and drop its tokens. What was captured stays."""
        workspace = await self.get(workspace_id)
        if workspace is not None and workspace.uninstalled_at is None:
            workspace.uninstalled_at = at
        await self.drop_tokens(workspace_id)

    async def token(self, workspace_id: int, kind: str = "bot") -> Installation | None:
        """Return an installation: its tokens are encrypted."""
        return await self._session.scalar(
            select(Installation)
            .where(Installation.workspace_id == workspace_id, Installation.kind == kind)
            .order_by(Installation.id.desc())
            .limit(1),
            execution_options=_EVERY,
        )

    async def every_token(self) -> Sequence[tuple[Workspace, Installation]]:
        """Return all encrypted tokens, each with its workspace."""
        query = select(Workspace, Installation).join(Installation, Installation.workspace_id == Workspace.id)
        rows = await self._session.execute(query.order_by(Installation.id), execution_options=_EVERY)
        return [(workspace, token) for workspace, token in rows]

    async def keep_token(
        self,
        workspace_id: int,
        *,
        kind: str = "bot",
        secret: bytes,
        scopes: Sequence[str],
        details: dict[str, Any],
        at: datetime,
    ) -> None:
        """Keep an encrypted token in place of the one there was."""
        row = await self.token(workspace_id, kind)
        if row is None:
            row = Installation(workspace_id=workspace_id, kind=kind, secret=secret, installed_at=at)
            self._session.add(row)
        row.secret, row.scopes, row.details, row.installed_at = secret, list(scopes), details, at
        await self._session.flush()

    async def drop_tokens(self, workspace_id: int, kind: str | None = None) -> None:
        """Drop the workspace's tokens, or the one of a kind."""
        query = delete(Installation).where(Installation.workspace_id == workspace_id)
        if kind is not None:
            query = query.where(Installation.kind == kind)
        await self._session.execute(query, execution_options=_EVERY)
