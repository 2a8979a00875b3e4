"""What Thrice posts, once each: the states by which a job that runs again knows what happened before."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class Outgoing(Tenant, Base):
    """One message to be posted. `state` goes `intent -> trying -> sent` (or `refused`); no text is kept here."""

    __tablename__ = "outgoing"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    state: Mapped[str] = mapped_column(default="intent")
    channel_id: Mapped[str | None]
    ts: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
