"""Learners: who gets a nudge, when, and every nudge that was sent."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Learner(Tenant, Base):
    """A member who opted in, with their times and how often they want to be asked.

    `next_nudge_at` is when the clock looks at them next; none while they are paused for good or have left.
    """

    __tablename__ = "learners"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    tz: Mapped[str]
    """The zone in which `next_nudge_at` was reckoned: Slack's, as it was then."""
    minute: Mapped[int] = mapped_column(default=570)
    """When the nudge comes, in minutes after local midnight."""
    day_begins: Mapped[int] = mapped_column(default=540)
    day_ends: Mapped[int] = mapped_column(default=1020)
    """Working hours, in minutes after local midnight; outside them no nudge comes."""
    days: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Working days, Monday 0 to Sunday 6."""
    country: Mapped[str | None]
    """Two letters (ISO 3166) whose public holidays are free; none: no holidays."""
    new_per_day: Mapped[int | None]
    """New cards a day; none: the workspace's number."""
    every: Mapped[int] = mapped_column(default=1)
    """A nudge comes every so many working days: 1, or 2, 4, 8 after being ignored."""
    ignored: Mapped[int] = mapped_column(default=0)
    """Nudges in a row that were not answered."""
    paused_until: Mapped[date | None]
    """No nudge comes before this local date."""
    hides_amounts: Mapped[bool] = mapped_column(default=False)
    next_nudge_at: Mapped[datetime | None] = mapped_column(index=True)
    last_nudge_on: Mapped[date | None]
    """The local date of the last nudge."""
    last_nudge_at: Mapped[datetime | None]
    next_reminder_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the clock looks next whether they have to be told what is left of their learning budget."""
    reminded_of: Mapped[str | None]
    """Which of a quarter's two reminders they had last: `2026Q4 first` or `2026Q4 last`."""
    reminded_in: Mapped[int | None]
    """The nudge that said so; none where it was a message of its own."""


class Nudge(Tenant, Base):
    """The one prompt of a member's local date. `due_at` is set while it is to be sent, or shown again."""

    __tablename__ = "nudges"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "local_date"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    local_date: Mapped[date]
    state: Mapped[str] = mapped_column(default="waiting")
    """`waiting`, `sent`, `snoozed`, `started`, `skipped`, `ignored` or `dropped` (not sent after all)."""
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    """When that working day ends: from then on it is not sent any more."""
    because: Mapped[str] = mapped_column(default="")
    """Why it was dropped or put off: `away`, `do_not_disturb`, `busy`, `early`, `late`, `nothing`, `gone`."""
    shown: Mapped[int] = mapped_column(default=0)
    """How often it was shown: once, and once more after each snooze."""
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    sent_at: Mapped[datetime | None]
