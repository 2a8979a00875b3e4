"""Rounds: what the clock looks after in each workspace, as jobs whose keys name the occasion."""

from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.knowledge import freshness, review
from bot.knowledge.jobs import PassReviewOn, ReadMembers
from bot.learning import claiming, reminding
from bot.learning_blocks import confirming, duty, lapsing, summary
from bot.learning_blocks import due as due_blocks
from bot.learning_blocks.policy import BlockPolicy
from bot.workspaces import signing_in
from bot.workspaces.policy import Policy
from models.uow import Storage
from scheduler.jobs import KINDS, holding

KEEP_SETTLED: Final = timedelta(days=120)
"""How long it is known that a message was posted: for longer than any job is kept that could post it again."""


class Rounds:
    """Looks over every workspace. Any number of replicas may make the same round: keys and states keep it single."""

    def __init__(self, storage: Storage, policy: Policy, blocks: BlockPolicy, clock: Clock) -> None:
        self._storage = storage
        self._policy = policy
        self._blocks = blocks
        self._clock = clock

    async def _workspaces(self) -> list[int]:
        async with self._storage.look() as uow:
            return [workspace.id for workspace in await uow.workspaces.installed()]

    async def pass_reviews_on(self) -> None:
        """Leave a job for each review that has met with silence for long enough."""
        for workspace_id in await self._workspaces():
            async with self._storage.begin(workspace_id) as uow:
                for due in await uow.reviews.due(self._clock()):
                    await uow.enqueue(
                        PassReviewOn(workspace_id=workspace_id, review_id=due.id), key=f"pass:{due.id}:{due.due_at}"
                    )

    async def release_cards(self) -> None:
        """Send uncertain cards that waited for their reviewer's turn."""
        for workspace_id in await self._workspaces():
            async with self._storage.begin(workspace_id) as uow:
                policy = self._policy.in_workspace(await uow.workspaces.get(workspace_id))
                topic_ids = [a.topic_id for _, a in await uow.reviews.held() if a.topic_id is not None]
                sure = {t.id: t.confidence for t in await uow.questions.topics(topic_ids)}
                await review.release_held(uow, sure, policy=policy, at=self._clock())

    async def look_after_articles(self) -> None:
        """Turn old articles stale, and retire those that stayed so."""
        for workspace_id in await self._workspaces():
            async with self._storage.begin(workspace_id) as uow:
                policy = self._policy.in_workspace(await uow.workspaces.get(workspace_id))
                await freshness.look_over(uow, policy=policy, at=self._clock())

    async def read_channels(self) -> None:
        """Have every channel read again once a day: what it is, and who is in the private ones."""
        today = self._clock().date()
        for workspace_id in await self._workspaces():
            async with self._storage.begin(workspace_id) as uow:
                for channel in await uow.channels.all():
                    if channel.is_joined:
                        await uow.enqueue(
                            ReadMembers(workspace_id=workspace_id, channel_id=channel.channel_id),
                            key=f"read:{workspace_id}:{channel.channel_id}:{today}",
                        )

    async def nudge(self) -> None:
        """Give learners whose time has come the nudge of the day, and have those sent that are due."""
        while await self._storage.in_bulk(lambda bulk: claiming.claim(bulk, self._clock())) == claiming.CLAIMED_AT_ONCE:
            pass
        while await self._storage.in_bulk(lambda bulk: claiming.hand_out(bulk, self._clock())):
            pass

    async def remind(self) -> None:
        """Look whether learners have to be told what they have left of a learning budget that will lapse."""
        while await self._storage.in_bulk(lambda bulk: reminding.claim(bulk, self._clock())):
            pass

    async def look_after_blocks(self) -> None:
        """Plan the weeks of those whose turn it is, and have what is due said of blocks that begin or have ended."""
        while await self._storage.in_bulk(lambda bulk: due_blocks.plan(bulk, self._clock())) == due_blocks.AT_ONCE:
            pass
        while await self._storage.in_bulk(lambda bulk: due_blocks.hand_out(bulk, self._clock())) == due_blocks.AT_ONCE:
            pass
        while await self._storage.in_bulk(lambda bulk: due_blocks.sync(bulk, self._clock())) == due_blocks.AT_ONCE:
            pass
        # After what is said at a block's end, and of each person one job a round: in the order in which it came.
        await self._storage.in_bulk(lambda bulk: holding.release(bulk, self._clock(), KINDS))
        await self.keep_quiet()

    async def keep_quiet(self) -> None:
        """Have the status and Do Not Disturb of those follow their blocks who want that."""
        while await self._storage.in_bulk(lambda b: due_blocks.keep_quiet(b, self._clock())) == due_blocks.AT_ONCE:
            pass

    async def sum_up(self) -> None:
        """Where learning blocks are used: have curators told of the month that is over, and next week's duty chosen."""
        for workspace_id in await self._workspaces():
            async with self._storage.begin(workspace_id) as uow:
                if await uow.blocks.members():
                    await summary.announce(uow, at=self._clock())
                    await lapsing.announce(uow, at=self._clock())
                    await duty.announce(uow, policy=self._blocks, at=self._clock())

    async def sweep(self) -> None:
        """Remove what has served its time: stored events, links and sessions, and the states of what was posted.

        The audit and what was captured stay until somebody asks for them to go.
        """
        async with self._storage.begin() as uow:
            await signing_in.sweep(uow, now=self._clock())
            await confirming.sweep(uow, now=self._clock())
            await uow.inbox.clean_up(self._clock() - timedelta(days=7))
        for workspace_id in await self._workspaces():
            async with self._storage.begin(workspace_id) as uow:
                await uow.outgoing.forget_settled(self._clock() - KEEP_SETTLED)
