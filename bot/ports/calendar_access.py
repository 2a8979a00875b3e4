"""What we need to be let into somebody's calendar: they agree in their provider's own window, and can take it back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us into one calendar. They are secrets: they show in no `repr` and are kept encrypted."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_at: datetime
    """When `access` ends, in UTC."""


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
