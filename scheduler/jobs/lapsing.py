"""The job of lapsing: tell a member, privately, what of their learning time lapses, and when it could still be had."""

from datetime import datetime, timedelta

from bot.learning_blocks import lapsing, weeks
from bot.learning_blocks.conflicts import Span, other_times
from bot.learning_blocks.jobs import TellOfLapse
from bot.learning_blocks.schedule import WEEK, week_of
from bot.learning_blocks.working import times_of
from bot.ports.calendar import Meeting
from bot.slack.block_words import said_short
from bot.slack.blockkit import lapse as shown
from bot.slack.blockkit.refs import BlockRef
from bot.workspaces.local_time import zone_of
from models.blocks import Block, BlockMember
from models.uow import UnitOfWork
from scheduler.jobs.in_person import tell
from scheduler.jobs.meetings import meetings_if_known
from scheduler.jobs.tools import Tools


async def tell_of_lapse(tools: Tools, job: TellOfLapse) -> None:
    """Tell a member; nothing to whoever used everything, does not want to hear of it, or where the month is over."""
    at = tools.clock()
    async with tools.storage.look(job.workspace_id) as uow:
        member, person = await uow.blocks.member(job.user_id), await uow.members.get(job.user_id)
        if member is None or member.left_at is not None or member.lapse_told == lapsing.NEVER:
            return
        today = at.astimezone(zone_of(member.tz))
        away = person is None or person.is_deleted or (person.away_until is not None and person.away_until > at)
        if away or f"{today:%Y-%m}" != job.month:
            return
        lapse = lapsing.lapsing(await uow.blocks.weeks(job.user_id, today.date() - WEEK * 7), member.tz, at)
    if lapse is None:
        return
    meetings = await _meetings(tools, job, at) if lapse.block is not None else []
    async with tools.storage.look(job.workspace_id) as uow:
        free = await _free(uow, member, lapse.block, meetings, at) if lapse.block is not None else []
    others = tuple((said_short(starts, member.tz), starts) for starts, _ in free)
    ref = BlockRef(block_id=lapse.block.id) if lapse.block is not None else None
    message = shown.message(shown.LapseView(f"{today:%B}", lapse.hours, ref, others))
    await tell(tools, job.workspace_id, job.user_id, message, key=f"lapse:{job.user_id}:{job.month}")


async def _meetings(tools: Tools, job: TellOfLapse, at: datetime) -> list[Meeting]:
    async with tools.storage.look(job.workspace_id) as uow:
        connections = [c.id for c in await uow.calendars.of_member(job.user_id) if c.dead_at is None]
    return [m for each in connections for m in await meetings_if_known(tools, job.workspace_id, each, at, at + WEEK)]


async def _free(
    uow: UnitOfWork, member: BlockMember, block: Block, meetings: list[Meeting], at: datetime
) -> list[Span]:
    """Times of this week that are left and free, as near as can be to when the block is in its week."""
    there = zone_of(member.tz)
    today = at.astimezone(there).date()
    shift = week_of(today) - week_of(block.starts_at.astimezone(there).date())
    others = await weeks.others(uow, block, since=week_of(today) - WEEK)
    span = (block.starts_at + shift, block.ends_at + shift)
    earliest = at + timedelta(hours=1)
    times = other_times(span, meetings, await times_of(uow, member), not_before=earliest, others=others)
    return [each for each in times if f"{each[1].astimezone(there):%m}" == f"{today:%m}"]
