"""Badges, learning budgets, and the learning records that go to a record store."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.amounts import Hundredths
from models.base import NEVER_TWICE, Base, Tenant


class Badge(Tenant, Base):
    """Something a member was thanked for, once a level: `kind` is `applying`, `helping`, `asking` or `teaching`."""

    __tablename__ = "badges"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "kind", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    kind: Mapped[str]
    level: Mapped[int]
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class Budget(Tenant, Base):
    """What each member may spend on learning in one quarter (`2026Q4`); it lapses at the quarter's end."""

    __tablename__ = "budgets"
    __table_args__ = (UniqueConstraint("workspace_id", "quarter", "unit"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str]
    unit: Mapped[str]
    """`min` (minutes) or a currency's three letters."""
    amount: Mapped[Decimal] = mapped_column(Hundredths)
    given_by: Mapped[str]
    at: Mapped[datetime]


class Spending(Tenant, Base):
    """What a member spent of a budget, and on what."""

    __tablename__ = "spendings"
    __table_args__ = (Index("ix_spendings_user_id", "workspace_id", "user_id", "quarter"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    quarter: Mapped[str]
    unit: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Hundredths)
    what: Mapped[str]
    at: Mapped[datetime]


class LearningRecord(Tenant, Base):
    """One xAPI statement, kept until the record store has it. `statement_id` is its UUID: sent twice, it is one."""

    __tablename__ = "learning_records"
    __table_args__ = (UniqueConstraint("workspace_id", "statement_id"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[str]
    user_id: Mapped[str] = mapped_column(index=True)
    statement: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to send it (again); none once it is there, or was refused for good."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    refused: Mapped[str | None]
