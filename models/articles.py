"""Articles, their revisions, and the messages that each revision cites."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Article(Tenant, Base):
    """A draft or page. `status` is `draft`, `verified`, `stale` or `retired`; `revision` the newest number."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("workspace_id", "slug"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    note_id: Mapped[int | None]
    """The saved note that three people made a draft of, where no topic did."""
    slug: Mapped[str]
    audience: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    status: Mapped[str] = mapped_column(default="draft", index=True)
    revision: Mapped[int] = mapped_column(default=1)
    published_revision: Mapped[int | None]
    reviewer: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    stale_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]

    @property
    def shown_revision(self) -> int:
        """The revision that readers see: the one that was approved (an edit that waits for that has a higher number),
        of a draft the newest."""
        return self.published_revision or self.revision


class Revision(Tenant, Base):
    """One state of an article. `draft` is the structured draft (statements with evidence) it was rendered from."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("workspace_id", "article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    body_markdown: Mapped[str]
    draft: Mapped[dict[str, Any] | None]
    author: Mapped[str]
    """Who made it: a member's id, or `thrice`."""
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Source(Tenant, Base):
    """A message that a revision cites."""

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("workspace_id", "article_id", "revision", "channel_id", "ts"),
        Index("ix_sources_message", "workspace_id", "channel_id", "ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    channel_id: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str]
    author: Mapped[str]
    permalink: Mapped[str]


class Review(Tenant, Base):
    """The one open request to approve an article's revision, and whom it is with."""

    __tablename__ = "reviews"
    __table_args__ = (NEVER_TWICE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    reviewer: Mapped[str]
    """A member's id, or a channel's where it came to the channel."""
    why: Mapped[str] = mapped_column(default="answered")
    """`answered`, `curator`, `channel`, `author`, `stale` or `changed`: why this person is asked."""
    uncertain: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)
    """The card waits until its reviewer may get another uncertain one."""
    card_channel: Mapped[str | None]
    card_ts: Mapped[str | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it passes to the next; none for the last in line."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """`published`, `dismissed`, `not_the_same`, `passed`, `superseded` or `withdrawn`."""


class Offer(Tenant, Base):
    """A published article shown to somebody who asked, and what they said of it."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("workspace_id", "question_id", "article_id"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(index=True)
    channel_id: Mapped[str]
    thread_ts: Mapped[str | None]
    wording: Mapped[str] = mapped_column(default="")
    """The digest of the words in which it was asked: what was not somebody's question is not offered again to them."""
    confidence: Mapped[float]
    verdict: Mapped[str | None]
    """`solved`, `not_mine`, `outdated`, or none yet."""
    shared_at: Mapped[datetime | None]
    at: Mapped[datetime]


class ThreadLink(Tenant, Base):
    """A thread that got the one reply with an article's link."""

    __tablename__ = "thread_links"
    __table_args__ = (UniqueConstraint("workspace_id", "article_id", "channel_id", "thread_ts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[str]
    thread_ts: Mapped[str]
    ts: Mapped[str | None]
    """Our reply there."""
    at: Mapped[datetime]
