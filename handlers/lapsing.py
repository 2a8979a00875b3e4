"""Learning time that lapses: its owner has it at another time after all, or does not want to hear of it."""

from datetime import UTC, datetime

from slack_bolt.async_app import AsyncApp

from bot.learning_blocks import lapsing, members
from bot.ports.chat import Message
from bot.slack.blockkit import block as shown
from bot.slack.blockkit import lapse
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import OtherTimeRef
from handlers import home
from handlers.clicks import Click, on_click
from handlers.door import Door


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons."""
    for action in lapse.OFFERS:
        on_click(app, door, action, _make_up, replaces=True)
    on_click(app, door, Action.BLOCK_LAPSE_NEVER, _never, replaces=True)


async def _make_up(door: Door, click: Click) -> Message:
    ref, at = OtherTimeRef.unpack(click.value), door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        member = await members.active(uow, click.user_id)
        block = await lapsing.make_up(uow, member, ref.block_id, datetime.fromtimestamp(ref.starts, UTC), at=at)
        view = await door.block_views.moved(uow, block, member)
    await home.show(door, click.workspace_id, click.user_id)
    return shown.moved(view)


async def _never(door: Door, click: Click) -> Message:
    async with door.storage.begin(click.workspace_id) as uow:
        (await members.active(uow, click.user_id)).lapse_told = lapsing.NEVER
    return lapse.never_again()
