"""Blocks: rules, members and weeks as the rules of learning blocks ask for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.blocks import Block, BlockException, BlockMember, BlockRule, HeldJob
from models.members import Member
from models.repositories.base import Repository
from models.repositories.held_jobs import runs


class BlockRepository(Repository):
    """Blocks: rules, members and weeks as the rules of learning blocks ask for them."""

    async def rules(self) -> Sequence[BlockRule]:
        """Return the workspace's rules in the order in which they hold; they are locked until the unit of work ends."""
        return (await self._session.scalars(select(BlockRule).order_by(BlockRule.since).with_for_update())).all()

    async def member(self, user_id: str) -> BlockMember | None:
        """Return somebody who joined, whether they left again or not."""
        return await self._session.scalar(
            select(BlockMember).where(BlockMember.user_id == user_id).with_for_update(of=BlockMember)
        )

    async def members(self) -> Sequence[BlockMember]:
        """Return who takes part now."""
        return (
            await self._session.scalars(
                select(BlockMember).where(BlockMember.left_at.is_(None)).order_by(BlockMember.user_id)
            )
        ).all()

    async def get(self, block_id: int) -> Block | None:
        """Return a block; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(Block).where(Block.id == block_id).with_for_update())

    async def weeks(self, user_id: str, since: date) -> Sequence[Block]:
        """Return a member's blocks of the week with this Monday and of later ones, in order of their weeks."""
        return (
            await self._session.scalars(
                select(Block).where(Block.user_id == user_id, Block.week >= since).order_by(Block.week)
            )
        ).all()

    async def next(self, user_id: str, after: datetime) -> Block | None:
        """Return the first block of a member that has not ended at a moment and takes place."""
        return await self._session.scalar(
            select(Block)
            .where(Block.user_id == user_id, Block.ends_at > after, Block.state.in_(("planned", "started")))
            .order_by(Block.starts_at)
            .limit(1)
        )

    async def held_until(self, user_id: str, at: datetime) -> datetime | None:
        """Return until when a member is told nothing unasked, because a learning block of theirs runs; none: not held.

        A block that was moved away, skipped or withdrawn holds nothing, nor does that of somebody who left.
        """
        return await self._session.scalar(select(func.max(Block.ends_at)).where(Block.user_id == user_id, runs(at)))

    async def hold(self, user_id: str, kind: str, job: Mapping[str, Any], key: str, *, at: datetime) -> None:
        """Keep a job for later, once for its key."""
        row = {"user_id": user_id, "kind": kind, "job": dict(job), "key": key, "held_at": at}
        await self._insert_unless_there(HeldJob, row)

    async def leaders(self) -> frozenset[str]:
        """Return who leads the team's learning as far as we know: who was named a curator, or set the rule."""
        set_it = Member.user_id.in_(select(BlockRule.set_by))
        here = (Member.is_deleted.is_(False), Member.is_bot.is_(False), or_(Member.is_curator.is_(True), set_it))
        return frozenset(await self._session.scalars(select(Member.user_id).where(*here)))

    async def end_with(self, block: Block, users: Collection[str]) -> bool:
        """Return whether blocks of any of these people end at the same moment as this one."""
        together = select(Block.id).where(
            Block.user_id.in_(sorted(users)),
            Block.ends_at == block.ends_at,
            Block.state.not_in(("skipped", "withdrawn")),
        )
        return await self._session.scalar(together.limit(1)) is not None

    async def of_weeks(self, since: date, until: date) -> Sequence[Block]:
        """Return everybody's blocks of the weeks from one Monday on and before another: to be summed, never shown."""
        return (
            await self._session.scalars(
                select(Block).where(Block.week >= since, Block.week < until).order_by(Block.week, Block.id)
            )
        ).all()

    async def on_duty_since(self, since: date) -> dict[str, date]:
        """Return who was on duty since a Monday, and in which week last."""
        rows = await self._session.execute(
            select(Block.user_id, func.max(Block.week))
            .where(Block.is_on_duty, Block.week >= since)
            .group_by(Block.user_id)
        )
        return {row[0]: row[1] for row in rows}

    async def told_by(self, user_id: str) -> Sequence[tuple[str, str]]:
        """Return where channels were told, in a member's name, what they had learned: `(channel, ts)`."""
        rows = await self._session.execute(
            select(Block.channel, Block.ts).where(Block.user_id == user_id, Block.channel.is_not(None))
        )
        return [(channel, ts) for channel, ts in rows if channel is not None and ts is not None]

    async def exceptions(self, user_id: str) -> Sequence[str]:
        """Return whose meetings are never in a member's way, by their ids and addresses."""
        query = select(BlockException.who).where(BlockException.user_id == user_id).order_by(BlockException.who)
        return (await self._session.scalars(query)).all()

    async def keep_exceptions(self, user_id: str, who: Sequence[str]) -> None:
        """Let the meetings of these, and of no others, never be in a member's way."""
        await self._session.execute(delete(BlockException).where(BlockException.user_id == user_id))
        self._session.add_all([BlockException(user_id=user_id, who=each) for each in who])
        await self._session.flush()

    async def plan_again(self, at: datetime) -> None:
        """Have the clock plan everybody's weeks anew at once."""
        await self._session.execute(update(BlockMember).where(BlockMember.left_at.is_(None)).values(plan_at=at))


class FeedRepository:
    """Feeds of all tenants: their secrets come as hashes only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def member(self, feed_hash: str) -> BlockMember | None:
        """Return whose feed has a secret; none for a wrong one, and for somebody who left."""
        return await self._session.scalar(
            select(BlockMember)
            .where(BlockMember.feed_hash == feed_hash, BlockMember.left_at.is_(None))
            .execution_options(every_workspace=True)
        )
