"""The summary: what came of a month's learning time, told to curators once the month is over, in sum."""

from datetime import datetime, timedelta

from bot.learning_blocks.accounting import Kept, summed
from bot.learning_blocks.jobs import TellOfMonth
from bot.workspaces.local_time import zone_of
from models.members import Member
from models.uow import UnitOfWork

FROM_HOUR, UNTIL_HOUR = 9, 18
LAST_DAY = 7
"""A summary that was missed (the machine was off) is made up in the first week of the next month, or not at all."""


async def announce(uow: UnitOfWork, *, at: datetime) -> None:
    """Leave a job for each curator for whom it is a morning of the first week of a month, and a working day."""
    for curator in await curators(uow):
        there = at.astimezone(zone_of(curator.tz or "UTC"))
        if there.day > LAST_DAY or not FROM_HOUR <= there.hour < UNTIL_HOUR or there.weekday() > 4:
            continue
        over = there.replace(day=1) - timedelta(days=1)
        job = TellOfMonth(workspace_id=uow.workspace_id, user_id=curator.user_id, year=over.year, month=over.month)
        await uow.enqueue(job, key=f"month:{uow.workspace_id}:{curator.user_id}:{over:%Y-%m}")


async def curators(uow: UnitOfWork) -> list[Member]:
    """Return who looks after the workspace's learning time: those who were named, and whoever set the rule."""
    setters = {rule.set_by for rule in await uow.blocks.rules()}
    return [
        member
        for member in await uow.members.all()
        if (member.is_curator or member.user_id in setters) and not member.is_deleted and not member.is_bot
    ]


async def of_month(uow: UnitOfWork, year: int, month: int, *, zone: str) -> Kept:
    """Return what came of the blocks that ended in a month of somebody's zone."""
    there = zone_of(zone)
    begins = datetime(year, month, 1, tzinfo=there)
    ends = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=there)
    around = timedelta(days=8)
    blocks = await uow.blocks.of_weeks((begins - around).date(), (ends + around).date())
    return summed(begins.date(), (block for block in blocks if begins <= block.ends_at < ends))
