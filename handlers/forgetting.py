"""Being forgotten: asked once, done at once, confirmed in a direct message."""

from slack_bolt.async_app import AsyncApp

from bot.errors import NotAllowed
from bot.knowledge import forgetting
from bot.learning import records
from bot.learning_blocks import connections, quiet
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.jobs import TakeBackTold
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.ports.chat import Message
from bot.slack.blockkit import forget as told
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import ForgetRef
from handlers import home
from handlers.clicks import Click, on_click
from handlers.door import Door, Said


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the two buttons."""
    on_click(app, door, Action.MEMBER_FORGET, _forget, replaces=True)
    on_click(app, door, Action.MEMBER_KEEP, _keep, replaces=True)


async def ask_first(door: Door, said: Said) -> Message:
    """`/thrice forget me`: ask once, since nothing brings it back."""
    async with door.storage.look(said.workspace_id) as uow:
        member = await uow.members.get(said.user_id)
    if member is not None and member.forgotten_at is not None:
        return told.forgotten_already()
    return told.ask(ForgetRef(user_id=said.user_id))


async def _forget(door: Door, click: Click) -> Message:
    if ForgetRef.unpack(click.value).user_id != click.user_id:
        raise NotAllowed("Somebody else asked this. Say `/thrice forget me` yourself.")
    box = door.block_views.feeds.box
    async with door.storage.begin(click.workspace_id) as uow:
        calendars = await connections.held_by(uow, click.user_id, secrets=ConnectionSecrets(box), at=door.clock())
        left = await quiet.left_by(uow, click.user_id, secrets=QuietSecrets(box))
        await forgetting.forget(uow, click.user_id, policy=await door.policy_in(uow), at=door.clock())
        await records.take_back(uow, click.user_id, at=door.clock())
        for channel_id, ts in await uow.blocks.told_by(click.user_id):
            job = TakeBackTold(workspace_id=click.workspace_id, channel_id=channel_id, ts=ts)
            await uow.enqueue(job, key=f"take_back:{channel_id}:{ts}")
        await uow.learning_of.erase(click.user_id)
    # What let us in is erased with the rest: no job could carry it, and nothing is tried a second time.
    for calendar in calendars:
        door.calendars.leave(calendar)
    if left is not None:
        door.leave_quiet(left)
    await door.look_again()
    # What was drawn there before would stand until it is opened the next time.
    await home.show(door, click.workspace_id, click.user_id)
    return told.under_way()


async def _keep(_door: Door, _click: Click) -> Message:
    return told.kept()


async def remember(door: Door, said: Said) -> Message:
    """`/thrice remember me`: come back, with nothing restored."""
    async with door.storage.begin(said.workspace_id) as uow:
        back = await forgetting.remember(uow, said.user_id, at=door.clock())
    await door.meet(said.workspace_id, said.user_id)
    await door.look_again()
    return told.remembered(changed=back)
