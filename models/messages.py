"""Messages that we hold because a question, an answer or a saved note rests on them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Message(Tenant, Base):
    """One message of a thread that we follow, as its author wrote it (Slack's mark-up)."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id", "ts"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str] = mapped_column(index=True)
    """`ts` of the thread's root; of a root itself, its own."""
    author: Mapped[str] = mapped_column(index=True)
    """Who wrote it; empty after an erasure."""
    text: Mapped[str]
    marks: Mapped[int] = mapped_column(default=0)
    """How many people marked it with a check mark."""
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
