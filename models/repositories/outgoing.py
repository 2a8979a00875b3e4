"""Send-once states of what Thrice posts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from models.outgoing import Outgoing
from models.repositories.base import Repository


@dataclass(frozen=True)
class Attempt:
    """What is known of one occasion. `first`: nobody has tried before, or whoever did had surely no effect."""

    first: bool
    state: str
    tried_at: datetime
    channel_id: str | None = None
    ts: str | None = None
    error: str | None = None


class OutgoingRepository(Repository):
    """Send-once states of what Thrice posts."""

    async def claim(self, key: str, *, at: datetime) -> Attempt:
        """Note that a try begins, unless the occasion is settled, and return what was known of it before.

        A row in `trying` keeps the moment of its first try: a look into the history has to begin there.
        """
        row = await self._locked(key) or await self._begun(key, at)
        if row.state == "intent":
            row.state, row.tried_at, row.error = "trying", at, None
            return Attempt(first=True, state="trying", tried_at=at)
        return Attempt(
            first=False,
            state=row.state,
            tried_at=row.tried_at or row.created_at,
            channel_id=row.channel_id,
            ts=row.ts,
            error=row.error,
        )

    async def sent(self, key: str, *, channel_id: str, ts: str | None, at: datetime, error: str | None = None) -> None:
        """Note that the message stands where it should; `error` where that is presumed, not known."""
        if (row := await self._locked(key)) is not None:
            row.state, row.channel_id, row.ts, row.sent_at, row.error = "sent", channel_id, ts, at, error

    async def refused(self, key: str, error: str) -> None:
        """Note that Slack will not take the message."""
        if (row := await self._locked(key)) is not None:
            row.state, row.error = "refused", error

    async def nothing_happened(self, key: str) -> None:
        """Note that the try surely had no effect: the next one need not look first."""
        if (row := await self._locked(key)) is not None and row.state == "trying":
            row.state, row.tried_at = "intent", None

    async def find(self, key: str) -> Outgoing | None:
        """Return the row of an occasion."""
        return await self._session.scalar(select(Outgoing).where(Outgoing.key == key))

    async def forget_settled(self, before: datetime) -> None:
        """Drop what was settled before a moment; no job of that age runs again."""
        await self._session.execute(
            delete(Outgoing).where(Outgoing.state.in_(("sent", "refused")), Outgoing.created_at < before)
        )

    async def _locked(self, key: str) -> Outgoing | None:
        return await self._session.scalar(select(Outgoing).where(Outgoing.key == key).with_for_update())

    async def _begun(self, key: str, at: datetime) -> Outgoing:
        row = Outgoing(key=key, state="intent", created_at=at)
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:  # another replica began at the same moment: its row counts
            theirs = await self._locked(key)
            if theirs is None:
                raise
            return theirs
        return row
