"""The inbox: events that concern us, stored before Slack's request is acknowledged."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class InboxEvent(Base):
    """An event as it came. The body goes once its job is done; the id stays, so that a retry is recognised."""

    __tablename__ = "inbox"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    body: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
