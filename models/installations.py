"""Installations: the encrypted tokens with which Thrice acts in a workspace."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class Installation(Tenant, Base):
    """One token of one workspace; `secret` is AES-GCM bound to workspace and kind."""

    __tablename__ = "installations"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`bot`, or `user:U123` for a person's own consent."""
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    refresh_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None]
    scopes: Mapped[list[str]] = mapped_column(default=list)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What Slack said of the installation apart from tokens: app id, bot id, who installed it."""
    installed_at: Mapped[datetime]
