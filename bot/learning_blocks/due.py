"""Due blocks: whose weeks are to be planned, whose block is to be reminded of or has ended; each once."""

from datetime import datetime, timedelta
from typing import Final

from bot.learning_blocks import weeks
from bot.learning_blocks.jobs import (
    EndBlock,
    KeepQuiet,
    LookForConflicts,
    PlanBlocks,
    RemindOfBlock,
    SendInvitations,
    SyncCalendar,
)
from bot.ports.jobs import Job
from bot.workspaces.spreading import share
from models.repositories.blocks_due import DueBlock, due_blocks, due_plans, due_syncs, move_on, sync_again
from models.repositories.quiet import due_quiet
from models.uow import Bulk

AT_ONCE: Final = 1_000
PLANNED_AT_ONCE: Final = 50
"""Members of one job."""
PLAN_EVERY: Final = timedelta(hours=20)
"""Holidays, zones and rules are looked at again so often: more than once a day, whatever the clock does."""
SYNC_AGAIN: Final = timedelta(hours=1)
"""A calendar is looked at so often where nothing of ours changes: its owner moves or deletes a block there."""
SYNC_SPREAD: Final = timedelta(minutes=15)
"""Or up to so much sooner."""
TOO_LATE_TO_REMIND: Final = timedelta(minutes=15)
"""So long after a block began (the machine was off) nobody needs to hear that it begins."""
TOO_LATE_TO_ASK: Final = timedelta(hours=1)
"""So long after a block ended (the machine was off) its owner may be asleep, and is not asked any more."""


def hand_out(bulk: Bulk, now: datetime) -> int:
    """Leave a job for each block whose next step has come, and write down the step after it; return how many."""
    due = due_blocks(bulk.connection, now, limit=AT_ONCE)
    for block in due:
        if (job := job_of(block, now)) is not None:
            bulk.enqueue(job, key=f"block:{block.id}:{block.sequence}:{block.step}")
    move_on(bulk.connection, [_after(block) for block in due])
    return len(due)


def job_of(block: DueBlock, now: datetime) -> Job | None:
    """Return what is to be done for a step that has come; nothing where it comes too late (the machine was off)."""
    workspace_id, block_id, sequence = block.workspace_id, block.id, block.sequence
    if block.step == "end":
        return EndBlock(workspace_id=workspace_id, block_id=block_id, sequence=sequence)
    if block.step == "remind" and now < block.starts_at + TOO_LATE_TO_REMIND:
        return RemindOfBlock(workspace_id=workspace_id, block_id=block_id, sequence=sequence)
    # Once a block is reminded of, nobody needs to hear what else is at that time.
    if block.step in ("week", "day") and now < block.starts_at - weeks.REMIND_BEFORE:
        return LookForConflicts(workspace_id=workspace_id, block_id=block_id, sequence=sequence, step=block.step)
    return None


def plan(bulk: Bulk, now: datetime) -> int:
    """Leave jobs that plan the weeks of those whose turn it is; return how many members those are."""
    due = due_plans(bulk.connection, now, until=now + PLAN_EVERY, limit=AT_ONCE)
    by_workspace: dict[int, list[str]] = {}
    for member in due:
        by_workspace.setdefault(member.workspace_id, []).append(member.user_id)
    for workspace_id, users in by_workspace.items():
        for start in range(0, len(users), PLANNED_AT_ONCE):
            some = tuple(users[start : start + PLANNED_AT_ONCE])
            # Whoever takes a member puts `plan_at` off in this transaction: the moment tells one taking from the next.
            bulk.enqueue(PlanBlocks(workspace_id=workspace_id, user_ids=some), key=f"plan:{some[0]}:{now.timestamp()}")
    return len(due)


def sync(bulk: Bulk, now: datetime) -> int:
    """Leave a job for each connected calendar that is to be synced; return how many those are."""
    due = due_syncs(bulk.connection, now, limit=AT_ONCE)
    # Each after an interval of its own: calendars that were once due together do not stay so.
    sync_again(bulk.connection, [(each.id, now + SYNC_AGAIN - share(SYNC_SPREAD, f"sync:{each.id}")) for each in due])
    for calendar in due:
        kind = SendInvitations if calendar.kind == "email" else SyncCalendar
        job = kind(workspace_id=calendar.workspace_id, connection_id=calendar.id)
        bulk.enqueue(job, key=f"sync:{calendar.id}:{now.timestamp()}")
    return len(due)


def keep_quiet(bulk: Bulk, now: datetime) -> int:
    """Leave a job for each member whose block begins or ends, of those who want quiet then; return how many."""
    due = due_quiet(bulk.connection, now, until=now + SYNC_AGAIN, limit=AT_ONCE)
    for member in due:
        job = KeepQuiet(workspace_id=member.workspace_id, place=member.user_id)
        bulk.enqueue(job, key=f"quiet:{member.id}:due:{now.timestamp()}")
    return len(due)


def _after(block: DueBlock) -> tuple[int, str, datetime | None]:
    """The step that comes after a block's present one."""
    match block.step:
        case "week":
            return block.id, "day", weeks.due_at("day", block.user_id, block.starts_at)
        case "day":
            return block.id, "remind", weeks.due_at("remind", block.user_id, block.starts_at)
        case "remind":
            return block.id, "end", block.ends_at
    return block.id, "done", None
