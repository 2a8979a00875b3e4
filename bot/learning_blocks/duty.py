"""Duty: one of a channel's members stays reachable while the others have their block, in turn, and has it before."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.learning_blocks import weeks
from bot.learning_blocks.jobs import ChooseOnDuty, TellOfDuty
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.rules import rule_on, rules_of
from bot.learning_blocks.schedule import WEEK, week_of
from bot.learning_blocks.working import times_of
from bot.workspaces.local_time import moment, zone_of
from bot.workspaces.working_times import WorkingTimes
from models.blocks import Block, BlockMember
from models.uow import UnitOfWork

FEWEST: Final = 2
"""Where only one member of the channel takes part in the blocks, the others are on duty anyway."""
REMEMBERED: Final = WEEK * 104


@dataclass(frozen=True)
class Choice:
    """Whose turn it is among the blocks of a week; pure."""

    week: date
    candidates: Collection[str]
    last: Mapping[str, date]
    """In which week each was on duty last; who never was is not in it."""

    def made(self) -> str | None:
        """Return who stays on duty: whoever has waited longest, of several as if by lot; none of too few."""
        if len(self.candidates) < FEWEST:
            return None
        return min(self.candidates, key=lambda user: (self.last.get(user, date.min), _lot(user, self.week)))


async def announce(uow: UnitOfWork, *, policy: BlockPolicy, at: datetime) -> None:
    """Leave the job that chooses for next week, where the rule of that week wants somebody on duty."""
    week = week_of(at.date()) + WEEK
    rule = rule_on(await rules_of(uow, policy), week + timedelta(days=6))
    if rule.covered is not None:
        job = ChooseOnDuty(workspace_id=uow.workspace_id, week=week.isoformat())
        await uow.enqueue(job, key=f"duty:{uow.workspace_id}:{week}:{rule.covered}")


async def channel_of(uow: UnitOfWork, week: date, *, policy: BlockPolicy) -> str | None:
    """Return the channel of which somebody stays on duty in a week."""
    return rule_on(await rules_of(uow, policy), week + timedelta(days=6)).covered


async def choose(uow: UnitOfWork, week: date, channel_id: str, there: Collection[str], *, at: datetime) -> None:
    """Choose among the members of a channel who stays on duty in a week, move their block, and have them told.

    Once chosen, it stays so: a second call changes nothing.
    """
    blocks = {b.user_id: b for b in await uow.blocks.of_weeks(week, week + WEEK)}
    if any(block.is_on_duty for block in blocks.values()):
        return
    free = {user for user in there if user in blocks and _can_be_chosen(blocks[user], at)}
    chosen = Choice(week, free, await uow.blocks.on_duty_since(week - REMEMBERED)).made()
    member = await uow.blocks.member(chosen) if chosen is not None else None
    if chosen is None or member is None or member.left_at is not None:
        return
    block = blocks[chosen]
    block.is_on_duty = True
    await _move_before(uow, member, block, at=at)
    job = TellOfDuty(workspace_id=uow.workspace_id, block_id=block.id, sequence=block.sequence, channel_id=channel_id)
    await uow.enqueue(job, key=f"tell_of_duty:{block.id}")


async def _move_before(uow: UnitOfWork, member: BlockMember, block: Block, *, at: datetime) -> None:
    """Move a block to the last working day before its own, at the same time of day; where there is none, it stays."""
    times = await times_of(uow, member)
    there = block.starts_at.astimezone(zone_of(times.zone))
    day = _day_before(times, there.date())
    starts = moment(times.zone, day, there.hour * 60 + there.minute) if day is not None else None
    if starts is not None and starts > at:
        weeks.put_by_owner(block, starts, starts + (block.ends_at - block.starts_at), at=at)
        await weeks.touched(uow, member, at=at)


def _day_before(times: WorkingTimes, day: date) -> date | None:
    """The last working day of the same week before a date."""
    return next((each for n in range(1, day.weekday() + 1) if times.works_on(each := day - timedelta(days=n))), None)


def _can_be_chosen(block: Block, at: datetime) -> bool:
    return block.state == "planned" and not block.is_moved and block.starts_at > at


def _lot(user: str, week: date) -> str:
    return hashlib.sha256(f"{user}:{week}".encode()).hexdigest()
