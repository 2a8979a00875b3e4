"""Installation: the workspace, or a member of it, takes back what it allowed."""

from datetime import timedelta
from typing import Final

from bot.learning_blocks import disconnecting, quiet
from handlers.door import Door
from handlers.events.told import Told

_A_SECOND: Final = timedelta(seconds=1)


async def on_uninstalled(door: Door, told: Told) -> None:
    """The workspace removed Thrice: its tokens and what lets us into calendars go, what was captured waits for a
    re-installation or an erasure."""
    async with door.storage.begin(told.workspace_id) as uow:
        installation = await uow.workspaces.token(told.workspace_id)
        if installation is not None and told.at + _A_SECOND <= installation.installed_at:
            return  # Slack told us late, or again: Thrice was installed anew since
        await uow.workspaces.uninstalled(told.workspace_id, at=door.clock())
        await disconnecting.announce(uow, at=door.clock())
        await uow.quiet.forget_all()
    door.forget_team(told.workspace_id, told.team_id)
    await door.look_again()


async def on_tokens_revoked(door: Door, told: Told) -> None:
    """Tokens were taken back: members' own, or the bot's, without which there is nothing that Thrice can do here."""
    tokens = told.event.get("tokens") or {}
    if tokens.get("bot"):
        await on_uninstalled(door, told)
        return
    async with door.storage.begin(told.workspace_id) as uow:
        for user in tokens.get("oauth") or ():
            await quiet.lose(uow, str(user), at=door.clock(), happened_at=told.at)
