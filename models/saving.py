"""Saved messages: searchable notes and who saved them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Note(Tenant, Base):
    """A message that somebody saved, with its thread. It stays as long as one saver remains."""

    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id", "ts"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str]
    author: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    """The message, and for a reply its root above it."""
    saved_at: Mapped[datetime]
    receipt_at: Mapped[datetime | None]


class Saver(Tenant, Base):
    """A person who saved a note, and by which door."""

    __tablename__ = "savers"
    __table_args__ = (UniqueConstraint("workspace_id", "note_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str] = mapped_column(index=True)
    how: Mapped[str]
    """`reaction` or `shortcut`."""
    at: Mapped[datetime]
