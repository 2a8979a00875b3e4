"""Jobs of reminding: tell learners who have no nudge to say it what is left of their learning budget."""

import structlog

from bot.learning import reminding
from bot.learning.jobs import RemindOfBudget
from bot.ports.chat import ChatRefused
from bot.slack.blockkit import budgets as shown
from bot.slack.budget_views import reminder_view
from scheduler.jobs.nudging import who_is_left_alone
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def remind_of_budget(tools: Tools, job: RemindOfBudget) -> None:
    """Tell some learners. Run again, it tells nobody twice."""
    async with tools.storage.look(job.workspace_id) as uow:
        users = [held.user_id for each in job.learner_ids if (held := await uow.learners.of_row(each)) is not None]
    quiet = await who_is_left_alone(tools, job.workspace_id, users)
    for learner_id in job.learner_ids:
        async with tools.storage.begin(job.workspace_id) as uow:
            found = await reminding.by_message(uow, learner_id, quiet=quiet, at=tools.clock())
        if found is None:
            continue
        user_id, reminder = found
        try:
            key = f"budget:{user_id}:{reminder.name}"
            await tools.chat.direct(job.workspace_id, user_id, shown.reminder(reminder_view(reminder)), key=key)
        except ChatRefused as refused:
            log.warning("reminder_refused", code=refused.code)
