"""The App Home: drawn anew each time it is opened."""

from dataclasses import replace

import structlog

from bot.ports.chat import ChatRefused
from bot.slack.blockkit import home
from handlers.door import Door

log = structlog.get_logger(__name__)


async def show(door: Door, workspace_id: int, user_id: str) -> None:
    """Publish a person's home tab as things stand."""
    async with door.storage.look(workspace_id) as uow:
        policy = await door.policy_in(uow)
        view = await door.views.home(uow, user_id, save_reaction=policy.save_reaction, now=door.clock())
        learning = door.learning.in_workspace(await uow.workspaces.get(workspace_id))
        learner = await uow.learners.get(user_id)
        if learner is not None and learner.left_at is None:
            held = await door.learning_views.home(uow, learner, policy=learning, at=door.clock())
            view = replace(view, learning=held)
        focus = await door.block_views.focus(uow, user_id, at=door.clock())
        view = replace(view, focus=None if focus.refusal else focus, may_learn=not focus.refusal)
    try:
        await door.chat.publish_home(workspace_id, user_id, home.view(view))
    except ChatRefused as refused:
        # The tab is switched off, or the person is gone: whatever else was done is done all the same.
        log.warning("home_refused", code=refused.code)
