"""What was learned in a block: one line, written down once, and told to a channel if its owner likes."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import BotError
from bot.knowledge import saving
from bot.learning_blocks import accounting
from bot.ports.chat import ChatRefused, Message
from bot.slack.blockkit import block as shown
from bot.slack.blockkit import focus_modals as modals
from bot.slack.blockkit import inputs
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import BlockRef, LearnedRef
from bot.workspaces.audience import audience_of, reader_of
from handlers.blocks import on_block
from handlers.clicks import Click, answer_in_place
from handlers.door import Door
from handlers.replies import answered, in_window
from models.uow import UnitOfWork


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the button and the modal."""
    on_block(app, door, Action.BLOCK_LEARNED, _open)

    async def on_written(body: dict[str, Any], ack: AsyncAck) -> None:
        where = BlockId.LEARNED

        async def run() -> None:
            nonlocal where
            try:
                await _write_down(door, body)
            except CannotTell:
                where = BlockId.SHARED_IN
                raise

        refusal = await answered(run)
        await (ack() if refusal is None else ack(response_action="errors", errors={where.value: in_window(refusal)}))

    app.view(Callback.BLOCK_LEARNED.value)(on_written)


class CannotTell(BotError):
    """A channel that cannot be told what somebody learned."""

    code = "cannot_tell"


class NothingLearned(BotError):
    """A line that is only white space."""

    code = "nothing_learned"


async def _open(door: Door, click: Click) -> Message | None:
    """Open the window, or show what was written down already in place of the button."""
    ref = LearnedRef(block_id=BlockRef.unpack(click.value).block_id, answer=click.response_url or "")
    async with door.storage.look(click.workspace_id) as uow:
        block = await accounting.ended(uow, click.user_id, ref.block_id)
        if block.learned is not None and not accounting.is_to_be_told(block):
            return shown.written_down(block.learned, block.channel)
    await door.chat.open_view(click.workspace_id, click.trigger_id, modals.learned(ref))
    return None


async def _write_down(door: Door, body: dict[str, Any]) -> None:
    workspace_id, user_id = await door.workspace_of(body), str(body["user"]["id"])
    ref, values = LearnedRef.unpack(body["view"]["private_metadata"]), body["view"]["state"]["values"]
    line = " ".join(inputs.written(values, BlockId.LEARNED).split())[: modals.LONGEST_LINE]
    channel_id = inputs.chosen(values, BlockId.SHARED_IN).get("selected_conversation") or None
    if not line:
        raise NothingLearned("Write a word or two, or close this window.")
    async with door.storage.begin(workspace_id) as uow:
        block = await accounting.ended(uow, user_id, ref.block_id)
        accounting.write_down(block, line, channel_id)
        if channel_id:
            await _require_tellable(uow, user_id, channel_id)
        person = await uow.members.get(user_id)
    if channel_id:
        said = shown.told(person.name if person else "", line)
        await _tell(door, (workspace_id, user_id), ref.block_id, channel_id, said)
    # There is one line a block, and so one confirmation, however often the window was submitted at once.
    key = f"learned:{ref.block_id}"
    await answer_in_place(door, ref.answer, (workspace_id, user_id), shown.written_down(line, channel_id), key=key)


async def _require_tellable(uow: UnitOfWork, user_id: str, channel_id: str) -> None:
    """Raise `CannotTell` unless Thrice and whoever writes are both in a channel, as far as is known."""
    channel = await uow.channels.get(channel_id)
    if channel is None or not channel.is_joined:
        raise CannotTell("I am not in that channel. Choose another, or invite me there with `/invite` first.")
    if audience_of(channel) not in (await reader_of(uow, user_id)).audiences:
        raise CannotTell("I cannot see that you are in that channel. Choose another.")


async def _tell(door: Door, user: tuple[int, str], block_id: int, channel_id: str, said: Message) -> None:
    """Tell a channel, and keep it as knowledge and where it stands: it goes when its author wants it to."""
    workspace_id, user_id = user
    try:
        # The key names the channel: one that refused, and was given up, must not stand for another.
        ts = await door.chat.post(workspace_id, channel_id, said, key=f"learned:{block_id}:{channel_id}")
    except ChatRefused:
        async with door.storage.begin(workspace_id) as uow:
            if (block := await uow.blocks.get(block_id)) is not None:
                accounting.not_told(block)
        raise CannotTell("Slack did not let me write there. Choose another channel, or none.") from None
    async with door.storage.begin(workspace_id) as uow:
        if (block := await uow.blocks.get(block_id)) is not None:
            block.ts = ts
    if block is None:
        # Its author had all of it forgotten meanwhile.
        await door.chat.delete(workspace_id, channel_id, ts)
        return
    async with door.storage.begin(workspace_id) as uow:
        told = saving.Pointed(channel_id, ts)
        await saving.save(uow, told, by=user_id, how="learned", at=door.clock(), occasion=f"learned:{ts}")
