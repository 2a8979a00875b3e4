"""Calendars that members connected, and which of their blocks stand in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant

_CONNECTED = text("ended_at IS NULL")


class CalendarConnection(Tenant, Base):
    """A member's connected calendar, one of each kind. What lets us in is kept sealed."""

    __tablename__ = "calendar_connections"
    __table_args__ = (
        Index(
            "ix_calendar_connections_one_of_a_kind",
            "workspace_id",
            "user_id",
            "kind",
            unique=True,
            sqlite_where=_CONNECTED,
            postgresql_where=_CONNECTED,
        ),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """`caldav`, `google` or `microsoft`: the file in `bot.providers.calendars`; `email`: reached by invitations."""
    name: Mapped[str]
    """What its owner calls the calendar."""
    sealed: Mapped[bytes]
    """What lets us in, as JSON: an address with user and password, or tokens."""
    can_decline: Mapped[bool] = mapped_column(default=False)
    connected_at: Mapped[datetime]
    token: Mapped[str | None]
    """Where the calendar's changes were read to."""
    sync_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is synced next; none while it is dead."""
    tries: Mapped[int] = mapped_column(default=0)
    """Syncs that failed in a row."""
    synced_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    """When it turned out that its owner has to mend it."""
    ended_at: Mapped[datetime | None]
    """When it was disconnected: it is nobody's any more, and goes once our blocks are out of that calendar."""


class BlockCopy(Tenant, Base):
    """A block as we wrote it into a connected calendar."""

    __tablename__ = "block_copies"
    __table_args__ = (
        UniqueConstraint("connection_id", "block_id"),
        UniqueConstraint("connection_id", "uid"),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("calendar_connections.id", ondelete="CASCADE"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("blocks.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str]
    version: Mapped[str | None]
    """The calendar's version of what we wrote; none while it is not known to stand there."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    protection: Mapped[str]
    state: Mapped[str] = mapped_column(default="intended")
    """`intended` (to be written, perhaps written), `standing`, `deleted` (by its owner) or `removed` (by us)."""
