"""Saved notes: what rules ask of them."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from models.repositories.base import Repository
from models.saving import Note, Saver


class NoteRepository(Repository):
    """Saved notes: what rules ask of them."""

    async def get(self, note_id: int) -> Note | None:
        """Return the note."""
        return await self._session.scalar(select(Note).where(Note.id == note_id))

    async def of_message(self, channel_id: str, ts: str) -> Note | None:
        """Return the note that was made of a message."""
        return await self._session.scalar(select(Note).where(Note.channel_id == channel_id, Note.ts == ts))

    async def of_thread(self, channel_id: str, thread_ts: str) -> Sequence[Note]:
        """Return the notes that rest on a thread."""
        return (
            await self._session.scalars(
                select(Note).where(Note.channel_id == channel_id, Note.thread_ts == thread_ts).order_by(Note.id)
            )
        ).all()

    async def savers(self, note_id: int) -> Sequence[Saver]:
        """Return who saved it, first saver first."""
        return (
            await self._session.scalars(select(Saver).where(Saver.note_id == note_id).order_by(Saver.at, Saver.id))
        ).all()

    async def count_savers(self, note_id: int) -> int:
        """Return how many people saved it."""
        return (
            await self._session.scalar(select(func.count(Saver.user_id.distinct())).where(Saver.note_id == note_id))
            or 0
        )

    async def drop_saver(self, note_id: int, user_id: str) -> None:
        """Take a person's saving back."""
        await self._session.execute(delete(Saver).where(Saver.note_id == note_id, Saver.user_id == user_id))

    async def saved_by(self, user_id: str) -> Sequence[Note]:
        """Return the notes that a person saved, newest first."""
        return (
            await self._session.scalars(
                select(Note)
                .join(Saver, (Saver.note_id == Note.id) & (Saver.workspace_id == Note.workspace_id))
                .where(Saver.user_id == user_id)
                .order_by(Note.saved_at.desc())
            )
        ).all()

    async def all(self) -> Sequence[Note]:
        """Return every note, oldest first."""
        return (await self._session.scalars(select(Note).order_by(Note.id))).all()

    async def written_by(self, author: str) -> Sequence[Note]:
        """Return the notes made of a person's messages."""
        return (await self._session.scalars(select(Note).where(Note.author == author))).all()

    async def speaking_of(self, user_id: str) -> Sequence[Note]:
        """Return the notes that mention a person."""
        return (await self._session.scalars(select(Note).where(Note.text.contains(f"@{{{user_id}}}")))).all()

    async def keys_after(self, row_id: int, *, limit: int) -> Sequence[tuple[int, str, str, str]]:
        """Return `(id, channel, ts, thread_ts)` of up to `limit` things kept after the row `row_id`, in their order."""
        rows = await self._session.execute(
            select(Note.id, Note.channel_id, Note.ts, Note.thread_ts)
            .where(Note.id > row_id)
            .order_by(Note.id)
            .limit(limit)
        )
        return [(found, channel, ts, thread_ts) for found, channel, ts, thread_ts in rows]
