"""Quieting: brings somebody's status and Do Not Disturb in line with their blocks, a step at a time.

Whatever it is about to do is written down first, so that it can be killed anywhere and run again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from bot.learning_blocks import quiet_rule as rule
from bot.learning_blocks.quiet_rule import HeldPause, HeldStatus, Pause, Show, Span
from bot.ports.chat import ChatRefused, Status
from bot.ports.own_status import OwnStatus, Shown

_MOST_TIMES: Final = 3
"""One quiet time may have to be ended before the next one begins; no more than that."""
DEAD: Final = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Refusals by which the chat says that a token lets us do nothing any more."""


@dataclass(frozen=True)
class Quiet:
    """A quiet time that has begun: what was there before, what we set, and until when we wanted it last."""

    status: HeldStatus
    pause: HeldPause
    until: datetime


class Page(NamedTuple):
    """How matters stand: when somebody is to be left alone (none: not now), and the quiet time that has begun."""

    wanted: Span | None
    kept: Quiet | None


class Book(Protocol):
    """Where quiet times are written down. Raises `Gone` once there is nobody to write of any more."""

    async def read(self) -> Page:
        """Return how matters stand."""

    async def write(self, kept: Quiet | None) -> None:
        """Keep this of the quiet time (none: it is over). That its owner changed the status is never unwritten."""


class Hand(Protocol):
    """Looks at and changes one person's status and notifications; `bot.ports.own_status` with a token."""

    async def look(self) -> Shown:
        """Return how they stand."""

    async def show(self, status: Status | None) -> None:
        """Show a status; none clears it."""

    async def pause(self, minutes: int) -> datetime:
        """Pause for so many minutes; return until when that is."""

    async def end_pause(self) -> None:
        """End a pause."""


@dataclass(frozen=True)
class WithToken:
    """One member's status and notifications (a `Hand`)."""

    own: OwnStatus
    workspace_id: int
    token: str = field(repr=False)

    async def look(self) -> Shown:
        """Return how they stand."""
        return await self.own.look(self.workspace_id, self.token)

    async def show(self, status: Status | None) -> None:
        """Show a status."""
        await self.own.show(self.workspace_id, self.token, status)

    async def pause(self, minutes: int) -> datetime:
        """Pause for so many minutes."""
        return await self.own.pause(self.workspace_id, self.token, minutes)

    async def end_pause(self) -> None:
        """End a pause."""
        await self.own.end_pause(self.workspace_id, self.token)


class Gone(Exception):
    """Whoever it is about has taken their consent back, or is forgotten."""


async def bring_about(book: Book, hand: Hand, clock: Callable[[], datetime]) -> None:
    """Set, extend or put back what is to be. Raises `Gone`, `ChatUnavailable`, or `ChatRefused` (a code of `DEAD`)."""
    for _ in range(_MOST_TIMES):
        page = await book.read()
        if page.kept is None and page.wanted is None:
            return
        if not await _bring_about(page, book, hand, clock):
            return


async def _bring_about(page: Page, book: Book, hand: Hand, clock: Callable[[], datetime]) -> bool:
    """Take the next steps; return whether one quiet time was ended for another to begin."""
    seen, now, wanted = await hand.look(), clock(), page.wanted
    is_another = page.kept is not None and wanted is not None and page.kept.until < wanted.starts
    until = wanted.ends if wanted is not None and not is_another else None
    kept = page.kept
    if kept is None:
        kept = Quiet(*rule.first_look(seen), until=until or now)
    status, show = rule.status_now(kept.status, seen.status, until, now)
    pausing, pause = rule.pause_now(kept.pause, seen.paused_until, until, now)
    kept = Quiet(status, pausing, until or kept.until)
    await book.write(kept)
    if show is not None:
        kept = replace(kept, status=await _show(hand, kept.status, show))
        await book.write(kept)
    if pause is not None:
        kept = replace(kept, pause=await _pause(hand, kept.pause, pause, now))
        await book.write(kept)
    if until is None:
        await book.write(None)
    return is_another


async def _show(hand: Hand, held: HeldStatus, act: Show) -> HeldStatus:
    try:
        await hand.show(act.status)
    except ChatRefused as refused:
        # What the chat does not take now (an emoji that was removed, say) it will not take in a minute either.
        if refused.code in DEAD:
            raise
        return replace(held, changed=True)
    return rule.shown(held, act)


async def _pause(hand: Hand, held: HeldPause, act: Pause, now: datetime) -> HeldPause:
    try:
        if act.until is None:
            await hand.end_pause()
            return rule.paused(held, act, None)
        return rule.paused(held, act, await hand.pause(act.minutes(now)))
    except ChatRefused as refused:
        if refused.code in DEAD:
            raise
        return replace(held, changed=True)
