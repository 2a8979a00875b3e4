"""Messages of followed threads: what rules ask of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, tuple_

from models.messages import Message
from models.repositories.base import Repository


class MessageRepository(Repository):
    """Messages of followed threads: what rules ask of them."""

    async def get(self, channel_id: str, ts: str) -> Message | None:
        """Return the message, or none where it is not held."""
        return await self._session.scalar(select(Message).where(Message.channel_id == channel_id, Message.ts == ts))

    async def thread(self, channel_id: str, thread_ts: str) -> Sequence[Message]:
        """Return the messages held of a thread, oldest first."""
        return await self.threads([(channel_id, thread_ts)])

    async def threads(self, refs: Collection[tuple[str, str]]) -> Sequence[Message]:
        """Return the messages held of several threads `(channel, thread_ts)`, oldest first."""
        if not refs:
            return []
        return (
            await self._session.scalars(
                select(Message)
                # SQLite finds no index by the pairs, and would read every message of the workspace.
                .where(Message.thread_ts.in_(sorted({thread_ts for _, thread_ts in refs})))
                .where(tuple_(Message.channel_id, Message.thread_ts).in_(sorted(refs)))
                .order_by(Message.at, Message.ts)
            )
        ).all()

    async def in_channel(self, channel_id: str) -> Sequence[Message]:
        """Return what is held of a channel's messages, oldest first."""
        return (
            await self._session.scalars(select(Message).where(Message.channel_id == channel_id).order_by(Message.at))
        ).all()

    async def by(self, author: str) -> Sequence[Message]:
        """Return what is held of a person's messages."""
        return (await self._session.scalars(select(Message).where(Message.author == author).order_by(Message.at))).all()

    async def speaking_of(self, user_id: str) -> Sequence[Message]:
        """Return the messages that mention a person."""
        return (await self._session.scalars(select(Message).where(Message.text.contains(f"<@{user_id}")))).all()

    async def keys_after(self, row_id: int, *, limit: int) -> Sequence[tuple[int, str, str, str]]:
        """Return `(id, channel, ts, thread_ts)` of up to `limit` things kept after the row `row_id`, in their order."""
        rows = await self._session.execute(
            select(Message.id, Message.channel_id, Message.ts, Message.thread_ts)
            .where(Message.id > row_id)
            .order_by(Message.id)
            .limit(limit)
        )
        return [(found, channel, ts, thread_ts) for found, channel, ts, thread_ts in rows]
