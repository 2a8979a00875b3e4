"""Weeks: the block of each of a member's next weeks, planned by the rule, moved or skipped by its owner."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.errors import BotError, NotAllowed
from bot.learning_blocks import quiet
from bot.learning_blocks.conflicts import Span, overlap
from bot.learning_blocks.jobs import LookForConflicts
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.rules import rules_of
from bot.learning_blocks.schedule import WEEK, Planned, upcoming, week_of
from bot.learning_blocks.working import in_a_shift, times_of
from bot.workspaces.local_time import zone_of
from bot.workspaces.spreading import share
from models.blocks import Block, BlockMember
from models.uow import UnitOfWork

WEEKS_AHEAD: Final = 5
WEEK_BEFORE: Final = timedelta(days=7)
DAY_BEFORE: Final = timedelta(hours=26)
"""When conflicts are looked for: a week ahead, and a day ahead, before nothing is moved any more."""
LOOK_SPREAD: Final = timedelta(minutes=15)
"""For so long before, so that not all members' calendars are asked at once."""
SYNCED_A_MINUTE: Final = 160
"""Members whose calendars are brought in line with another rule in a minute: an hour for ten thousand."""
FROZEN: Final = timedelta(hours=24)
"""So shortly before it begins nothing is offered for a block any more."""
MAIL_SETTLES: Final = timedelta(minutes=2)
"""What changes so shortly after something else goes into the same e-mail."""
REMIND_BEFORE: Final = timedelta(minutes=10)


class CannotMove(BotError):
    """A time to which a block cannot be moved. `field` names what to change: `day` or `time`."""

    code = "cannot_move"

    def __init__(self, sentence: str, field: str = "time") -> None:
        super().__init__(sentence)
        self.field = field


class NoSuchBlock(NotAllowed):
    """A block that is not there (any more), is somebody else's, or is over."""

    code = "no_such_block"

    def __init__(self, what: str = "was withdrawn meanwhile") -> None:
        super().__init__(f"This block {what}. `/thrice focus` shows your next one.")


async def plan(
    uow: UnitOfWork, member: BlockMember, *, policy: BlockPolicy, at: datetime, spread: timedelta = timedelta(0)
) -> date | None:
    """Bring a member's next weeks in line with the rule and their times.

    What its owner moved or skipped stays so, and so does a block that has been reminded of or has begun. Where many
    are planned together, their calendars follow within `spread`. Returns the first week whose block was planned
    otherwise before; none where none was.
    """
    times = await times_of(uow, member)
    after = max(at, member.joined_at)
    rules = await rules_of(uow, policy)
    wanted = {found.week: found for found in upcoming(rules, times, after=after, weeks=WEEKS_AHEAD)}
    held = {block.week: block for block in await uow.blocks.weeks(member.user_id, week_of(at.date()) - WEEK)}
    changed = [week for week in held if _bring_in_line(held[week], wanted.get(week), at)]
    for week in wanted.keys() - held.keys():
        uow.add(_new(member, wanted[week], at))
    await uow.flush()
    if changed or wanted.keys() - held.keys():
        await touched(uow, member, at=at, within=share(spread, member.user_id))
    return min(changed, default=None)


async def touched(uow: UnitOfWork, member: BlockMember, *, at: datetime, within: timedelta = timedelta(0)) -> None:
    """Note that something changed that a member's calendars show; those that are connected follow by then.

    A nudge that waited for the end of a block is looked at again, and so is their status: it may run no more.
    """
    member.changed_at = at
    await uow.learners.look_again(member.user_id, at)
    await uow.calendars.sync_soon(member.user_id, at + within, by_mail_at=at + within + MAIL_SETTLES)
    await quiet.look_soon(uow, member.user_id, at=at)


def _bring_in_line(block: Block, found: Planned | None, at: datetime) -> bool:
    """Bring the block of a week in line with the rule (none: the rule has none); return whether it changed."""
    if found is not None and block.is_moved:
        block.planned_at = found.starts
    if found is not None and block.state == "withdrawn" and block.starts_at > at:
        block.state = "planned"
        _put(block, found, at)
        return True
    if not _follows_the_rule(block, at):
        return False
    if found is None:
        # Not deleted: it may stand in a calendar, from which it has to be taken.
        block.state, block.due_at = "withdrawn", None
        block.sequence += 1
        return True
    if (block.starts_at, block.ends_at) == (found.starts, found.ends):
        return False
    _put(block, found, at)
    return True


async def withdraw(uow: UnitOfWork, member: BlockMember, *, at: datetime) -> None:
    """Take back what has not begun."""
    for block in await uow.blocks.weeks(member.user_id, week_of(at.date()) - WEEK):
        if block.starts_at > at and block.state in ("planned", "skipped"):
            block.state, block.due_at, block.is_moved = "withdrawn", None, False
            block.sequence += 1
    await touched(uow, member, at=at)


async def mine(uow: UnitOfWork, user_id: str, block_id: int, *, at: datetime) -> Block:
    """Return a block of a member's that has not ended. Raises `NoSuchBlock`."""
    block = await uow.blocks.get(block_id)
    if block is None or block.user_id != user_id or block.state == "withdrawn":
        raise NoSuchBlock
    if block.ends_at <= at:
        raise NoSuchBlock("is over")
    return block


