"""Channels that Thrice was invited to, and who is in the private ones."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class Channel(Tenant, Base):
    """A channel. `name` is a cached label; `capturing` is what `/thrice on` and `off` switch."""

    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    is_private: Mapped[bool] = mapped_column(default=True)
    """Unknown counts as private: what is not known is hidden."""
    is_shared: Mapped[bool] = mapped_column(default=False)
    capturing: Mapped[bool] = mapped_column(default=True)
    curator: Mapped[str | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    members_read_at: Mapped[datetime | None]

    @property
    def is_joined(self) -> bool:
        """Whether Thrice is in it now; an import knows of channels that it never was in."""
        return self.joined_at is not None and self.left_at is None


class ChannelMember(Tenant, Base):
    """A person in a private channel: the fact from which an audience is read."""

    __tablename__ = "channel_members"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    user_id: Mapped[str] = mapped_column(index=True)
