"""Jobs of learning blocks: plan members' weeks, remind of a block, and ask what came of it."""

from datetime import date, timedelta

import structlog

from bot.learning_blocks import accounting, loudly, rules, summary, weeks
from bot.learning_blocks.due import TOO_LATE_TO_ASK
from bot.learning_blocks.jobs import (
    AskWhatWasLearned,
    EndBlock,
    PlanBlocks,
    RemindOfBlock,
    TakeBackTold,
    TellOfMonth,
    TellOfRule,
)
from bot.ports.chat import ChatRefused
from bot.slack.block_words import said_block, said_rule
from bot.slack.blockkit import block as shown
from bot.slack.blockkit import kept as month
from bot.slack.blockkit.kept import MonthView
from bot.slack.blockkit.refs import BlockRef
from bot.workspaces.local_time import zone_of
from models.blocks import Block, BlockMember
from models.members import Member
from models.uow import UnitOfWork
from scheduler.jobs.holding import hold
from scheduler.jobs.in_person import tell
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def plan_blocks(tools: Tools, job: PlanBlocks) -> None:
    """Bring the next weeks of some members in line with the rule, each in a transaction of its own."""
    async with tools.storage.look(job.workspace_id) as uow:
        spread = weeks.following_time(await uow.calendars.how_many())
    for user_id in job.user_ids:
        async with tools.storage.begin(job.workspace_id) as uow:
            member = await uow.blocks.member(user_id)
            if member is not None and member.left_at is None:
                at = tools.clock()
                week = await weeks.plan(uow, member, policy=tools.blocks, at=at, spread=spread)
                if week is not None and (version := await rules.news_for(uow, user_id, at)) is not None:
                    news = TellOfRule(workspace_id=job.workspace_id, user_id=user_id, week=week.isoformat())
                    await uow.enqueue(news, key=f"rule:{user_id}:{version}")


async def tell_of_rule(tools: Tools, job: TellOfRule) -> None:
    """Tell a member of another rule, by their first block after it as things stand now."""
    at, week = tools.clock(), date.fromisoformat(job.week)
    async with tools.storage.look(job.workspace_id) as uow:
        member = await uow.blocks.member(job.user_id)
        if member is None or member.left_at is not None:
            return
        coming = (b for b in await uow.blocks.weeks(job.user_id, week) if b.state == "planned" and b.starts_at > at)
        block = next(coming, None)
        found = await rules.rules_of(uow, tools.blocks)
        if block is None:
            return
        day = block.starts_at.astimezone(zone_of(member.tz)).date()
        rule = said_rule(rules.rule_on(found, max(day, week + timedelta(days=6))))
        message = shown.ruled(BlockRef(block_id=block.id), rule, said_block(block, member.tz))
        key = f"rule:{job.user_id}:{await rules.version_of(uow)}"
    await tell(tools, job.workspace_id, job.user_id, message, key=key)


async def remind_of_block(tools: Tools, job: RemindOfBlock) -> None:
    """Tell a member that their block begins soon; nobody who is away, or who moved it meanwhile."""
    at = tools.clock()
    async with tools.storage.look(job.workspace_id) as uow:
        found = await _as_it_was(uow, job.block_id, job.sequence)
        if found is None:
            return
        block, member, person = found
        if block.state != "planned" or (person.away_until is not None and person.away_until > block.starts_at):
            return
        learning = tools.learning.in_workspace(await uow.workspaces.get(job.workspace_id))
        view = await tools.block_views.reminder(uow, block, member, learning=learning, at=at)
    await tell(
        tools, job.workspace_id, block.user_id, shown.reminder(view), key=f"block:{block.id}:{job.sequence}:remind"
    )


async def end_block(tools: Tools, job: EndBlock) -> None:
    """Close a block, and ask its owner for one line of what they learned, or whether it took place."""
    async with tools.storage.begin(job.workspace_id) as uow:
        found = await _as_it_was(uow, job.block_id, job.sequence)
        if found is None:
            return
        block, _, person = found
        if person.away_until is not None and person.away_until > block.starts_at:
            # Whoever is on holiday has neither kept nor lost it.
            block.state = "withdrawn"
            return
        # Run again after a crash it must not take the first run's word for the owner's.
        was_started = accounting.end(block) if block.state in ("planned", "started") else block.state == "kept"
        if tools.clock() - block.ends_at > TOO_LATE_TO_ASK:
            return
        if await loudly.waits(uow, block):
            later = AskWhatWasLearned(workspace_id=job.workspace_id, block_id=block.id, sequence=job.sequence)
            when = block.ends_at + loudly.LEADERS_FIRST
            await hold(uow, block.user_id, later, key=_end_key(later), at=when)
            return
        leads = await loudly.leads(uow, block.user_id)
    message = shown.over(BlockRef(block_id=block.id), was_started=was_started, leads=leads)
    await tell(tools, job.workspace_id, block.user_id, message, key=_end_key(job))


async def ask_what_was_learned(tools: Tools, job: AskWhatWasLearned) -> None:
    """Ask somebody who waited for those who lead; not whoever has said by themselves what came of their block."""
    async with tools.storage.look(job.workspace_id) as uow:
        found = await _as_it_was(uow, job.block_id, job.sequence)
    if found is None or found[0].state not in ("kept", "unsaid") or found[0].learned is not None:
        return
    block, _, _ = found
    message = shown.over(BlockRef(block_id=block.id), was_started=block.state == "kept")
    await tell(tools, job.workspace_id, block.user_id, message, key=_end_key(job))


def _end_key(job: EndBlock | AskWhatWasLearned) -> str:
    return f"block:{job.block_id}:{job.sequence}:end"


async def take_back_told(tools: Tools, job: TakeBackTold) -> None:
    """Delete what a channel was told in somebody's name; what is gone already is no fault."""
    try:
        await tools.chat.delete(job.workspace_id, job.channel_id, job.ts)
    except ChatRefused as refused:
        log.warning("not_taken_back", code=refused.code)


async def tell_of_month(tools: Tools, job: TellOfMonth) -> None:
    """Tell a curator what came of a month's learning time; nothing where it was nothing, or of too few people."""
    async with tools.storage.look(job.workspace_id) as uow:
        person = await uow.members.get(job.user_id)
        if person is None or person.is_deleted:
            return
        kept = await summary.of_month(uow, job.year, job.month, zone=person.tz or "UTC")
    if not kept.planned:
        return
    hours = {name: getattr(kept, name) for name in ("kept", "moved", "skipped", "lost", "unsaid")}
    message = month.message(MonthView(kept.week, kept.people, **hours))
    key = f"month:{job.user_id}:{job.year}-{job.month}"
    await tell(tools, job.workspace_id, job.user_id, message, key=key)


async def _as_it_was(uow: UnitOfWork, block_id: int, sequence: int) -> tuple[Block, BlockMember, Member] | None:
    """A block that was not changed since, with whose it is; none where they left, or are gone."""
    block = await uow.blocks.get(block_id)
    if block is None or block.sequence != sequence:
        return None
    member, person = await uow.blocks.member(block.user_id), await uow.members.get(block.user_id)
    if member is None or member.left_at is not None or person is None or person.is_deleted:
        return None
    return block, member, person
