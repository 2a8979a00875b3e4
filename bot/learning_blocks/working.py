"""Working: when a member of the blocks works, by what they chose and what is known of them."""

from datetime import datetime, timedelta
from typing import Final

from bot.workspaces import countries
from bot.workspaces.local_time import moment, zone_of
from bot.workspaces.working_times import WorkingTimes
from models.blocks import BlockMember
from models.learners import Learner
from models.uow import UnitOfWork

_USUAL_HOURS: Final = (9 * 60, 17 * 60)
"""The hours that a learner gets who chose none: they say nothing about when this person works."""


async def times_of(uow: UnitOfWork, member: BlockMember) -> WorkingTimes:
    """Return when somebody works: as chosen for the blocks, else as for learning, else as usual in their country."""
    return working_times(member, await uow.learners.get(member.user_id))


def next_working_moment(times: WorkingTimes, at: datetime) -> datetime:
    """Return when somebody works next: the moment itself within their hours, else when a working day of theirs begins.

    Where no working day comes within a month, it is the moment itself.
    """
    begins, length = times.begins, times.length
    if begins is None or length is None:
        begins, length = _USUAL_HOURS[0], _USUAL_HOURS[1] - _USUAL_HOURS[0]
    today = at.astimezone(zone_of(times.zone)).date()
    # Last night's shift may go on.
    for day in (today + timedelta(days=n) for n in range(-1, 31)):
        starts = moment(times.zone, day, begins) if times.works_on(day) else None
        if starts is not None and at < starts + timedelta(minutes=length):
            return max(at, starts)
    return at


def working_times(member: BlockMember, learner: Learner | None) -> WorkingTimes:
    """Return when somebody works, by what they chose for the blocks and for learning."""
    country = member.country
    if country is None:
        country = learner.country if learner is not None else countries.country_of(member.tz)
    days = member.days or (learner.days if learner is not None else None)
    hours = (member.day_begins, member.day_ends)
    if hours == (None, None) and learner is not None and (learner.day_begins, learner.day_ends) != _USUAL_HOURS:
        hours = (learner.day_begins, learner.day_ends)
    return WorkingTimes(
        zone=member.tz,
        days=frozenset(days) if days else frozenset(range(7)) - countries.weekend_of(country),
        begins=hours[0],
        ends=hours[1],
        country=country if country and countries.is_known(country) else None,
    )
