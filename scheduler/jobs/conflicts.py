"""The job of conflicts: look into a member's calendars for what takes the time of their block, and tell them once."""

import hashlib
from datetime import timedelta

from bot.learning_blocks import weeks
from bot.learning_blocks.conflicts import Span, conflicting, is_away, other_times
from bot.learning_blocks.exceptions import addresses_of
from bot.learning_blocks.jobs import LookForConflicts
from bot.learning_blocks.schedule import WEEK
from bot.learning_blocks.syncing import worth_asking
from bot.learning_blocks.working import times_of
from bot.ports.calendar import Meeting
from bot.slack.blockkit import conflict as shown
from models.blocks import Block, BlockMember
from models.uow import UnitOfWork
from scheduler.jobs.in_person import tell
from scheduler.jobs.meetings import meetings_of
from scheduler.jobs.tools import Tools


async def look_for_conflicts(tools: Tools, job: LookForConflicts) -> None:
    """Tell a member which meetings take the time of their block; of each meeting once.

    Raises `CalendarUnavailable` so that the job is tried again; a calendar that is dead is passed over.
    """
    async with tools.storage.look(job.workspace_id) as uow:
        block = await _as_it_was(uow, job)
        if block is None:
            return
        connections = [each.id for each in worth_asking(await uow.calendars.of_member(block.user_id))]
    around = (block.starts_at - WEEK, block.ends_at + WEEK)
    meetings = [m for each in connections for m in await meetings_of(tools, job.workspace_id, each, *around)]
    async with tools.storage.look(job.workspace_id) as uow:
        block = await _as_it_was(uow, job)
        member = await uow.blocks.member(block.user_id) if block is not None else None
        if block is None or member is None or is_away((block.starts_at, block.ends_at), meetings):
            return
        exceptions = await addresses_of(uow, block.user_id)
        found = conflicting((block.starts_at, block.ends_at), meetings, exceptions)
        new = [meeting for meeting in found if _name(meeting) not in block.told]
        if not new:
            return
        free = await _other_times(tools, uow, block, member, meetings)
        view = tools.block_views.conflict(block, member, found, free)
    # First told, then written down: what was written down is told by no retry. The key names what is new, so that
    # a retry, or another look at the same moment, does not tell it again.
    key = f"conflict:{block.id}:{block.sequence}:{_hashed(''.join(sorted(map(_name, new))))}"
    await tell(tools, job.workspace_id, block.user_id, shown.message(view), key=key)
    await _write_down(tools, job, found)


async def _write_down(tools: Tools, job: LookForConflicts, told: list[Meeting]) -> None:
    async with tools.storage.begin(job.workspace_id) as uow:
        if (block := await uow.blocks.get(job.block_id)) is not None:
            block.told = sorted({*block.told, *map(_name, told)})


async def _as_it_was(uow: UnitOfWork, job: LookForConflicts) -> Block | None:
    block = await uow.blocks.get(job.block_id)
    return block if block is not None and block.sequence == job.sequence and block.state == "planned" else None


async def _other_times(
    tools: Tools, uow: UnitOfWork, block: Block, member: BlockMember, meetings: list[Meeting]
) -> list[Span]:
    """Other times of that week for a block that defends itself and is not frozen yet."""
    if member.protection == "soft" or block.starts_at - tools.clock() <= weeks.FROZEN:
        return []
    others = await weeks.others(uow, block, since=block.week - WEEK)
    earliest = tools.clock() + timedelta(hours=1)
    times = await times_of(uow, member)
    return other_times((block.starts_at, block.ends_at), meetings, times, not_before=earliest, others=others)


def _name(meeting: Meeting) -> str:
    """What tells one instance of a meeting from others; no word of it, since programs write some into a uid."""
    return _hashed(f"{meeting.uid}:{int(meeting.starts.timestamp())}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
