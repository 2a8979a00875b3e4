"""What we need from somebody's calendar: blocks are put into it exactly once, and what else stands there is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Protection(StrEnum):
    """How far a block defends itself."""

    SOFT = "soft"
    """Shown as free: others may book over it, its owner is told."""
    FIRM = "firm"
    """Shown as busy."""
    HARD = "hard"
    """Shown as busy, and declines invitations by itself where the calendar can do that and its owner chose it."""


@dataclass(frozen=True, slots=True)
class BlockEvent:
    """One block as it should stand in a calendar.

    `uid` is the same for the same block of the same member, whoever writes it and how often: `[0-9a-v]{16,64}`, so that
    it can be part of Google's event id, of Graph's `transactionId` and of iCalendar's UID. Both times carry the
    member's zone (`ZoneInfo`); `ends` comes after `starts`.
    """

    uid: str
    starts: datetime
    ends: datetime
    title: str
    description: str
    protection: Protection
    remind_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """A block of ours as it stands in a calendar now. `version` changes with every change, whoever made it."""

    uid: str
    starts: datetime
    ends: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Something else in a calendar, one instance of it: what conflicts are judged by.

    An all-day event has the midnights of its owner's zone; it and floating times are given in that zone. `uid` is the
    same for one meeting in two calendars. `title` is None where it is private or the calendar tells busy times only.
    """

    uid: str
    starts: datetime
    ends: datetime
    title: str | None = None
    all_day: bool = False
    is_free: bool = False
    """Transparent: shown as free."""
    is_tentative: bool = False
    is_declined: bool = False
    """Its owner has declined it."""
    is_cancelled: bool = False
    is_own: bool = False
    """Its owner organises it, or nobody is invited."""
    is_out_of_office: bool = False
    organizer: str | None = None
    """E-mail address, lower case."""
    attendees: tuple[str, ...] = ()
    """E-mail addresses of the others, lower case."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of our blocks since a token: those that changed, those that are gone, and the next token.

    `is_whole` says that the token was too old or there was none, and that `standing` is all that is there: whatever is
    not in it, is gone.
    """

    standing: Sequence[Standing]
    gone: Sequence[str]
    token: str | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class CalendarSeen:
    """What a connection turned out to be good for, when it was tried. `name` is how its owner knows the calendar."""

    name: str
    can_decline: bool = False
    """Whether it has an automatic decline of its own (Google focus time)."""


class Calendar(Protocol):
    """One member's calendar. Every call has a deadline.

    Every method raises `CalendarUnavailable` where trying later may help, and `CalendarRefused` where it cannot before
    its owner does something (access withdrawn, the calendar deleted).
    """

    async def look(self) -> CalendarSeen:
        """Try the connection, reading and writing, without leaving anything behind."""

    async def put(self, event: BlockEvent, *, version: str | None) -> Standing:
        """Write a block; return it as it stands then.

        `version` None: make it; one that is there already under its `uid` is left as it is and returned, so that a
        second try doubles nothing; one that was deleted is there again. Otherwise: replace that very version; raises
        `ChangedByOwner` where it is another one, or gone, unless what stands there is just what is to be written: then
        it was we who wrote it, and only the answer was lost.
        """

    async def remove(self, uid: str, *, version: str | None) -> None:
        """Take a block away; one that is not there is no error. Raises `ChangedByOwner` where `version` is given and is
        not the one that stands there."""

    async def changes(self, token: str | None) -> Changes:
        """Return what became of our blocks since `token`; all of them where there is no token, or it is too old."""

    async def meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        """Return what else stands there between two moments, series expanded, our own blocks left out.

        Bounded: what cannot be read within its limits (sub-daily rules, objects that are too large, broken ones) is
        left out and the others are returned.
        """


class CalendarUnavailable(Exception):
    """The calendar cannot be reached or does not serve now. `after` is how many seconds it asks us to wait, if it does.

    The message says what happened without any word of an event.
    """

    def __init__(self, said: str, *, after: float | None = None) -> None:
        super().__init__(said)
        self.after = after


class CalendarRefused(Exception):
    """The connection is dead until its owner mends it. The message is a sentence for them."""


class ChangedByOwner(Exception):
    """The block in the calendar is not the version that we wrote. `standing` is what is there; None: it is gone."""

    def __init__(self, standing: Standing | None) -> None:
        super().__init__("the block was changed in the calendar")
        self.standing = standing
