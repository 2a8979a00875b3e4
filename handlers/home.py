"""The App Home: drawn anew each time it is opened."""

from bot.slack.blockkit import home
from handlers.door import Door


async def show(door: Door, workspace_id: int, user_id: str) -> None:
    """Publish a person's home tab as things stand."""
    async with door.storage.look(workspace_id) as uow:
        policy = await door.policy_in(uow)
        view = await door.views.home(uow, user_id, save_reaction=policy.save_reaction, now=door.clock())
    await door.chat.publish_home(workspace_id, user_id, home.view(view))
