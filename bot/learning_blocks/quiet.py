"""Quiet during blocks: when it is, what it replaced, and how a member's consent to it ends."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.learning_blocks import quiet_rule
from bot.learning_blocks.jobs import KeepQuiet, TellOfLostConsent
from bot.learning_blocks.quiet_rule import HeldPause, HeldStatus
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.learning_blocks.quieting import Page, Quiet
from bot.learning_blocks.schedule import WEEK, week_of
from bot.ports.chat import Status
from models.blocks import Block
from models.quiet import QuietConsent, QuietTime
from models.uow import UnitOfWork

_A_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class Left:
    """What is needed to put all back for somebody of whom nothing is kept any more."""

    workspace_id: int
    token: str = field(repr=False)
    kept: Quiet | None


async def withdraw(uow: UnitOfWork, user_id: str, *, at: datetime) -> bool:
    """Take a consent back: all is put back at once, and then the token given back. Returns whether there was one."""
    consent = await uow.quiet.consent(user_id)
    if consent is None or consent.ended_at is not None:
        return False
    consent.ended_at, consent.tries = at, 0
    await look_soon(uow, user_id, at=at)
    uow.audit.note(user_id, "quiet.withdrawn", f"member:{user_id}", at=at)
    return True


async def is_on(uow: UnitOfWork, user_id: str) -> bool:
    """Tell whether a member's consent holds."""
    consent = await uow.quiet.consent(user_id)
    return consent is not None and consent.ended_at is None


async def look_soon(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Have a member's blocks looked at: one was moved, skipped or withdrawn, or their consent has changed."""
    consent = await uow.quiet.consent(user_id)
    if consent is not None:
        consent.look_at = at
        job = KeepQuiet(workspace_id=uow.workspace_id, place=user_id)
        await uow.enqueue(job, key=f"quiet:{consent.id}:{at.timestamp()}")


async def lose(uow: UnitOfWork, user_id: str, *, at: datetime, happened_at: datetime | None = None) -> None:
    """Keep nothing of a consent that is worth nothing any more, and have its owner told once, unless they know.

    `happened_at`: when the token was taken back, as the chat says; what happened before the present consent is past.
    """
    consent = await uow.quiet.consent(user_id)
    if consent is None or (happened_at is not None and happened_at + _A_SECOND <= consent.given_at):
        return
    if consent.ended_at is None:
        job = TellOfLostConsent(workspace_id=uow.workspace_id, user_id=user_id, consent_id=consent.id)
        await uow.enqueue(job, key=f"quiet_lost:{consent.id}:{consent.given_at.timestamp()}")
        uow.audit.note(user_id, "quiet.lost", f"member:{user_id}", at=at)
    await uow.quiet.forget(user_id)


async def heard(uow: UnitOfWork, user_id: str, status: Status | None, *, at: datetime) -> None:
    """Note what the chat tells of somebody's status, as it was at a moment: their own change of it wins."""
    row = await uow.quiet.time(user_id)
    if row is not None:
        held = quiet_rule.heard(_kept(row).status, status, at, since=row.begun_at)
        row.status_ends_at, row.status_changed = held.ends_at, held.changed


async def left_by(uow: UnitOfWork, user_id: str, *, secrets: QuietSecrets) -> Left | None:
    """Return what is needed to put all back for somebody who is about to be forgotten; none where there is nothing."""
    consent, row = await uow.quiet.consent(user_id), await uow.quiet.time(user_id)
    token = secrets.open(consent) if consent is not None else None
    return Left(uow.workspace_id, token, _kept(row) if row is not None else None) if token is not None else None


async def page(uow: UnitOfWork, consent: QuietConsent, *, at: datetime) -> Page:
    """Return how matters stand for a member whose consent this is, or was."""
    row = await uow.quiet.time(consent.user_id)
    blocks = await _blocks(uow, consent, at)
    return Page(quiet_rule.running(blocks, at), _kept(row) if row is not None else None)


async def keep(uow: UnitOfWork, user_id: str, kept: Quiet | None, *, at: datetime) -> None:
    """Write down how a quiet time stands (none: it is over)."""
    row = await uow.quiet.time(user_id)
    if kept is None:
        if row is not None:
            await uow.delete(row)
        return
    if row is None:
        row = QuietTime(user_id=user_id, begun_at=at, status_changed=False, pause_changed=False)
        uow.add(row)
    row.until = kept.until
    row.status_before = _written(kept.status.before)
    row.status_ends_at, row.status_next = kept.status.ends_at, kept.status.next_ends_at
    row.pause_before, row.pause_ends_at, row.pause_next = (
        kept.pause.before,
        kept.pause.ends_at,
        kept.pause.next_ends_at,
    )
    # Its owner may have been heard of while the chat was asked.
    row.status_changed = row.status_changed or kept.status.changed
    row.pause_changed = kept.pause.changed


async def next_look(uow: UnitOfWork, consent: QuietConsent, *, at: datetime) -> datetime | None:
    """Return when a member's blocks are to be looked at next: a quiet time ends then, or a block begins (or has)."""
    row = await uow.quiet.time(consent.user_id)
    if row is not None:
        return max(row.until, at)
    blocks = await _blocks(uow, consent, at)
    if quiet_rule.running(blocks, at) is not None:
        return at
    return min((block.starts_at for block in blocks if block.starts_at > at), default=None)


async def _blocks(uow: UnitOfWork, consent: QuietConsent, at: datetime) -> list[Block]:
    """The blocks in which a member wants quiet: not those of who left or is away, nor those that are left out."""
    person = await uow.members.get(consent.user_id)
    if person is None or person.is_deleted or consent.ended_at or not await uow.quiet.takes_part(consent.user_id):
        return []
    away = person.away_until or datetime.min.replace(tzinfo=UTC)
    weeks = await uow.blocks.weeks(consent.user_id, week_of(at.date()) - WEEK)
    return [block for block in weeks if block.state in ("planned", "started") and block.starts_at >= away]


def _kept(row: QuietTime) -> Quiet:
    return Quiet(
        HeldStatus(_read(row.status_before), row.status_ends_at, row.status_next, row.status_changed),
        HeldPause(row.pause_before, row.pause_ends_at, row.pause_next, row.pause_changed),
        row.until,
    )


def _written(status: Status | None) -> dict[str, Any] | None:
    if status is None:
        return None
    ends = status.ends_at.timestamp() if status.ends_at is not None else None
    return {"emoji": status.emoji, "text": status.text, "ends": ends}


def _read(written: dict[str, Any] | None) -> Status | None:
    if written is None:
        return None
    ends = datetime.fromtimestamp(written["ends"], UTC) if written["ends"] is not None else None
    return Status(written["emoji"], written["text"], ends)
