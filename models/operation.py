"""Operation: replicas' signs of life, and what the language model has used."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class Replica(Base):
    """One process incarnation that runs jobs; its beat stopping means that its jobs are taken over."""

    __tablename__ = "replicas"

    executor_id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)


class ModelSpend(Tenant, Base):
    """Tokens that a workspace has used (or reserved) at the language model on one UTC day."""

    __tablename__ = "model_spend"
    __table_args__ = (UniqueConstraint("workspace_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    tokens: Mapped[int] = mapped_column(default=0)
