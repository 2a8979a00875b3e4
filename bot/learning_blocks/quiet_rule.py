"""The rule of quiet: what to set while a block runs, and what to put back, so that its owner's own word wins; pure.

For the status and for Do Not Disturb alike: what was there is kept before anything is set, and what is to be set is
written down before it is. So whoever runs this again after a crash finds out by looking how far it came.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from bot.ports.chat import Status
from bot.ports.own_status import Shown

EMOJI: Final = "books"
TEXT: Final = "In a learning block"
"""What the status says while a block runs."""
_TO_THE_MINUTE: Final = timedelta(seconds=90)
"""The chat pauses for whole minutes: so far from what we wanted, a pause may be ours that we have not noted."""
_THE_SAME: Final = timedelta(seconds=2)


class Span(NamedTuple):
    """From when until when somebody is to be left alone."""

    starts: datetime
    ends: datetime


class Timed(Protocol):
    """A block, as far as its time is concerned."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class HeldStatus:
    """What the status was before, and until when ours stands instead (`next_ends_at`: is about to)."""

    before: Status | None
    ends_at: datetime | None = None
    next_ends_at: datetime | None = None
    changed: bool = False
    """Whether nothing is left to be put back: its owner has changed it, or we have put it back."""


@dataclass(frozen=True)
class HeldPause:
    """Until when its owner had paused notifications before, and until when we have instead."""

    before: datetime | None
    ends_at: datetime | None = None
    next_ends_at: datetime | None = None
    changed: bool = False


@dataclass(frozen=True)
class Show:
    """Show this status (none: clear it)."""

    status: Status | None
    puts_back: bool = False


@dataclass(frozen=True)
class Pause:
    """Pause notifications until a moment (none: end the pause)."""

    until: datetime | None
    puts_back: bool = False

    def minutes(self, now: datetime) -> int:
        """For how many whole minutes from now: rather too long by some seconds than too short."""
        return max(1, math.ceil(((self.until or now) - now).total_seconds() / 60))


def running(blocks: Iterable[Timed], now: datetime) -> Span | None:
    """Return the time of the block that is under way, together with those that touch or overlap it; none else."""
    span: Span | None = None
    for starts, ends in sorted((block.starts_at, block.ends_at) for block in blocks):
        if span is not None and starts <= span.ends:
            span = Span(span.starts, max(span.ends, ends))
        elif span is None or span.ends <= now:
            span = Span(starts, ends)
    return span if span is not None and span.starts <= now < span.ends else None


def says_ours(status: Status | None) -> bool:
    """Tell whether a status is the one that we show."""
    return status is not None and (status.emoji, status.text) == (EMOJI, TEXT)


def first_look(seen: Shown) -> tuple[HeldStatus, HeldPause]:
    """Keep what is there before anything is set. A status of ours that was left over is nobody's own word."""
    if seen.status is not None and says_ours(seen.status):
        return HeldStatus(None, ends_at=seen.status.ends_at), HeldPause(seen.paused_until)
    return HeldStatus(seen.status), HeldPause(seen.paused_until)


def status_now(
    held: HeldStatus, seen: Status | None, until: datetime | None, now: datetime
) -> tuple[HeldStatus, Show | None]:
    """Return what is to be written down, and then to be shown, for quiet until a moment (none: it is over)."""
    ours = says_ours(seen) and seen is not None and seen.ends_at in (held.ends_at, held.next_ends_at)
    lapsed = not held.changed and seen is None and held.ends_at is not None and held.ends_at <= now
    if until is None:
        back = _standing(held.before, now)
        if ours or (lapsed and back is not None):
            return held, Show(back, puts_back=True)
        return replace(held, changed=True, next_ends_at=None), None
    if ours and seen is not None and seen.ends_at == until:
        return replace(held, ends_at=until, next_ends_at=None), None
    untouched = not held.changed and held.ends_at is None and seen == _standing(held.before, now)
    if ours or lapsed or untouched:
        # By what stands there we are recognised, should this be the last that is written down.
        stands = seen.ends_at if ours and seen is not None else held.ends_at
        return replace(held, ends_at=stands, next_ends_at=until), Show(Status(EMOJI, TEXT, until))
    return replace(held, changed=True, next_ends_at=None), None


def pause_now(
    held: HeldPause, seen: datetime | None, until: datetime | None, now: datetime
) -> tuple[HeldPause, Pause | None]:
    """Return what is to be written down of a pause, and then to be done; `seen`: until when there is one."""
    back = held.before if held.before is not None and held.before > now else None
    ours = seen is not None and (
        _near(seen, held.ends_at, _THE_SAME) or (_near(seen, held.next_ends_at, _TO_THE_MINUTE) and seen != back)
    )
    if until is None:
        return (held, Pause(back, puts_back=True)) if ours else (replace(held, changed=True, next_ends_at=None), None)
    if ours and _near(seen, until, _TO_THE_MINUTE):
        return replace(held, ends_at=seen, next_ends_at=None), None
    if ours and back is not None and back >= until:
        return held, Pause(back, puts_back=True)
    lapsed = seen is None and held.ends_at is not None and held.ends_at <= now
    untouched = held.ends_at is None and seen == back
    longer = seen is not None and seen >= until
    if ours or (not held.changed and not longer and (lapsed or untouched)):
        return replace(held, ends_at=seen if ours else held.ends_at, next_ends_at=until), Pause(until)
    return replace(held, changed=True, next_ends_at=None), None


def shown(held: HeldStatus, act: Show) -> HeldStatus:
    """Return what is written down of a status that was shown."""
    if act.puts_back or act.status is None:
        return replace(held, changed=True)
    return replace(held, ends_at=act.status.ends_at, next_ends_at=None)


def paused(held: HeldPause, act: Pause, until: datetime | None) -> HeldPause:
    """Return what is written down of a pause that was begun or ended; `until`: when it ends, as the chat says it."""
    if act.puts_back or until is None:
        return replace(held, changed=True)
    return replace(held, ends_at=until, next_ends_at=None)


def heard(held: HeldStatus, status: Status | None, at: datetime, *, since: datetime) -> HeldStatus:
    """Return what is written down once the chat tells of somebody's status, as it was at a moment.

    It tells what looking at the end cannot: that they took our status away, rather than that it ended by itself; and
    that ours was set, where whoever set it died before it was noted. What was before `since` is past.
    """
    ends = max(filter(None, (held.ends_at, held.next_ends_at)), default=None)
    if status is not None and says_ours(status):
        is_next = status.ends_at is not None and status.ends_at == held.next_ends_at
        return replace(held, ends_at=status.ends_at) if is_next else held
    # Where another status stands there is nothing to put back; that there is none says so only before ours ends.
    settled = ends is not None and since < at and (status is not None or at < ends)
    return replace(held, changed=True) if settled else held


def _standing(status: Status | None, now: datetime) -> Status | None:
    """A status, unless it has ended by itself."""
    return status if status is not None and (status.ends_at is None or status.ends_at > now) else None


def _near(one: datetime | None, other: datetime | None, within: timedelta) -> bool:
    return one is not None and other is not None and abs(one - other) <= within
