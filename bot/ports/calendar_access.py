"""What we need to be let into somebody's calendar: they agree in their provider's own window, and can take it back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.ports.calendar import Calendar, CalendarSeen
from bot.ports.invitation import Invitation, Invitations


@dataclass(frozen=True, slots=True)
class Login:
    """What lets us into a CalDAV calendar. `calendar` and `addresses` are what was found with the rest."""

    address: str
    user: str
    password: str = field(repr=False)
    calendar: str | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us into one calendar. They are secrets: they show in no `repr` and are kept encrypted."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_at: datetime
    """When `access` ends, in UTC."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address that its owner confirmed: invitations to it reach their calendar."""

    address: str


class TokenStore(Protocol):
    """Keeps the tokens of one connection."""

    async def get(self) -> Tokens:
        """Return them as they are kept now; raise `CalendarRefused` where the connection was taken away."""

    async def put(self, tokens: Tokens) -> None:
        """Keep these from now on. Some providers' old ones end with that: when it returns, they have to be safe."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Where to send the browser, and what has to be kept for when it comes back.

    `state` comes back in the query; what comes back with another one, or to another browser or person, is refused by
    whoever takes it. `verifier` is a secret of ours that the exchange needs, and goes to nobody else.
    """

    address: str
    state: str
    verifier: str = field(repr=False)


class CalendarConsent(Protocol):
    """A provider's own window in which the owner of a calendar lets us in."""

    def begin(self, redirect: str) -> Consent:
        """Return where to send the browser; the provider sends it back to `redirect`, an address registered there."""

    async def finish(self, code: str, *, verifier: str, redirect: str) -> Tokens:
        """Exchange what came back. Raises `CalendarRefused` with a sentence for the owner, or `CalendarUnavailable`."""

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Return fresh ones. Raises `CalendarRefused` where the owner has to let us in again, or
        `CalendarUnavailable`."""

    async def withdraw(self, tokens: Tokens) -> bool:
        """Give the access back; false where the provider has no way to, and its owner has to do it there. Ones that
        have ended are no error. Raises `CalendarUnavailable`."""


@dataclass(frozen=True, slots=True)
class Left:
    """A calendar of which nothing is kept any more: what let us in, and which of our blocks may stand in it.

    `farewell` is what takes them out of one that is reached by e-mail.
    """

    kind: str
    name: str
    secret: Login | Tokens | Mailbox = field(repr=False)
    zone: ZoneInfo
    uids: tuple[str, ...] = ()
    farewell: tuple[Invitation, ...] = ()


class Calendars(Protocol):
    """Opens calendars: those that members connected, and those that they are about to."""

    @property
    def invitations(self) -> Invitations | None:
        """What sends to those that are reached by e-mail; none where no mail server is set up."""

    async def open(self, workspace_id: int, connection_id: int) -> Calendar | None:
        """Return a connected calendar; none where the connection is gone, or is one that is only sent invitations.

        Raises `CalendarRefused` where what is kept of it cannot be read, `CalendarUnavailable` where its kind is not
        set up now.
        """

    async def give_back(self, workspace_id: int, connection_id: int) -> None:
        """Give the access to a connected calendar back, where there is a way to and nothing else needs it.

        Raises as `open` does.
        """

    def leave(self, left: Left) -> None:
        """Begin to take our blocks out of a calendar, and to give the access back.

        From memory and once, since nothing is kept: what does not succeed is its owner's to clear away.
        """

    async def try_login(self, login: Login, zone: ZoneInfo) -> tuple[Login, CalendarSeen]:
        """Try a CalDAV login; return it with the calendar that was found. Raises as `Calendar` does."""

    async def try_tokens(self, kind: str, tokens: Tokens, zone: ZoneInfo) -> tuple[Tokens, CalendarSeen]:
        """Try a calendar of `google` or `microsoft`; return the tokens as they are then. Raises as `Calendar` does."""

    def consent(self, kind: str) -> CalendarConsent | None:
        """Return how people let us into a calendar of `google` or `microsoft`; none where that is not set up."""

    def redirect(self, kind: str) -> str:
        """Return where the provider sends the browser back to."""
