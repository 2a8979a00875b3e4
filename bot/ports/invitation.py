"""What we need of e-mail: an invitation reaches calendars that nothing else reaches, and is taken back by another."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.ports.calendar import Protection


class Method(StrEnum):
    """What an invitation does to what its receiver's calendar has of it."""

    REQUEST = "REQUEST"
    """Puts it in, or replaces what is there with a lower `sequence`."""
    CANCEL = "CANCEL"
    """Takes it out."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One message about one block, a series of them, or one of a series.

    `uid` and `sequence` say which version of what: a change counts up, and so does taking it back; the same one sent
    twice is known again by its receiver. Times carry the member's zone (`ZoneInfo`).
    """

    method: Method
    uid: str
    sequence: int
    address: str
    """E-mail address of whoever is invited."""
    name: str
    starts: datetime
    ends: datetime
    title: str
    description: str
    protection: Protection
    sent_at: datetime
    """When this version was made, in UTC: the same at every try."""
    rule: str | None = None
    """For a series: how it comes back, as iCalendar writes it (`FREQ=WEEKLY;BYDAY=FR`)."""
    left_out: tuple[datetime, ...] = ()
    """For a series: the starts that are left out of it."""
    instance: datetime | None = None
    """For one of a series: when it would start by the rule. `starts` is when it starts instead."""
    remind_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain letter."""

    address: str
    subject: str
    text: str
    sent_at: datetime


class Invitations(Protocol):
    """Sends invitations, and the letter that asks whether an address may be sent any."""

    async def send(self, invitation: Invitation) -> None:
        """Hand one to the mail server, at least once: a second try sends the same message with the same id.

        Raises `CalendarRefused` where there is no such address, with a sentence for whoever gave it, or
        `CalendarUnavailable` where trying later, or the operator, may help.
        """

    async def write(self, letter: Letter) -> None:
        """Hand a letter to the mail server, once. Raises as `send` does."""
