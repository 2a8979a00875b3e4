"""Jobs of duty: choose who stays reachable in a week's block, and tell them."""

from datetime import date

import structlog

from bot.learning_blocks import duty
from bot.learning_blocks.jobs import ChooseOnDuty, TellOfDuty
from bot.ports.chat import ChatRefused
from bot.slack.block_words import said_block
from bot.slack.blockkit import block as shown
from bot.slack.blockkit.refs import BlockRef
from scheduler.jobs.in_person import tell
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def choose_on_duty(tools: Tools, job: ChooseOnDuty) -> None:
    """Choose who of the covered channel stays on duty; whoever cannot be asked for its members chooses nobody."""
    week = date.fromisoformat(job.week)
    async with tools.storage.look(job.workspace_id) as uow:
        channel_id = await duty.channel_of(uow, week, policy=tools.blocks)
    if channel_id is None:
        return
    try:
        there = await tools.chat.members(job.workspace_id, channel_id)
    except ChatRefused as refused:
        log.warning("nobody_on_duty", code=refused.code)
        return
    async with tools.storage.begin(job.workspace_id) as uow:
        await duty.choose(uow, week, channel_id, there, at=tools.clock())


async def tell_of_duty(tools: Tools, job: TellOfDuty) -> None:
    """Tell a member that they stay on duty, and when their own block is."""
    async with tools.storage.look(job.workspace_id) as uow:
        block = await uow.blocks.get(job.block_id)
        member = await uow.blocks.member(block.user_id) if block is not None else None
        if block is None or member is None or not block.is_on_duty:
            return
        when, ref = said_block(block, member.tz), BlockRef(block_id=block.id)
    message = shown.on_duty(ref, job.channel_id, when, is_moved=block.is_moved)
    await tell(tools, job.workspace_id, block.user_id, message, key=f"duty:{block.id}")
