"""Lapsing: who is told, once, a week before a month ends, which of their learning time lapses with it unused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.learning_blocks import weeks
from bot.learning_blocks.jobs import TellOfLapse
from bot.learning_blocks.schedule import WEEK, week_of
from bot.learning_blocks.weeks import CannotMove, NoSuchBlock
from bot.workspaces.local_time import zone_of
from models.blocks import Block, BlockMember
from models.uow import UnitOfWork

NEVER: Final = "never"
"""Stands in `BlockMember.lapse_told` of those who do not want to hear of it."""
UNUSED: Final = frozenset({"skipped", "lost", "unsaid"})
EARLIEST: Final = 7
LATEST: Final = 4
"""Days before a month's last one: looked at for so long, since a week before may be a weekend or the machine off."""


@dataclass(frozen=True)
class Lapse:
    """What lapses: how many hours, and the newest block of them that can still be had; none where all are too old."""

    hours: float
    block: Block | None


async def announce(uow: UnitOfWork, *, at: datetime) -> None:
    """Leave a job for each member for whom it is a week before the end of a month; once a month."""
    for member in await uow.blocks.members():
        today = at.astimezone(zone_of(member.tz)).date()
        month = f"{today:%Y-%m}"
        if LATEST <= days_left(today) <= EARLIEST and member.lapse_told not in (month, NEVER):
            member.lapse_told = month
            job = TellOfLapse(workspace_id=uow.workspace_id, user_id=member.user_id, month=month)
            await uow.enqueue(job, key=f"lapse:{uow.workspace_id}:{member.user_id}:{month}")


def days_left(today: date) -> int:
    """Return how many days of a month come after one."""
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (following - today).days - 1


def lapsing(blocks: Iterable[Block], zone: str, at: datetime) -> Lapse | None:
    """Return what lapses with the month that it is in a zone; none where everything was used. Pure."""
    there = zone_of(zone)
    today = at.astimezone(there)
    unused = [
        block
        for block in blocks
        if block.state in UNUSED and f"{block.ends_at.astimezone(there):%Y-%m}" == f"{today:%Y-%m}"
    ]
    if not unused:
        return None
    hours = sum((block.ends_at - block.starts_at).total_seconds() / 3600 for block in unused)
    newest = max(unused, key=lambda block: block.week)
    # Calendars show the blocks of last week and of those after it.
    return Lapse(hours, newest if newest.week >= week_of(today.date()) - WEEK else None)


async def make_up(uow: UnitOfWork, member: BlockMember, block_id: int, starts: datetime, *, at: datetime) -> Block:
    """Have a block that was not used at another time after all. Raises `NoSuchBlock` or `CannotMove`."""
    block = await uow.blocks.get(block_id)
    if block is None or block.user_id != member.user_id or block.state == "withdrawn":
        raise NoSuchBlock
    if block.state not in UNUSED:
        raise NoSuchBlock("has found its time already")
    there, ends = zone_of(member.tz), starts + (block.ends_at - block.starts_at)
    if starts <= at:
        raise CannotMove("That time has passed.")
    if f"{ends.astimezone(there):%Y-%m}" != f"{at.astimezone(there):%Y-%m}":
        raise CannotMove("That time is in another month.")
    await weeks.require_no_other(uow, block, (starts, ends), since=week_of(starts.date()) - WEEK)
    weeks.put_by_owner(block, starts, ends, at=at)
    await weeks.touched(uow, member, at=at)
    await weeks.look_at_new_time(uow, block)
    return block
