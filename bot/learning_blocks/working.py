"""Working: when a member of the blocks works, by what they chose and what is known of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.workspaces import countries
from bot.workspaces.local_time import moment, zone_of
from bot.workspaces.working_times import WorkingTimes
from models.blocks import BlockMember
from models.learners import Learner
from models.uow import UnitOfWork

Outside = Literal["days", "hours", "night"]
_NIGHT_ENDS: Final = 6
_NIGHT_BEGINS: Final = 22
_USUAL_HOURS: Final = (9 * 60, 17 * 60)
"""The hours that a learner gets who chose none: they say nothing about when this person works."""


async def times_of(uow: UnitOfWork, member: BlockMember) -> WorkingTimes:
    """Return when somebody works: as chosen for the blocks, else as for learning, else as usual in their country."""
    return working_times(member, await uow.learners.get(member.user_id))


def next_working_moment(times: WorkingTimes, at: datetime) -> datetime:
    """Return when somebody works next: the moment itself within their hours, else when a working day of theirs begins.

    Where no working day comes within a month, it is the moment itself.
    """
    if times.length is None:
        times = replace(times, begins=_USUAL_HOURS[0], ends=_USUAL_HOURS[1])
    return next((max(at, starts) for starts, ends in _shifts(times, at, days=31) if at < ends), at)


def in_a_shift(times: WorkingTimes, starts: datetime, ends: datetime) -> bool:
    """Tell whether something lies within one working day of somebody whose hours are known."""
    return any(begun <= starts and ends <= over for begun, over in _shifts(times, starts, days=1))


def _shifts(times: WorkingTimes, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    """From and until when somebody works on so many days, the day of a moment first; none where that is not known.

    The day before comes first of all: last night's shift may go on.
    """
    if times.begins is None or times.length is None:
        return
    today = at.astimezone(zone_of(times.zone)).date()
    for day in (today + timedelta(days=n) for n in range(-1, days)):
        starts = moment(times.zone, day, times.begins) if times.works_on(day) else None
        if starts is not None:
            yield starts, starts + timedelta(minutes=times.length)


def outside(times: WorkingTimes, starts: datetime, ends: datetime) -> Outside | None:
    """Return outside what of somebody's work a time lies; `night`: where their hours are not known."""
    if in_a_shift(times, starts, ends):
        return None
    begin, end = starts.astimezone(zone_of(times.zone)), ends.astimezone(zone_of(times.zone))
    if not times.works_on(begin.date()):
        return "days"
    if times.length is not None:
        return "hours"
    late = end.date() > begin.date() or end.hour * 60 + end.minute > _NIGHT_BEGINS * 60
    return "night" if late or begin.hour < _NIGHT_ENDS else None


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
