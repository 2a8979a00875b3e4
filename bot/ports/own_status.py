"""What we need from the chat to act for one person, by the token that this person gave us for that."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.ports.chat import Status


@dataclass(frozen=True)
class Shown:
    """How somebody stands at a moment: their status, and until when they paused notifications by hand (none: not)."""

    status: Status | None = None
    paused_until: datetime | None = None


@dataclass(frozen=True)
class Given:
    """What somebody gave in the chat's own window: who they are there, and a token with what it may do."""

    user_id: str
    team_id: str
    token: str = field(repr=False)
    scopes: frozenset[str]


class OwnStatus(Protocol):
    """Looks at and changes the status and the notifications of whoever a token is from.

    Each raises `ChatRefused` or `ChatUnavailable`; repeating a call changes nothing more.
    """

    async def look(self, workspace_id: int, token: str) -> Shown:
        """Return how they stand now."""

    async def show(self, workspace_id: int, token: str, status: Status | None) -> None:
        """Show a status; none clears it."""

    async def pause(self, workspace_id: int, token: str, minutes: int) -> datetime:
        """Pause their notifications for so many minutes from now, in place of a pause that is on; return until when
        that is, as the chat says it."""

    async def end_pause(self, workspace_id: int, token: str) -> None:
        """End a pause; one that is over already is no error."""

    async def revoke(self, workspace_id: int, token: str) -> None:
        """Give the token back; one that is worth nothing already is no error."""


class ConsentWindow(Protocol):
    """The chat's own window, in which somebody allows us to act for them."""

    def address(self, state: str, team_id: str) -> str:
        """Return where to send the browser; it comes back with `state`."""

    async def finish(self, code: str) -> Given:
        """Exchange what the browser came back with. Raises `ChatRefused` or `ChatUnavailable`."""
