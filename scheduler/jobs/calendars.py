"""Jobs of calendars: bring a member's connected calendar and their blocks in line with each other."""

from functools import partial
from typing import Final

from bot.learning_blocks import quiet
from bot.learning_blocks.jobs import AskOfDeleted, SyncCalendar
from bot.learning_blocks.syncing import Put, Remove, Synced
from bot.ports.calendar import Calendar, ChangedByOwner, Standing
from bot.slack.block_words import said_block
from bot.slack.blockkit import block as shown
from bot.slack.blockkit.refs import BlockRef
from models.blocks import Block
from models.uow import UnitOfWork
from scheduler.jobs.in_person import tell
from scheduler.jobs.tools import Tools
from scheduler.jobs.troubles import brought_in_step

MOST_WRITES: Final = 40
"""Writes of one sync; a member has some six weeks of blocks."""


async def sync_calendar(tools: Tools, job: SyncCalendar) -> None:
    """Take over what its owner did in a calendar, then write what is planned. Run again, it doubles nothing."""
    if await brought_in_step(tools, job.workspace_id, job.connection_id, partial(_bring_in_step, tools, job)):
        async with tools.storage.begin(job.workspace_id) as uow:
            if (connection := await uow.calendars.get(job.connection_id)) is not None:
                # Its owner may have moved a block there, or deleted it.
                await quiet.look_soon(uow, connection.user_id, at=tools.clock())


async def _bring_in_step(tools: Tools, job: SyncCalendar) -> None:
    calendar = await tools.calendars.open(job.workspace_id, job.connection_id)
    if calendar is None:
        return
    await _take_in(tools, job, calendar)
    for _ in range(MOST_WRITES):
        if not await _write_next(tools, job, calendar):
            return


async def _take_in(tools: Tools, job: SyncCalendar, calendar: Calendar) -> None:
    async with tools.storage.look(job.workspace_id) as uow:
        found = await _held(tools, uow, job)
    if found is None:
        return
    changes = await calendar.changes(found.connection.token)
    async with tools.storage.begin(job.workspace_id) as uow:
        if (found := await _held(tools, uow, job)) is None:
            return
        for block in await found.take_in(changes):
            await _leave_question(uow, block)


async def _write_next(tools: Tools, job: SyncCalendar, calendar: Calendar) -> bool:
    """Write one thing; return whether there was any."""
    async with tools.storage.begin(job.workspace_id) as uow:
        found = await _held(tools, uow, job)
        task = await found.next_write() if found is not None else None
    match task:
        case Put():
            await _put(tools, job, calendar, task)
        case Remove():
            await _remove(tools, job, calendar, task)
        case None:
            return False
    return True


async def _put(tools: Tools, job: SyncCalendar, calendar: Calendar, put: Put) -> None:
    try:
        standing: Standing | None = await calendar.put(put.event, version=put.version)
    except ChangedByOwner as changed:
        standing = changed.standing
    await _note(tools, job, put.copy_id, put, standing)


async def _remove(tools: Tools, job: SyncCalendar, calendar: Calendar, remove: Remove) -> None:
    try:
        await calendar.remove(remove.uid, version=remove.version)
    except ChangedByOwner as changed:
        if changed.standing is not None:
            # Left out by its owner here, moved by its owner there: what they said last, they said to us.
            await calendar.remove(remove.uid, version=changed.standing.version)
    await _note(tools, job, remove.copy_id, None, None)


async def _note(tools: Tools, job: SyncCalendar, copy_id: int, put: Put | None, standing: Standing | None) -> None:
    """Write down how a block stands in the calendar now; `put` without `standing`: its owner deleted it there."""
    async with tools.storage.begin(job.workspace_id) as uow:
        if (found := await _held(tools, uow, job)) is None:
            return
        if (deleted := await found.noted(copy_id, put, standing)) is not None:
            await _leave_question(uow, deleted)


async def _held(tools: Tools, uow: UnitOfWork, job: SyncCalendar) -> Synced | None:
    """The connection and its owner; none where either is gone or dead."""
    connection = await uow.calendars.get(job.connection_id)
    member = await uow.blocks.member(connection.user_id) if connection is not None else None
    if connection is None or member is None or connection.dead_at is not None:
        return None
    return Synced(uow, connection, member, tools.clock())


async def _leave_question(uow: UnitOfWork, block: Block) -> None:
    job = AskOfDeleted(workspace_id=uow.workspace_id, block_id=block.id, sequence=block.sequence)
    await uow.enqueue(job, key=f"deleted:{block.id}:{block.sequence}")


async def ask_of_deleted(tools: Tools, job: AskOfDeleted) -> None:
    """Ask whether a block that its owner deleted is to be left out; nothing where it is back, or over, meanwhile."""
    async with tools.storage.look(job.workspace_id) as uow:
        block = await uow.blocks.get(job.block_id)
        member = await uow.blocks.member(block.user_id) if block is not None else None
        if block is None or member is None or member.left_at is not None or block.sequence != job.sequence:
            return
        if block.starts_at <= tools.clock():
            return
        message = shown.deleted(BlockRef(block_id=block.id), said_block(block, member.tz))
    await tell(tools, job.workspace_id, block.user_id, message, key=f"deleted:{block.id}:{block.sequence}")
