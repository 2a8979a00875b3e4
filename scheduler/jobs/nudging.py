"""Jobs of nudging: bring each member of a batch the prompt of the day, once, if it may be brought now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.learning import applying, badges, nudging, reminding
from bot.learning.composing import compose
from bot.learning.jobs import SendNudges
from bot.ports.chat import ChatRefused, Message
from bot.slack.blockkit import budgets
from bot.slack.blockkit import nudge as shown
from bot.slack.budget_views import reminder_view
from models.learners import Learner, Nudge
from models.uow import UnitOfWork
from scheduler.jobs.meetings import who_is_in_a_meeting
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def send_nudges(tools: Tools, job: SendNudges) -> None:
    """Bring some members their nudge. Run again, it goes on with those who have not had theirs."""
    async with tools.storage.look(job.workspace_id) as uow:
        users = [n.user_id for each in job.nudge_ids if (n := await uow.learners.nudge(each)) is not None]
    quiet = await who_is_left_alone(tools, job.workspace_id, users)
    busy = await who_is_in_a_meeting(tools, job.workspace_id, users)
    for nudge_id in job.nudge_ids:
        await _send(tools, job.workspace_id, nudge_id, Kept(quiet, busy))


@dataclass(frozen=True)
class Kept:
    """Until when members are not to be prompted: who does not want to be disturbed, and who is in a meeting."""

    quiet: Mapping[str, datetime]
    busy: Mapping[str, datetime]


async def who_is_left_alone(tools: Tools, workspace_id: int, users: list[str]) -> Mapping[str, datetime]:
    """Return until when those do not want to be disturbed who say so now; nobody, where Slack does not tell."""
    if not users:
        return {}
    try:
        return await tools.chat.do_not_disturb(workspace_id, users)
    except ChatRefused as refused:
        # An installation from before this was asked for: Slack itself still keeps a notification back meanwhile.
        log.warning("do_not_disturb_unknown", code=refused.code)
        return {}


async def _send(tools: Tools, workspace_id: int, nudge_id: int, kept: Kept) -> None:
    ready = await _made_ready(tools, workspace_id, nudge_id, kept)
    if ready is None:
        return
    nudge, message, asks_about = ready
    key = f"nudge:{nudge.user_id}:{nudge.local_date}:{nudge.shown}"
    try:
        posted = await tools.chat.direct(workspace_id, nudge.user_id, message, key=key)
    except ChatRefused as refused:
        log.warning("nudge_refused", code=refused.code)
        async with tools.storage.begin(workspace_id) as uow:
            if (held := await uow.learners.nudge(nudge_id)) is not None:
                nudging.drop(held, "gone")
        return
    async with tools.storage.begin(workspace_id) as uow:
        if (held := await uow.learners.nudge(nudge_id)) is not None and held.shown == nudge.shown:
            nudging.sent(held, posted.channel, posted.ts, at=tools.clock())
            await badges.told(uow, nudge.user_id, at=tools.clock())
            if asks_about is not None and held.sent_at is not None:
                await applying.asked(uow, asks_about, at=held.sent_at)


async def _made_ready(
    tools: Tools, workspace_id: int, nudge_id: int, kept: Kept
) -> tuple[Nudge, Message, int | None] | None:
    """Return a nudge that may be brought now, what it says, and about which use at work it asks; one that may not is
    put off or dropped."""
    at = tools.clock()
    async with tools.storage.begin(workspace_id) as uow:
        found = await nudging.due(uow, nudge_id, quiet=kept.quiet, busy=kept.busy, at=at)
        if found is None:
            return None
        nudge, learner = found
        policy = tools.learning.in_workspace(await uow.workspaces.get(workspace_id))
        filled = await compose(uow, learner, policy=policy, at=at)
        if not filled:
            nudging.drop(nudge, "nothing")
            return None
        view = await tools.learning_views.nudge(uow, nudge, learner, filled, at=at)
        view = replace(view, wins=await _wins(uow, learner, at), reminder=await _reminder(uow, nudge, learner, at))
        return nudge, shown.message(view), view.used.ref.application_id if view.used is not None else None


async def _reminder(uow: UnitOfWork, nudge: Nudge, learner: Learner, at: datetime) -> str:
    """What is left of a learning budget that will lapse, where this nudge is to say so."""
    found = await reminding.in_nudge(uow, nudge, learner, at=at)
    return budgets.reminding(reminder_view(found)) if found is not None else ""


async def _wins(uow: UnitOfWork, learner: Learner, at: datetime) -> tuple[str, ...]:
    """What a learner is to be told besides, so that it needs no message of its own."""
    hides = learner.hides_amounts
    thanks = badges.sentences(await badges.award(uow, learner.user_id, at=at), hides_amounts=hides)
    note = await badges.note_of_the_month(uow, learner.user_id, hides_amounts=hides, at=at)
    return (*thanks, note) if note else thanks
