"""Asking anonymously: Thrice posts the question; who asked is stored and logged nowhere."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import NotAllowed
from bot.knowledge import anonymous
from bot.slack.blockkit import anonymous as shown
from bot.slack.blockkit.anonymous import NothingAsked
from bot.slack.blockkit.ids import BlockId, Callback, GlobalShortcut
from bot.workspaces.audience import audience_of, reader_of
from handlers.door import Door
from handlers.replies import answered


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the shortcut and its modal."""

    async def on_shortcut(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack()
        workspace_id = await door.workspace_of(body)
        await door.chat.open_view(workspace_id, str(body["trigger_id"]), shown.modal())

    async def on_asked(body: dict[str, Any], ack: AsyncAck) -> None:
        try:
            asked = shown.read(body["view"]["state"]["values"])
        except NothingAsked as missing:
            await ack(response_action="errors", errors={missing.field: str(missing)})
            return
        refusal = await answered(lambda: _ask(door, body, asked))
        if refusal is None:
            await ack(response_action="update", view=dict(shown.posted(asked.channel_id)))
        else:
            await ack(response_action="errors", errors={BlockId.QUESTION.value: refusal.text})

    app.shortcut(GlobalShortcut.ASK_ANONYMOUSLY.value)(on_shortcut)
    app.view(Callback.QUESTION_ASK_ANONYMOUSLY.value)(on_asked)


async def _ask(door: Door, body: dict[str, Any], asked: shown.Asked) -> None:
    """Post the question and let it count. The asker's id is used to check their right to write there, and dropped."""
    workspace_id = await door.workspace_of(body)
    await door.meet(workspace_id, str(body["user"]["id"]))
    async with door.storage.look(workspace_id) as uow:
        channel = await uow.channels.get(asked.channel_id)
        if channel is None or channel.left_at is not None:
            raise NotAllowed("I am not in that channel. Choose one that I was invited to.")
        if audience_of(channel) not in (await reader_of(uow, str(body["user"]["id"]))).audiences:
            raise NotAllowed("You can ask only in channels that you are in.")
    message = shown.question(asked.text)
    ts = await door.chat.post(workspace_id, asked.channel_id, message, key=f"anonymous:{body['view']['id']}")
    async with door.storage.begin(workspace_id) as uow:
        await anonymous.capture(uow, asked.channel_id, ts, asked.text)
