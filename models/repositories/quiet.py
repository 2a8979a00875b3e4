"""Quiet during blocks: consents and quiet times as the rules ask for them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from models.blocks import BlockMember
from models.quiet import QuietConsent, QuietTime
from models.repositories.base import Repository
from models.repositories.claiming import claim, put_off


class DueQuiet(NamedTuple):
    """A member whose blocks are to be looked at."""

    id: int
    workspace_id: int
    user_id: str


class QuietRepository(Repository):
    """Consents and quiet times."""

    async def consent(self, user_id: str) -> QuietConsent | None:
        """Return a member's consent, taken back or not; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(QuietConsent).where(QuietConsent.user_id == user_id).with_for_update())

    async def time(self, user_id: str) -> QuietTime | None:
        """Return the quiet time of a member that is under way."""
        return await self._session.scalar(select(QuietTime).where(QuietTime.user_id == user_id).with_for_update())

    async def takes_part(self, user_id: str) -> bool:
        """Tell whether a member takes part in blocks; waits for nobody who has their row locked, and locks none."""
        found = await self._session.scalar(
            select(BlockMember.id).where(BlockMember.user_id == user_id, BlockMember.left_at.is_(None))
        )
        return found is not None

    async def forget(self, user_id: str) -> None:
        """Keep nothing of a member's consent, nor of what was there before."""
        for table in (QuietTime, QuietConsent):
            await self._session.execute(delete(table).where(table.user_id == user_id))

    async def forget_all(self) -> None:
        """Keep nothing of anybody's in the workspace: its tokens are worth nothing any more."""
        for table in (QuietTime, QuietConsent):
            await self._session.execute(delete(table))


def due_quiet(connection: Connection, now: datetime, *, until: datetime, limit: int) -> list[DueQuiet]:
    """Return members whose blocks are to be looked at, and put that off until `until` for whoever else looks."""
    columns = [getattr(QuietConsent, name) for name in DueQuiet._fields]
    due = [DueQuiet._make(row) for row in claim(connection, columns, QuietConsent.look_at, now, limit=limit)]
    put_off(connection, QuietConsent.look_at, [(each.id, until) for each in due])
    return due
