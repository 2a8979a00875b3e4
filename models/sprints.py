"""Sprints, and what learning leaves behind: memories, grades and uses at work."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Sprint(Tenant, Base):
    """Fifteen minutes of one member. `items` are its steps: `{"read": source id}` or `{"card": id}`."""

    __tablename__ = "sprints"
    __table_args__ = (Index("ix_sprints_user_id", "workspace_id", "user_id"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    nudge_id: Mapped[int | None] = mapped_column(ForeignKey("nudges.id", ondelete="SET NULL"))
    local_date: Mapped[date]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    passed_over: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of sources that were longer than what was left of it; after some days of that one goes first."""
    position: Mapped[int] = mapped_column(default=0)
    """The step that is shown now; as many as there are items: done."""
    answer_shown: Mapped[bool] = mapped_column(default=False)
    picked: Mapped[int | None]
    """Which choice was picked, counted as shown, from 0."""
    step_at: Mapped[datetime]
    """When the present step was first shown: what a grade's seconds are counted from."""
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    ts: Mapped[str | None]


class Memory(Tenant, Base):
    """What FSRS holds of one member and one card: `state` and the rest as package `fsrs` has them."""

    __tablename__ = "memories"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", "card_id"),
        Index("ix_memories_due", "workspace_id", "user_id", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    state: Mapped[int]
    step: Mapped[int | None]
    stability: Mapped[float]
    """Days until recall is 90 % likely."""
    difficulty: Mapped[float]
    """From 1 to 10."""
    due: Mapped[datetime]
    last_review: Mapped[datetime]
    reviews: Mapped[int] = mapped_column(default=1)
    lapses: Mapped[int] = mapped_column(default=0)


class Grade(Tenant, Base):
    """One answer: `rating` 1 Again, 2 Hard, 3 Good, 4 Easy. One a step of a sprint, whatever is clicked twice."""

    __tablename__ = "grades"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sprint_id", "position"),
        Index("ix_grades_user_id", "workspace_id", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    sprint_id: Mapped[int] = mapped_column(ForeignKey("sprints.id", ondelete="CASCADE"))
    position: Mapped[int]
    rating: Mapped[int]
    seconds: Mapped[float]
    """From the card's being shown to its being graded."""
    at: Mapped[datetime]


class Application(Tenant, Base):
    """What a sprint ended with, "use it today", and days later whether it was used."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sprint_id"),
        Index("ix_applications_user_id", "workspace_id", "user_id"),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    sprint_id: Mapped[int] = mapped_column(ForeignKey("sprints.id", ondelete="CASCADE"))
    source_id: Mapped[int] = mapped_column(ForeignKey("card_sources.id", ondelete="CASCADE"))
    prompted_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the question whether it was used is to be asked; none once it was."""
    asked_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """`used`, `not_yet` or `no_chance`."""
    answered_at: Mapped[datetime | None]
