"""Series: what a calendar that is reached by e-mail has of somebody's blocks, by the invitations that it was sent."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel

from bot.learning_blocks.conflicts import Span
from bot.learning_blocks.recurrence import weekly
from bot.learning_blocks.schedule import WEEK
from bot.ports.calendar import Protection
from bot.ports.invitation import Method
from bot.workspaces.local_time import zone_of


class Other(BaseModel, frozen=True):
    """One of a series that is otherwise than the rule has it: at another time, or (none) left out."""

    at: Span | None
    told: bool = False
    """Whether a message of its own was ever sent: some calendars keep that when the series is sent anew, others not."""
    due: bool = False
    """Whether a message of its own has to be sent, since the series was."""
    in_series: bool = False
    """Whether the series itself says that it is left out (EXDATE)."""


class Series(BaseModel, frozen=True):
    """One series, or one event that comes once. Times without a zone are what a clock in `zone` shows."""

    uid: str
    zone: str
    first: datetime
    length: timedelta
    every: int
    """Weeks from one to the next; 0: it comes once."""
    protection: Protection
    until: datetime | None = None
    """When its last one begins; none: it has no end."""
    week: date | None = None
    """Of which week the one is that comes once."""
    sequence: int = 0
    others: Mapping[datetime, Other] = {}
    """By when they would begin."""
    is_over: bool = False
    """Whether it was taken back, all of it."""

    def moment(self, wall: datetime) -> datetime:
        """Return the moment at which a clock there shows a time (the first, where it does so twice)."""
        return wall.replace(tzinfo=zone_of(self.zone)).astimezone(UTC)

    def usual(self, wall: datetime) -> Span:
        """Return from and until when one of it is by the rule."""
        starts = self.moment(wall)
        return starts, starts + self.length

    def shown(self, wall: datetime) -> Span | None:
        """Return from and until when one of it stands in the calendar; none where it does not."""
        if (other := self.others.get(wall)) is not None:
            return other.at
        return self.usual(wall) if self.until is None or wall <= self.until else None

    def last(self, at: datetime) -> datetime | None:
        """Return the last one that begins by a moment, by the rule; none where all are to come."""
        if self.moment(self.first) > at:
            return None
        if self.every == 0:
            return self.first
        wall = self.first + self._step * max(0, (at - self.moment(self.first)) // self._step - 1)
        while self.moment(wall + self._step) <= at:
            wall += self._step
        return wall

    def following(self, at: datetime) -> datetime | None:
        """Return the first one that begins after a moment, by the rule; none where there is none any more."""
        last = self.last(at)
        wall = self.first if last is None else last + self._step
        return wall if self.until is None or wall <= self.until else None

    @property
    def _step(self) -> timedelta:
        return WEEK * self.every

    @property
    def rule(self) -> str | None:
        """How it comes back, as iCalendar writes it; none for one that comes once."""
        if self.every == 0:
            return None
        until = self.moment(self.until) if self.until is not None else None
        return weekly(self.first, every=self.every, until=until)


class Word(BaseModel, frozen=True):
    """What one message says of a series: it stands or ends (no `instance`), or one of it does.

    `shown` is from and until when: for one that is cancelled, when it stood. `said_at` is when this was decided.
    """

    method: Method
    shown: Span
    said_at: datetime
    instance: datetime | None = None


class Step(BaseModel, frozen=True):
    """The next message, and what the calendar has of the series once it is there."""

    series: Series
    word: Word
