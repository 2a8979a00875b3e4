"""Members of the learning blocks: they join with the defaults at once, choose their protection and times, and leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError, NotAllowed
from bot.learning_blocks import disconnecting, quiet, weeks
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.working import times_of
from bot.ports.calendar import Protection
from models.blocks import BlockMember
from models.members import Member
from models.uow import UnitOfWork


class NotTakingPart(BotError):
    """Somebody who has not joined changes what only those have who did."""

    code = "not_taking_part"

    def __init__(self) -> None:
        super().__init__("You have no learning block. Type `/thrice focus` and press *Join* to have one.")


@dataclass(frozen=True)
class Wanted:
    """What a member chose; none leaves it as it is. An empty `country` is no country, empty `hours` are none known."""

    protection: Protection | None = None
    days: Collection[int] | None = None
    hours: tuple[int, int] | tuple[()] | None = None
    country: str | None = None


async def join(uow: UnitOfWork, user_id: str, *, policy: BlockPolicy, feeds: FeedSecrets, at: datetime) -> BlockMember:
    """Have a member take part, with the defaults, or again with what they had chosen. Raises `NotAllowed`.

    Somebody who takes part already is left as they are. Whoever comes back gets a new feed: the old address may be
    known to others by now.
    """
    person = require_may_join(await uow.members.get(user_id))
    member = await uow.blocks.member(user_id)
    if member is not None and member.left_at is None:
        return member
    if member is None:
        member = BlockMember(
            user_id=user_id, protection=Protection.FIRM.value, tz="UTC", days=None, day_begins=None, day_ends=None
        )
        uow.add(member)
    member.joined_at, member.left_at, member.changed_at, member.plan_at = at, None, at, at
    member.tz = person.tz or "UTC"
    feeds.renew(member, uow.workspace_id)
    await uow.flush()
    await weeks.plan(uow, member, policy=policy, at=at)
    uow.audit.note(user_id, "block.joined", f"member:{user_id}", at=at)
    return member


async def leave(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Withdraw what is planned, close the feed, disconnect every calendar, end quiet. Raises `NotTakingPart`.

    What was, stays in the team's sums.
    """
    member = await active(uow, user_id)
    member.left_at, member.plan_at, member.changed_at = at, None, at
    await weeks.withdraw(uow, member, at=at)
    await disconnecting.end_all(uow, user_id, at=at)
    await quiet.withdraw(uow, user_id, at=at)
    uow.audit.note(user_id, "block.left", f"member:{user_id}", at=at)


async def change(uow: UnitOfWork, user_id: str, wanted: Wanted, *, policy: BlockPolicy, at: datetime) -> BlockMember:
    """Change how a member takes part. Raises `NotTakingPart` or `BadTimes`, and then changes nothing."""
    member = await active(uow, user_id)
    before = (member.protection, member.days, member.day_begins, member.day_ends, member.country)
    if wanted.protection is not None:
        member.protection = wanted.protection.value
    if wanted.days is not None:
        member.days = sorted(wanted.days)
    if wanted.hours is not None:
        member.day_begins, member.day_ends = wanted.hours or (None, None)
    if wanted.country is not None:
        member.country = wanted.country
    try:
        (await times_of(uow, member)).check()
    except BotError:
        member.protection, member.days, member.day_begins, member.day_ends, member.country = before
        raise
    await weeks.touched(uow, member, at=at)
    await weeks.plan(uow, member, policy=policy, at=at)
    return member


async def follow(uow: UnitOfWork, person: Member, *, policy: BlockPolicy, at: datetime) -> None:
    """Move a member's blocks with them to another time zone, and withdraw those of somebody who is gone."""
    member = await uow.blocks.member(person.user_id)
    if member is None or member.left_at is not None:
        return
    if person.is_deleted:
        await leave(uow, person.user_id, at=at)
    elif member.tz != (person.tz or "UTC"):
        member.tz, member.changed_at = person.tz or "UTC", at
        await weeks.plan(uow, member, policy=policy, at=at)


async def active(uow: UnitOfWork, user_id: str) -> BlockMember:
    """Return who takes part now. Raises `NotTakingPart`."""
    member = await uow.blocks.member(user_id)
    if member is None or member.left_at is not None:
        raise NotTakingPart
    return member


def require_may_join(person: Member | None) -> Member:
    """Return a member who may take part. Raises `NotAllowed`."""
    if person is None or person.seen_at is None or person.is_bot or person.is_deleted:
        raise NotAllowed("I do not know you yet. Please try again in a minute.")
    if person.is_guest or person.is_partner:
        raise NotAllowed("Learning blocks are for full members of this workspace.")
    if person.forgotten_at is not None:
        raise NotAllowed("You asked me to forget you, so I keep nothing of yours. `/thrice remember me` comes back.")
    return person
