"""One-time links and the web sessions that they open; both are kept as hashes only."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class OneTimeLink(Base):
    """A private link: `purpose` is `wiki` (signs in), `export` (hands a file over), `address` (confirms an e-mail
    address), `calendar` or `quiet` (states)."""

    __tablename__ = "one_time_links"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    workspace_id: Mapped[int]
    user_id: Mapped[str]
    purpose: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class WebSession(Base):
    """A signed-in browser."""

    __tablename__ = "web_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    workspace_id: Mapped[int]
    user_id: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
