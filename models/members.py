"""Members: people of a workspace, as far as Thrice has met them."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class Member(Tenant, Base):
    """A person. `name` is a cached label; after an erasure it is empty and `forgotten_at` is set."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    tz: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Admin or owner of the Slack workspace."""
    is_curator: Mapped[bool] = mapped_column(default=False)
    """Named a curator of the workspace by an admin."""
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_partner: Mapped[bool] = mapped_column(default=False)
    """A Slack Connect partner: of another workspace."""
    is_deleted: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    forgotten_at: Mapped[datetime | None]
    """When the person said `/thrice forget me`; while set, nothing of theirs is captured."""
    away_until: Mapped[datetime | None]
    """Until when Slack's status says that the person is away (vacationing, out of office); 9999: without an end."""
    seen_at: Mapped[datetime | None]
    """When Slack last told who this is; old knowledge is looked up again."""
