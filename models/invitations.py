"""Invitations by e-mail: what calendars were told of members' blocks, and who asked for letters to which address."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class InvitedSeries(Tenant, Base):
    """One series of blocks, or one that comes once, as a calendar knows it that is reached by e-mail."""

    __tablename__ = "invited_series"
    __table_args__ = (UniqueConstraint("connection_id", "uid"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("calendar_connections.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str]
    series: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the calendar has of it once `word` is there: a `bot.learning_blocks.series.Series`."""
    word: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The message that is to be sent, and may have been: a `bot.learning_blocks.series.Word`; none: it was."""


class AddressTry(Tenant, Base):
    """A letter to an address that is not confirmed: for a day, so that nobody is written to often."""

    __tablename__ = "address_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[str]
    address_hash: Mapped[str] = mapped_column(index=True)
    """Hashed with a key of ours: the address itself is not kept before it is confirmed."""
    at: Mapped[datetime]
