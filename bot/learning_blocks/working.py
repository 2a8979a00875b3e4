"""Working: when a member of the blocks works, by what they chose and what is known of them."""

from typing import Final

from bot.workspaces import countries
from bot.workspaces.working_times import WorkingTimes
from models.blocks import BlockMember
from models.learners import Learner
from models.uow import UnitOfWork

_USUAL_HOURS: Final = (9 * 60, 17 * 60)
"""The hours that a learner gets who chose none: they say nothing about when this person works."""


async def times_of(uow: UnitOfWork, member: BlockMember) -> WorkingTimes:
    """Return when somebody works: as chosen for the blocks, else as for learning, else as usual in their country."""
    return working_times(member, await uow.learners.get(member.user_id))


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
