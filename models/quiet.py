"""Quiet during blocks: who lets us change their status and Do Not Disturb, and what was there before we did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class QuietConsent(Tenant, Base):
    """A member's consent to our acting for them: their token is kept sealed."""

    __tablename__ = "quiet_consents"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    sealed: Mapped[bytes]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When they took it back: it goes once all is as it was and the token is given back."""
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    """When their blocks are looked at next: one begins or ends then, or was changed."""
    tries: Mapped[int] = mapped_column(default=0)
    """Looks in a row in which the chat could not be reached."""


class QuietTime(Tenant, Base):
    """A quiet time of a member's that is under way: what was there before, and what we set instead."""

    __tablename__ = "quiet_times"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    begun_at: Mapped[datetime]
    until: Mapped[datetime]
    status_before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """`emoji`, `text` and `ends` (seconds since the epoch, none: it does not); none where there was no status."""
    status_ends_at: Mapped[datetime | None]
    status_next: Mapped[datetime | None]
    status_changed: Mapped[bool] = mapped_column(default=False)
    pause_before: Mapped[datetime | None]
    pause_ends_at: Mapped[datetime | None]
    pause_next: Mapped[datetime | None]
    pause_changed: Mapped[bool] = mapped_column(default=False)
