"""Learners: members join with the defaults at once, change their times, pause, come back and leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.errors import BotError, NotAllowed
from bot.learning import people
from bot.learning.courses import starter
from bot.learning.policy import LearningPolicy
from bot.learning.quarters import next_look
from bot.learning.times import Before, Times, next_slot
from bot.workspaces import countries
from bot.workspaces.local_time import BadTimes
from models.learners import Learner
from models.members import Member
from models.uow import UnitOfWork

LONGEST_PAUSE_DAYS = 366


class NotLearning(BotError):
    """Somebody who has not joined changes what only learners have."""

    code = "not_learning"

    def __init__(self) -> None:
        super().__init__("You get no learning prompts. Type `/thrice learn` to start.")


@dataclass(frozen=True)
class Wanted:
    """What a learner chose; none leaves it as it is. An empty `country` is no country."""

    minute: int | None = None
    begins: int | None = None
    ends: int | None = None
    days: Collection[int] | None = None
    country: str | None = None
    every: int | None = None
    new_per_day: int | None = None
    hides_amounts: bool | None = None


def times_of(learner: Learner) -> Times:
    """Return a learner's times as the rules read them."""
    return Times(
        zone=learner.tz,
        minute=learner.minute,
        begins=learner.day_begins,
        ends=learner.day_ends,
        days=frozenset(learner.days),
        country=learner.country,
        every=learner.every,
        paused_until=learner.paused_until,
    )


async def join(uow: UnitOfWork, user_id: str, *, policy: LearningPolicy, at: datetime) -> Learner:
    """Make a member a learner, with the defaults, or again with what they had chosen. Raises `NotAllowed`.

    Somebody who learns already is left as they are.
    """
    member = require_may_learn(await uow.members.get(user_id))
    learner = await uow.learners.get(user_id)
    if learner is not None and learner.left_at is None:
        return learner
    if learner is None:
        person = await people.of_newcomer(uow, member)
        learner = _newcomer(member, policy, at, country=person.country if person is not None else "")
        uow.add(learner)
        await starter.give(uow, user_id, at=at)
    learner.left_at, learner.paused_until, learner.every, learner.ignored = None, None, 1, 0
    learner.tz = zone_of_member(member)
    reckon(learner, at)
    await uow.flush()
    uow.audit.note(user_id, "learner.joined", f"member:{user_id}", at=at)
    return learner


async def leave(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Send no more nudges; what was learned stays, for whoever comes back. Raises `NotLearning`."""
    learner = await active(uow, user_id)
    learner.left_at, learner.next_nudge_at, learner.next_reminder_at = at, None, None
    uow.audit.note(user_id, "learner.left", f"member:{user_id}", at=at)


async def change(uow: UnitOfWork, user_id: str, wanted: Wanted, *, at: datetime) -> Learner:
    """Change a learner's times. Raises `NotLearning` or `BadTimes`, and then changes nothing."""
    learner = await active(uow, user_id)
    before = times_of(learner)
    times = Times(
        zone=before.zone,
        minute=before.minute if wanted.minute is None else wanted.minute,
        begins=before.begins if wanted.begins is None else wanted.begins,
        ends=before.ends if wanted.ends is None else wanted.ends,
        days=before.days if wanted.days is None else frozenset(wanted.days),
        country=before.country if wanted.country is None else wanted.country or None,
        every=before.every if wanted.every is None else wanted.every,
        paused_until=before.paused_until,
    )
    times.check()
    learner.minute, learner.day_begins, learner.day_ends = times.minute, times.begins, times.ends
    learner.days, learner.country, learner.every = sorted(times.days), times.country, times.every
    if wanted.new_per_day is not None:
        learner.new_per_day = wanted.new_per_day
    if wanted.hides_amounts is not None:
        learner.hides_amounts = wanted.hides_amounts
    reckon(learner, at)
    return learner


async def pause(uow: UnitOfWork, user_id: str, until: date, *, at: datetime) -> Learner:
    """Send no nudge before a local date. Raises `NotLearning`, or `BadTimes` for a date that is no pause."""
    learner = await active(uow, user_id)
    today = times_of(learner).local_date(at)
    if until <= today:
        raise BadTimes("pause", "A pause has to end on a later day than today.")
    if (until - today).days > LONGEST_PAUSE_DAYS:
        raise BadTimes("pause", "That is more than a year ahead. `/thrice learn leave` stops without an end.")
    learner.paused_until = until
    reckon(learner, at)
    return learner


async def unpause(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """End a pause, and change nothing else. Raises `NotLearning`."""
    learner = await active(uow, user_id)
    learner.paused_until = None
    reckon(learner, at)


async def resume(uow: UnitOfWork, user_id: str, *, at: datetime) -> Learner:
    """End a pause, and come every working day again. Raises `NotLearning`."""
    learner = await active(uow, user_id)
    learner.paused_until, learner.every, learner.ignored = None, 1, 0
    reckon(learner, at)
    return learner


async def follow_zone(uow: UnitOfWork, member: Member, *, at: datetime) -> None:
    """Move a learner's nudges with them: Slack says that they are in another time zone now."""
    learner = await uow.learners.get(member.user_id)
    zone = zone_of_member(member)
    if learner is None or learner.left_at is not None or learner.tz == zone:
        return
    learner.tz = zone
    reckon(learner, at)


async def active(uow: UnitOfWork, user_id: str) -> Learner:
    """Return who learns now. Raises `NotLearning`, or `NotAllowed` with the reason where they cannot."""
    learner = await uow.learners.get(user_id)
    if learner is None or learner.left_at is not None:
        require_may_learn(await uow.members.get(user_id))
        raise NotLearning
    return learner


def reckon(learner: Learner, at: datetime) -> None:
    """Set when the clock looks at a learner next."""
    slot = next_slot(times_of(learner), at, Before(learner.last_nudge_on, learner.last_nudge_at))
    learner.next_nudge_at = slot.at if slot is not None else None
    learner.next_reminder_at = next_look(times_of(learner), at, learner.reminded_of)


def zone_of_member(member: Member | None) -> str:
    """Return the zone that Slack knows of a person; UTC where it knows none."""
    return member.tz if member is not None and member.tz else "UTC"


def _newcomer(member: Member, policy: LearningPolicy, at: datetime, *, country: str) -> Learner:
    """A learner with the defaults; `country`: what the organisation's list says, nothing for what the zone names."""
    zone = zone_of_member(member)
    country = country or countries.country_of(zone) or ""
    days = frozenset(range(7)) - countries.weekend_of(country)
    return Learner(
        user_id=member.user_id,
        joined_at=at,
        tz=zone,
        minute=policy.minute,
        day_begins=min(9 * 60, policy.minute),
        day_ends=max(17 * 60, min(policy.minute + 4 * 60, 24 * 60)),
        days=sorted(days),
        country=country if countries.is_known(country) else None,
        every=1,
        ignored=0,
        hides_amounts=False,
    )


def require_may_learn(member: Member | None) -> Member:
    """Return a member who may learn. Raises `NotAllowed`."""
    if member is None or member.seen_at is None or member.is_bot or member.is_deleted:
        raise NotAllowed("I do not know you yet. Please try again in a minute.")
    if member.is_guest or member.is_partner:
        raise NotAllowed("Learning prompts are for full members: they are made of pages that guests may not read.")
    if member.forgotten_at is not None:
        raise NotAllowed("You asked me to forget you, so I keep nothing of yours. `/thrice remember me` comes back.")
    return member
