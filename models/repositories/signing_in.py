"""One-time links and web sessions of all tenants."""

from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.members import Member
from models.signing_in import OneTimeLink, WebSession
from models.workspaces import Workspace


class SigningInRepository:
    """One-time links and web sessions of all tenants; tokens come and go as hashes only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: OneTimeLink | WebSession) -> None:
        """Keep a new link or session."""
        self._session.add(row)

    async def use_up(self, token_hash: str, *, purpose: str, now: datetime) -> OneTimeLink | None:
        """Use a link up and return it; none where it is unknown, used or expired. Of two at once, one gets it."""
        return await self._session.scalar(
            update(OneTimeLink)
            .where(
                OneTimeLink.token_hash == token_hash,
                OneTimeLink.purpose == purpose,
                OneTimeLink.used_at.is_(None),
                OneTimeLink.expires_at > now,
            )
            .values(used_at=now)
            .returning(OneTimeLink)
        )

    async def link(self, token_hash: str, *, purpose: str) -> OneTimeLink | None:
        """Return a link, used or not."""
        return await self._session.scalar(
            select(OneTimeLink).where(OneTimeLink.token_hash == token_hash, OneTimeLink.purpose == purpose)
        )

    async def standing(self, token_hash: str, *, now: datetime) -> WebSession | None:
        """Return the session that still stands: not expired, of a member who was neither deleted nor forgotten
        since it began, in a workspace where Thrice is installed."""
        member_is_there = exists(
            select(Member.id).where(
                Member.workspace_id == WebSession.workspace_id,
                Member.user_id == WebSession.user_id,
                Member.is_deleted.is_(False),
                Member.forgotten_at.is_(None) | (Member.forgotten_at < WebSession.created_at),
            )
        )
        workspace_is_there = exists(
            select(Workspace.id).where(Workspace.id == WebSession.workspace_id, Workspace.uninstalled_at.is_(None))
        )
        return await self._session.scalar(
            select(WebSession)
            .where(
                WebSession.token_hash == token_hash, WebSession.expires_at > now, member_is_there, workspace_is_there
            )
            # The workspace is what is being looked for here; the condition above names it for each row.
            .execution_options(every_workspace=True)
        )

    async def end(self, token_hash: str) -> None:
        """End one session."""
        await self._session.execute(delete(WebSession).where(WebSession.token_hash == token_hash))

    async def end_all_of(self, workspace_id: int, user_id: str) -> None:
        """End every session of a person, and take back the links that were not used."""
        for table in (WebSession, OneTimeLink):
            await self._session.execute(
                delete(table).where(table.workspace_id == workspace_id, table.user_id == user_id)
            )

    async def sweep(self, before: datetime) -> None:
        """Forget links and sessions that expired before the moment."""
        for table in (WebSession, OneTimeLink):
            await self._session.execute(delete(table).where(table.expires_at < before))
