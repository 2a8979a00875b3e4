"""Learning blocks: the rule of a workspace, who joined, and the block of each of their weeks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class BlockRule(Tenant, Base):
    """A curator's rule, from a date on. Of a workspace's rules each ends where the next one begins."""

    __tablename__ = "block_rules"
    __table_args__ = (UniqueConstraint("workspace_id", "since"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    """Monday 0 to Sunday 6."""
    minute: Mapped[int]
    """When a block begins, in minutes after local midnight."""
    minutes: Mapped[int]
    every: Mapped[int] = mapped_column(default=1)
    """A block comes every week (1) or every second week (2)."""
    since: Mapped[date]
    until: Mapped[date | None]
    """The first date on which it holds no more."""
    covered: Mapped[str | None]
    """The channel of which one member stays on duty meanwhile, in turn; none: nobody has to."""
    set_by: Mapped[str]
    at: Mapped[datetime]


class BlockMember(Tenant, Base):
    """A member who joined the blocks. The secret of their feed is kept sealed, and found by its hash."""

    __tablename__ = "block_members"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"), UniqueConstraint("feed_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    protection: Mapped[str] = mapped_column(default="firm")
    """`soft`, `firm` or `hard`."""
    tz: Mapped[str]
    """The zone in which their blocks were planned: Slack's, as it was then."""
    days: Mapped[list[int] | None] = mapped_column(JSON)
    """Working days, Monday 0 to Sunday 6; none: those that they learn on, or the usual ones of their country."""
    day_begins: Mapped[int | None]
    day_ends: Mapped[int | None]
    """Working hours, in minutes after local midnight; none where they were not chosen."""
    country: Mapped[str | None]
    """Two letters; empty for no holidays, none for the country that they learn in or their zone names."""
    feed_hash: Mapped[str]
    feed_sealed: Mapped[bytes]
    changed_at: Mapped[datetime]
    """When anything last changed that their calendar shows."""
    plan_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the clock plans their next weeks; none once they have left."""
    lapse_told: Mapped[str | None]
    """The month (`2026-11`) in which they were told last that unused time lapses; `never`: they do not want to be."""


class BlockException(Tenant, Base):
    """Somebody whose meetings are never in the way of a member's block, because that member said so."""

    __tablename__ = "block_exceptions"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "who"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    """Whose block it is."""
    who: Mapped[str]
    """A person's id, or an e-mail address in lower case."""


class HeldJob(Tenant, Base):
    """A job that would tell somebody something unasked, left until no learning block of theirs runs any more."""

    __tablename__ = "held_jobs"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    """Who is to be told."""
    kind: Mapped[str]
    job: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is to be done then; ids only, never anybody's words."""
    key: Mapped[str]
    """Names the job, so that one that is run again after a crash is held once."""
    held_at: Mapped[datetime]
    """Since when it waits for the end of a block; or until when at least, for their working hours."""


class Block(Tenant, Base):
    """The block of one member's week, as planned, moved or skipped, and what came of it.

    `due_at` is when the next of its steps comes, which `step` names: `remind`, `begin` or `end`.
    """

    __tablename__ = "blocks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", "week"),
        Index("ix_blocks_week", "workspace_id", "week"),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    week: Mapped[date]
    """The Monday of the week whose block it is."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    """When it would begin by the rule: other than `starts_at` where it was moved."""
    state: Mapped[str] = mapped_column(default="planned")
    """`planned`, `started`, `kept`, `skipped`, `lost` (to a meeting), `unsaid` or `withdrawn` (left, or forgotten)."""
    is_moved: Mapped[bool] = mapped_column(default=False)
    is_on_duty: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Whether its owner stayed on duty in that week's block of the others, and has theirs at another time."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often it was changed: iCalendar's SEQUENCE."""
    step: Mapped[str] = mapped_column(default="remind")
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    """Where a channel was told what its owner learned in it."""
    told: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """The meetings (by a hash of their ids) that its owner was told of as conflicts."""
    learned: Mapped[str | None]
    """What its owner says that they learned in it."""
