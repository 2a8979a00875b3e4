"""Weeks: the block of each of a member's next weeks, planned by the rule, moved or skipped by its owner."""

from datetime import datetime, timedelta
from typing import Final

from bot.errors import BotError, NotAllowed
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.rules import rules_of
from bot.learning_blocks.schedule import WEEK, Planned, upcoming, week_of
from bot.learning_blocks.working import times_of
from bot.workspaces.local_time import zone_of
from models.blocks import Block, BlockMember
from models.uow import UnitOfWork

WEEKS_AHEAD: Final = 5
REMIND_BEFORE: Final = timedelta(minutes=10)


class CannotMove(BotError):
    """A time to which a block cannot be moved."""

    code = "cannot_move"


class NoSuchBlock(NotAllowed):
    """A block that is not there (any more), is somebody else's, or is over."""

    code = "no_such_block"

    def __init__(self) -> None:
        super().__init__("This block is over, or was withdrawn meanwhile. `/thrice focus` shows your next one.")


async def plan(uow: UnitOfWork, member: BlockMember, *, policy: BlockPolicy, at: datetime) -> None:
    """Bring a member's next weeks in line with the rule and their times.

    What its owner moved or skipped stays so, and so does a block that has been reminded of or has begun.
    """
    times = await times_of(uow, member)
    after = max(at, member.joined_at)
    rules = await rules_of(uow, policy)
    wanted = {found.week: found for found in upcoming(rules, times, after=after, weeks=WEEKS_AHEAD)}
    held = {block.week: block for block in await uow.blocks.weeks(member.user_id, week_of(at.date()) - WEEK)}
    for week, found in wanted.items():
        block = held.get(week)
        if block is None:
            uow.add(_new(member, found))
        elif block.state == "withdrawn" and block.starts_at > at:
            block.state = "planned"
            _put(block, found)
        elif _follows_the_rule(block, at) and (block.starts_at, block.ends_at) != (found.starts, found.ends):
            _put(block, found)
            member.changed_at = at
        elif block.is_moved:
            block.planned_at = found.starts
    for week, block in held.items():
        if week not in wanted and _follows_the_rule(block, at):
            # Not deleted: it may stand in a calendar, from which it has to be taken.
            block.state, block.due_at = "withdrawn", None
            block.sequence += 1
            member.changed_at = at
    await uow.flush()


async def withdraw(uow: UnitOfWork, member: BlockMember, *, at: datetime) -> None:
    """Take back what has not begun."""
    for block in await uow.blocks.weeks(member.user_id, week_of(at.date()) - WEEK):
        if block.starts_at > at and block.state in ("planned", "skipped"):
            block.state, block.due_at, block.is_moved = "withdrawn", None, False
            block.sequence += 1


async def mine(uow: UnitOfWork, user_id: str, block_id: int, *, at: datetime) -> Block:
    """Return a block of a member's that has not ended. Raises `NoSuchBlock`."""
    block = await uow.blocks.get(block_id)
    if block is None or block.user_id != user_id or block.ends_at <= at or block.state == "withdrawn":
        raise NoSuchBlock
    return block


def skip(block: Block) -> None:
    """Leave a block out, this once."""
    block.state, block.due_at = "skipped", None
    block.sequence += 1


def take_back(block: Block, *, at: datetime) -> None:
    """Let a block that was to be left out take place after all. Raises `CannotMove` where it is over already."""
    if block.state != "skipped":
        return
    if block.starts_at <= at:
        raise CannotMove("It is too late for this one: it would have begun already. Your next one comes next time.")
    block.state = "planned"
    _reckon(block)
    block.sequence += 1


async def move(uow: UnitOfWork, member: BlockMember, block: Block, starts: datetime, *, at: datetime) -> None:
    """Move a block to another time of its week, for the same length. Raises `CannotMove`, and then nothing changes."""
    if block.state not in ("planned", "skipped"):
        raise CannotMove("This block has begun already, so it stays where it is.")
    if starts <= at:
        raise CannotMove("That time has passed. Choose a later one.")
    there = zone_of(member.tz)
    if week_of(starts.astimezone(there).date()) != week_of(block.planned_at.astimezone(there).date()):
        raise CannotMove("A block can be moved within its own week. Choose a day of that week.")
    ends = starts + (block.ends_at - block.starts_at)
    for other in await uow.blocks.weeks(member.user_id, block.week - WEEK):
        overlaps = other.starts_at < ends and starts < other.ends_at
        if other.id != block.id and other.state in ("planned", "started") and overlaps:
            raise CannotMove("You have another learning block at that time.")
    block.starts_at, block.ends_at, block.state = starts, ends, "planned"
    block.is_moved = starts != block.planned_at
    block.sequence += 1
    _reckon(block)
    member.changed_at = at


def _new(member: BlockMember, found: Planned) -> Block:
    block = Block(user_id=member.user_id, week=found.week, state="planned", is_moved=False, sequence=0)
    block.starts_at, block.ends_at, block.planned_at = found.starts, found.ends, found.starts
    _reckon(block)
    return block


def _put(block: Block, found: Planned) -> None:
    block.starts_at, block.ends_at, block.planned_at = found.starts, found.ends, found.starts
    block.is_moved = False
    block.sequence += 1
    _reckon(block)


def _follows_the_rule(block: Block, at: datetime) -> bool:
    untouched = block.state == "planned" and not block.is_moved and block.step == "remind"
    return untouched and block.starts_at > at


def _reckon(block: Block) -> None:
    block.step, block.due_at = "remind", block.starts_at - REMIND_BEFORE