def skip(block: Block) -> None:
    """Leave a block out, this once."""
    block.state, block.due_at = "skipped", None
    block.sequence += 1


def take_back(block: Block, *, at: datetime) -> None:
    """Let a block that was to be left out, and has not ended, take place after all."""
    if block.state != "skipped":
        return
    block.state = "planned"
    _reckon(block, at)
    if block.starts_at <= at:
        # Nobody needs to hear that it begins.
        block.step, block.due_at = "end", block.ends_at
    block.sequence += 1


async def move(uow: UnitOfWork, member: BlockMember, block: Block, starts: datetime, *, at: datetime) -> None:
    """Move a block to another time of its week, for the same length. Raises `CannotMove`, and then nothing changes."""
    if block.state not in ("planned", "skipped"):
        raise CannotMove("This block has begun already, so it stays where it is.")
    if starts <= at:
        raise CannotMove("That time has passed. Choose a later one.")
    there = zone_of(member.tz)
    if week_of(starts.astimezone(there).date()) != week_of(block.planned_at.astimezone(there).date()):
        raise CannotMove("A block can be moved within its own week. Choose a day of that week.", "day")
    ends = starts + (block.ends_at - block.starts_at)
    last = (ends - timedelta(microseconds=1)).astimezone(there).date()
    # A night shift of Sunday's goes on into Monday, and so may its block; so may the rule's own.
    goes_on = starts == block.planned_at or in_a_shift(await times_of(uow, member), starts, ends)
    if week_of(last) != week_of(block.planned_at.astimezone(there).date()) and not goes_on:
        raise CannotMove("It would end after its week is over. Choose an earlier time.")
    await require_no_other(uow, block, (starts, ends), since=block.week - WEEK)
    block.starts_at, block.ends_at, block.state = starts, ends, "planned"
    block.is_moved = starts != block.planned_at
    block.sequence += 1
    _reckon(block, at)
    await touched(uow, member, at=at)
    await look_at_new_time(uow, block)


async def others(uow: UnitOfWork, block: Block, *, since: date) -> list[Span]:
    """Return when the other blocks of a block's owner are that take place, from a week (by its Monday) on."""
    held = await uow.blocks.weeks(block.user_id, since)
    return [(b.starts_at, b.ends_at) for b in held if b.id != block.id and b.state in ("planned", "started")]


async def require_no_other(uow: UnitOfWork, block: Block, span: Span, *, since: date) -> None:
    """Raise `CannotMove` where another block of its owner's takes some of a time, of those from a week on."""
    if any(overlap(span, other) for other in await others(uow, block, since=since)):
        raise CannotMove("You have another learning block at that time.")


async def look_at_new_time(uow: UnitOfWork, block: Block) -> None:
    """Have a block looked at that was moved here: a time that was free when it was offered may be taken by now.

    Only where a calendar says what stands in it.
    """
    connected = await uow.calendars.of_member(block.user_id)
    if any(each.kind != "email" for each in connected):
        job = LookForConflicts(workspace_id=uow.workspace_id, block_id=block.id, sequence=block.sequence, step="moved")
        await uow.enqueue(job, key=f"block:{block.id}:{block.sequence}:moved")


def put_by_owner(block: Block, starts: datetime, ends: datetime, *, at: datetime) -> None:
    """Put a block where its owner put it in their own calendar: wherever that is, theirs is the last word."""
    block.starts_at, block.ends_at, block.is_moved = starts, ends, starts != block.planned_at
    block.sequence += 1
    block.state = "planned"
    _reckon(block, at)
    if ends <= at:
        block.step, block.due_at = "end", ends


def _new(member: BlockMember, found: Planned, at: datetime) -> Block:
    block = Block(user_id=member.user_id, week=found.week, state="planned", is_moved=False, sequence=0)
    block.starts_at, block.ends_at, block.planned_at = found.starts, found.ends, found.starts
    _reckon(block, at)
    return block


def _put(block: Block, found: Planned, at: datetime) -> None:
    block.starts_at, block.ends_at, block.planned_at = found.starts, found.ends, found.starts
    block.is_moved = False
    block.sequence += 1
    _reckon(block, at)


def _follows_the_rule(block: Block, at: datetime) -> bool:
    untouched = block.state == "planned" and not block.is_moved and block.step in ("week", "day", "remind")
    return untouched and block.starts_at > at


def _reckon(block: Block, at: datetime) -> None:
    """Set which of a block's steps comes next: those that are over are passed over."""
    for step in ("week", "day", "remind"):
        block.step, block.due_at = step, due_at(step, block.user_id, block.starts_at)
        if block.due_at > at:
            return


def following_time(calendars: int) -> timedelta:
    """Return within which time so many calendars are brought in line with something that concerns them all."""
    return timedelta(minutes=calendars / SYNCED_A_MINUTE)


def due_at(step: str, user_id: str, starts: datetime) -> datetime:
    """Return when a step of a member's block is due that begins at a moment: `week`, `day` or `remind`."""
    if step == "remind":
        return starts - REMIND_BEFORE
    before = WEEK_BEFORE if step == "week" else DAY_BEFORE
    return starts - before - share(LOOK_SPREAD, f"{user_id}:{starts.date()}")
