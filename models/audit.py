"""The audit: who did what, kept without any message's text."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class AuditEntry(Tenant, Base):
    """One act of a person or of Thrice upon something."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    """What it was done to, such as `article:12`."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
