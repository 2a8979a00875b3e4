"""Publishing: whose feed an address is, and what is in it now."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.learning_blocks.feed import Changed, FeedOf, calendar
from bot.learning_blocks.feed_secrets import hashed
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.rules import rules_of
from bot.learning_blocks.schedule import week_of
from bot.learning_blocks.working import times_of
from bot.ports.calendar import Protection
from models.blocks import BlockMember
from models.uow import Storage, UnitOfWork

PAST: Final = timedelta(days=56)
"""For how long blocks that are over stay in a feed."""


async def published(storage: Storage, secret: str, *, policy: BlockPolicy, now: datetime) -> bytes | None:
    """Return the feed that a secret stands for, as iCalendar; none for a wrong secret, and for somebody who left.

    None as well while Thrice is removed from their workspace.
    """
    async with storage.look() as uow:
        member = await uow.feeds.member(hashed(secret))
    if member is None:
        return None
    async with storage.look(member.workspace_id) as uow:
        person, workspace = await uow.members.get(member.user_id), await uow.workspaces.get(member.workspace_id)
        if workspace is None or workspace.uninstalled_at is not None:
            return None
        if person is None or person.is_deleted or person.forgotten_at is not None:
            return None
        return calendar(await feed_of(uow, member, policy=policy, now=now))


async def feed_of(uow: UnitOfWork, member: BlockMember, *, policy: BlockPolicy, now: datetime) -> FeedOf:
    """Return what a member's feed is made of. It changes with what it shows, and once a week."""
    begin = datetime.combine(week_of((now - PAST).date()), time(), UTC)
    changed = {}
    for block in await uow.blocks.weeks(member.user_id, begin.date()):
        if block.state in ("skipped", "withdrawn"):
            changed[block.week] = Changed(None, block.sequence)
        elif block.is_moved or block.starts_at <= now:
            changed[block.week] = Changed((block.starts_at, block.ends_at), block.sequence)
    return FeedOf(
        owner=f"{member.workspace_id}:{member.user_id}:{member.joined_at.timestamp()}",
        rules=await rules_of(uow, policy),
        times=await times_of(uow, member),
        protection=Protection(member.protection),
        since=max(member.joined_at, begin),
        stamp=member.changed_at,
        changed=changed,
    )
