"""Questions that were captured, and the topics that they share."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Topic(Tenant, Base):
    """Questions of one audience that mean the same. What is kept of a count is derived from its questions."""

    __tablename__ = "topics"
    __table_args__ = (NEVER_TWICE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    title_question_id: Mapped[int | None]
    """The question whose wording the title is; a title that a person wrote has none."""
    confidence: Mapped[float] = mapped_column(default=0.0)
    fired_at: Mapped[datetime | None]
    """When the rule of three held for the first time."""
    waiting: Mapped[bool] = mapped_column(default=False)
    """The rule held but no thread had an answer yet, or its uncertain card has to wait for its turn."""
    dismissed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Question(Tenant, Base):
    """A message that asks, reduced to what it asks."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel_id", "ts"),
        Index("ix_questions_thread", "workspace_id", "channel_id", "thread_ts"),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str]
    asker: Mapped[str] = mapped_column(index=True)
    """Who asked; `anonymous` where Thrice posted it for somebody."""
    text: Mapped[str]
    gist: Mapped[str] = mapped_column(default="")
    """The text without polite frames: what matching compares."""
    kind: Mapped[str] = mapped_column(default="knowledge")
    audience: Mapped[str]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    placed_at: Mapped[datetime | None]
    """When matching has looked at it."""
    asked_at: Mapped[datetime]


class Verdict(Tenant, Base):
    """A person's word on whether two questions mean the same: labelled pairs that refit the gates."""

    __tablename__ = "verdicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_a: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    question_b: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    same: Mapped[bool]
    above: Mapped[float | None]
    """How far the pair's closeness lay above the card gate; measured when matching first learns of the verdict."""
    by: Mapped[str]
    at: Mapped[datetime]
