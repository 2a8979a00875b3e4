"""Invited: what a calendar that is reached by e-mail was told, kept so that a killed sender says the same again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.learning_blocks import weeks
from bot.learning_blocks.conflicts import Span
from bot.learning_blocks.inviting import Plan, next_step
from bot.learning_blocks.policy import DESCRIPTION, TITLE, BlockPolicy
from bot.learning_blocks.rules import rules_of
from bot.learning_blocks.schedule import WEEK, week_of
from bot.learning_blocks.series import Series, Step, Word
from bot.learning_blocks.working import times_of
from bot.ports.calendar import Protection
from bot.ports.invitation import Invitation
from bot.workspaces.local_time import zone_of
from bot.workspaces.working_times import WorkingTimes
from models.blocks import BlockMember
from models.calendars import CalendarConnection
from models.invitations import InvitedSeries
from models.uow import UnitOfWork

NOTHING: Final = Plan((), WorkingTimes(), Protection.FIRM, {})
"""What is to stand in the calendar of somebody who is leaving."""
_BACK: Final = WEEK * 8
"""So long ago may the week of a block be that its owner moved to what is still to come."""
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that is to be sent: of which row of series, and what it says."""

    series_id: int
    series: Series
    word: Word


async def plan_of(uow: UnitOfWork, member: BlockMember, *, policy: BlockPolicy, at: datetime) -> Plan:
    """Return what is to stand in a member's calendars, their weeks planned anew: a rule may have changed just now."""
    await weeks.plan(uow, member, policy=policy, at=at)
    blocks: dict[date, Span | None] = {}
    for block in await uow.blocks.weeks(member.user_id, week_of(at.date()) - _BACK):
        is_left_out = block.state in ("skipped", "withdrawn")
        blocks[block.week] = None if is_left_out else (block.starts_at, block.ends_at)
    return Plan(await rules_of(uow, policy), await times_of(uow, member), Protection(member.protection), blocks)


async def next_word(uow: UnitOfWork, connection: CalendarConnection, plan: Plan, *, at: datetime) -> Pending | None:
    """Return the next message to send, its row written before it is sent; none where all is as planned.

    One that may have been sent before comes first, as it was: its receiver takes the two for one.
    """
    rows = await uow.invitations.series(connection.id)
    for row in rows:
        if row.word is not None:
            return Pending(row.id, Series.model_validate(row.series), Word.model_validate(row.word))
    sent = [Series.model_validate(row.series) for row in rows]
    step = next_step(sent, plan, uid=uid_of(connection, len(rows)), at=at)
    if step is None:
        return None
    new = InvitedSeries(connection_id=connection.id, uid=step.series.uid)
    row = next((each for each in rows if each.uid == step.series.uid), new)
    row.series, row.word = step.series.model_dump(mode="json"), step.word.model_dump(mode="json")
    uow.add(row)
    await uow.flush()
    return Pending(row.id, step.series, step.word)


async def was_sent(uow: UnitOfWork, pending: Pending) -> None:
    """Note that a message is on its way."""
    row = await uow.invitations.get(pending.series_id)
    if row is not None and Series.model_validate(row.series).sequence == pending.series.sequence:
        row.word = None


async def farewell(
    uow: UnitOfWork, connection: CalendarConnection, *, address: str, name: str, at: datetime
) -> tuple[Invitation, ...]:
    """Return all messages that take what is to come out of a calendar of which nothing is kept."""
    sent = {row.uid: Series.model_validate(row.series) for row in await uow.invitations.series(connection.id)}
    steps = _all_steps(list(sent.values()), at)
    return tuple(invitation_of(step.series, step.word, address=address, name=name) for step in steps)


def _all_steps(sent: Sequence[Series], at: datetime) -> list[Step]:
    there = {series.uid: series for series in sent}
    steps: list[Step] = []
    while (step := next_step(list(there.values()), NOTHING, uid="", at=at)) is not None:
        there[step.series.uid] = step.series
        steps.append(step)
    return steps


def uid_of(connection: CalendarConnection, number: int) -> str:
    """Return the identifier of a connection's series by its number: the same however often it is asked for."""
    said = f"{connection.workspace_id}:{connection.id}:series:{number}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:40]}@thrice"


def invitation_of(series: Series, word: Word, *, address: str, name: str) -> Invitation:
    """Return the message of a word: the same one for the same word. `series`: what is known once it is there."""
    is_whole = word.instance is None
    starts, ends = (_there(series, moment) for moment in word.shown)
    left_out = sorted(wall for wall, other in series.others.items() if other.in_series) if is_whole else []
    return Invitation(
        method=word.method,
        uid=series.uid,
        sequence=series.sequence,
        address=address,
        name=name,
        starts=starts,
        ends=ends,
        title=TITLE,
        description=DESCRIPTION,
        protection=series.protection,
        sent_at=word.said_at,
        rule=series.rule if is_whole else None,
        left_out=tuple(_wall(series, each) for each in left_out),
        instance=None if word.instance is None else _wall(series, word.instance),
    )


def _wall(series: Series, wall: datetime) -> datetime:
    return wall.replace(tzinfo=zone_of(series.zone))


def _there(series: Series, moment: datetime) -> datetime:
    there = moment.astimezone(zone_of(series.zone))
    # The second of two equal hours has no other name.
    return there if not there.fold else moment.astimezone(_UTC)
