"""Quiet during blocks: a member is sent to Slack's own window to allow it, and takes it back."""

from slack_bolt.async_app import AsyncApp

from bot.errors import NotAllowed
from bot.learning_blocks import quiet, quiet_consents
from bot.ports.chat import Message
from bot.slack.blockkit import quiet as shown
from bot.slack.blockkit.ids import Action
from bot.workspaces import signing_in
from handlers import home
from handlers.clicks import Click, on_click
from handlers.door import Door


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the two buttons."""
    on_click(app, door, Action.BLOCK_QUIET, _offer)
    on_click(app, door, Action.BLOCK_QUIET_END, _end, replaces=True)


async def _offer(door: Door, click: Click) -> Message:
    """A private link, once, to Slack's window; whoever comes back from it has to be the same person."""
    if door.window is None:
        raise NotAllowed("Quiet during blocks is not set up here. Whoever runs Thrice can: `thrice doctor` says how.")
    state = signing_in.new_token()
    async with door.storage.begin(click.workspace_id) as uow:
        await quiet_consents.expect(uow, click.user_id, state, at=door.clock())
        workspace = await uow.workspaces.get(click.workspace_id)
    return shown.offer(door.window.address(state, workspace.team_id if workspace is not None else ""))


async def _end(door: Door, click: Click) -> Message:
    async with door.storage.begin(click.workspace_id) as uow:
        await quiet.withdraw(uow, click.user_id, at=door.clock())
    await home.show(door, click.workspace_id, click.user_id)
    return shown.ended()
