"""Cards: what learners are asked, and the article or lesson that each was made of."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class CardSource(Tenant, Base):
    """An article or a lesson of which cards were made, and in which state; kept even where it gave no card.

    Exactly one of `article_id` and `lesson_id` is set.
    """

    __tablename__ = "card_sources"
    __table_args__ = (
        UniqueConstraint("workspace_id", "article_id"),
        UniqueConstraint("workspace_id", "lesson_id"),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    """The article's published revision, or the lesson's version, that the cards say."""
    newest: Mapped[int] = mapped_column(default=0)
    """The article's newest revision then: a later one may stand for a change in what earlier ones say."""
    digest: Mapped[str] = mapped_column(default="")
    """Of the title and the body that the cards say: they are asked only while the page says just that."""
    offered: Mapped[bool] = mapped_column(default=True)
    """Whether the source was offered then: a retired article's cards rest until it is restored."""
    made_at: Mapped[datetime]
    unclear: Mapped[int | None]
    """The revision that several people were sure of and got wrong: its reviewer was told, once."""
    unclear_card: Mapped[int | None]
    """The card by which it was seen, which has the sentence. No foreign key: the two tables would need each other."""


class Card(Tenant, Base):
    """One thing asked of a learner. `key` tells which card of its source it is, whatever its words are by now.

    `question`, `answer` and `sentence` are plain text. `details` depends on `kind`: `recall` `{"says": [...]}`, what
    its answer says besides `sentence`; `cloze` nothing (the gap stands in the question); `order` `{"steps": [...]}` in
    the right order; `choice` `{"right": "..."}`, the wrong ones being found when it is asked, among what the learner
    may read at that moment. A retired card whose source no longer says what it says in any revision has no words left.
    """

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("workspace_id", "source_id", "key"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("card_sources.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    key: Mapped[str]
    position: Mapped[int]
    """Its place among the cards of its source, from 0: the order in which they are learned."""
    question: Mapped[str]
    answer: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sentence: Mapped[str] = mapped_column(default="")
    """The sentence of the source that it rests on; of the whole answer, its first."""
    evidence: Mapped[list[str]] = mapped_column(default=list)
    """Permalinks of the messages that the sentence cites; none for a lesson."""
    made_by: Mapped[str] = mapped_column(default="rules")
    """`rules` or `model`."""
    edited_by: Mapped[str | None]
    """Who put it in other words; it stays so as long as its sentence does."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str | None]
    """`source` (what it rests on is gone) or `person` (somebody retired it); the former comes back with its source."""


class CardReport(Tenant, Base):
    """Somebody said that a card is `wrong` or `unclear`."""

    __tablename__ = "card_reports"
    __table_args__ = (UniqueConstraint("workspace_id", "card_id", "user_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
