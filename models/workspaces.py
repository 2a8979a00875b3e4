"""Workspaces: Slack teams that Thrice is installed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Workspace(Base):
    """A Slack team. `vector_version` counts changes of its vectors, `settings` holds what curators changed."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("enterprise_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(default="")
    team_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    """Slack's address of the team, such as `https://acme.slack.com/`; permalinks begin with it."""
    bot_user_id: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    vector_version: Mapped[int] = mapped_column(default=0)
    installed_at: Mapped[datetime]
    uninstalled_at: Mapped[datetime | None]
