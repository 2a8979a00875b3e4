"""Holding: what would be told to somebody unasked waits until no learning block of theirs runs any more.

A job is held whole, before it has looked at anything: what it says afterwards is what is true then.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import structlog

from bot.knowledge.jobs import SendReviewCard
from bot.learning.cards.care import whom_to_ask
from bot.learning.jobs import TellOfReportedCard, TellOfUnclearPage
from bot.learning_blocks.jobs import AskOfDeleted, LookForConflicts, TellOfDuty, TellOfLapse, TellOfMonth, TellOfRule
from bot.learning_blocks.weeks import FROZEN
from bot.learning_blocks.working import next_working_moment, times_of
from bot.ports.jobs import Job
from models.repositories.held_jobs import take_released
from models.uow import Bulk, UnitOfWork
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)

AT_ONCE: Final = 1_000
OneJob = TypeVar("OneJob", bound=Job)
Runner = Callable[[Tools, OneJob], Awaitable[None]]
Whom = Callable[[UnitOfWork, OneJob], Awaitable[str | None]]
Latest = Callable[[UnitOfWork, OneJob], Awaitable[datetime]]
ROOM: Final = timedelta(hours=1)
"""For so long at least somebody who is told of their block can still move it by an offered time."""
NO_WAITING: Final = datetime.min.replace(tzinfo=UTC)


def after_block(run: Runner[OneJob], whom: Whom[OneJob]) -> Runner[OneJob]:
    """Return a runner that waits for the end of a learning block of whoever the job would tell something."""

    async def when_free(tools: Tools, job: OneJob) -> None:
        async with tools.storage.look(job.workspace_id) as uow:
            user_id = await whom(uow, job)
            until = await uow.blocks.held_until(user_id, tools.clock()) if user_id is not None else None
        if user_id is None or until is None:
            await run(tools, job)
            return
        async with tools.storage.begin(job.workspace_id) as uow:
            await hold(uow, user_id, job, key=_name(job), at=tools.clock())
        log.info("held_for_block", kind=job.kind)

    return when_free


def in_working_hours(
    run: Runner[OneJob], whom: Whom[OneJob], *, latest: Latest[OneJob] | None = None
) -> Runner[OneJob]:
    """Return a runner that besides waits for the working hours of whoever the job would tell something.

    Where those begin after `latest`, the job runs at once: late at night is better than too late.
    """

    async def when_working(tools: Tools, job: OneJob) -> None:
        at = tools.clock()
        async with tools.storage.begin(job.workspace_id) as uow:
            user_id = await whom(uow, job)
            member = await uow.blocks.member(user_id) if user_id is not None else None
            until = next_working_moment(await times_of(uow, member), at) if member is not None else at
            last = await latest(uow, job) if latest is not None else None
            if user_id is not None and until > at and (last is None or until <= last):
                await hold(uow, user_id, job, key=_name(job), at=until)
                return
        await run(tools, job)

    return after_block(when_working, whom)


async def hold(uow: UnitOfWork, user_id: str, job: Job, *, key: str, at: datetime) -> None:
    """Keep a job that would tell somebody something until a moment and the end of their block, once for its key."""
    await uow.blocks.hold(user_id, job.kind, job.model_dump(mode="json"), key, at=at)


def _name(job: Job) -> str:
    return f"{job.kind}:{job.model_dump_json()}"


def release(bulk: Bulk, now: datetime, kinds: Mapping[str, type[Job]]) -> int:
    """Leave again the job that each person whose block is over has waited for longest; return how many those are."""
    released = take_released(bulk.connection, now, limit=AT_ONCE)
    for held in released:
        if (kind := kinds.get(held.kind)) is None:
            log.warning("held_job_unknown", kind=held.kind)
            continue
        bulk.enqueue(kind.model_validate(held.job), key=f"held:{held.id}")
    return len(released)


async def reviewer_of(uow: UnitOfWork, job: SendReviewCard) -> str | None:
    """Return who gets a review's card: a person's id, or a channel's, which no block holds."""
    review = await uow.reviews.get(job.review_id)
    return review.reviewer if review is not None else None


async def carer_of(uow: UnitOfWork, job: TellOfReportedCard | TellOfUnclearPage) -> str | None:
    """Return who is asked to look at a card."""
    card = await uow.cards.get(job.card_id)
    source = await uow.cards.source(card.source_id) if card is not None else None
    return await whom_to_ask(uow, source) if source is not None else None


async def owner_of(uow: UnitOfWork, job: AskOfDeleted | LookForConflicts | TellOfDuty) -> str | None:
    """Return whose block a job is about."""
    block = await uow.blocks.get(job.block_id)
    return block.user_id if block is not None else None


async def movable_until(uow: UnitOfWork, job: LookForConflicts | TellOfDuty) -> datetime:
    """Return until when news of a block bear to wait: while other times can be offered for it.

    What somebody did a moment ago (connect a calendar, move the block) is answered at once.
    """
    block = await uow.blocks.get(job.block_id)
    is_answer = isinstance(job, LookForConflicts) and job.step not in ("week", "day")
    if block is None or is_answer:
        return NO_WAITING
    return block.starts_at - FROZEN - ROOM


async def named_in(_: UnitOfWork, job: TellOfLapse | TellOfMonth | TellOfRule) -> str | None:
    """Return whom a job names."""
    return job.user_id
