"""Asking anonymously: Thrice posts the question; who asked is stored and logged nowhere."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import NotAllowed
from bot.knowledge import anonymous
from bot.slack.blockkit import anonymous as shown
from bot.slack.blockkit.anonymous import NothingAsked
from bot.slack.blockkit.ids import BlockId, Callback, GlobalShortcut
from bot.workspaces.acquaintance import reader_unmet
from bot.workspaces.audience import audience_of
from handlers.door import Door
from handlers.replies import answered, in_window


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the shortcut and its modal."""

    async def on_shortcut(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack()

        async def run() -> None:
            workspace_id = await door.workspace_of(body)
            await door.chat.open_view(workspace_id, str(body["trigger_id"]), shown.modal())

        # A global shortcut has no message to answer beside, and a direct message would be a record of who asked.
        await answered(run)

    async def on_asked(body: dict[str, Any], ack: AsyncAck) -> None:
        try:
            asked = shown.read(body["view"]["state"]["values"])
        except NothingAsked as missing:
            await ack(response_action="errors", errors={missing.field: str(missing)})
            return
        page: shown.PageView | None = None

        async def run() -> None:
            nonlocal page
            page = await _ask(door, body, asked)

        refusal = await answered(run)
        if refusal is None:
            await ack(response_action="update", view=dict(shown.posted(asked.channel_id, page)))
        else:
            await ack(response_action="errors", errors={BlockId.CHANNEL.value: in_window(refusal)})

    app.shortcut(GlobalShortcut.ASK_ANONYMOUSLY.value)(on_shortcut)
    app.view(Callback.QUESTION_ASK_ANONYMOUSLY.value)(on_asked)


async def _ask(door: Door, body: dict[str, Any], asked: shown.Asked) -> shown.PageView | None:
    """Post the question, let it count, and return the page that answers it.

    The asker's id is used to find out what the person may do, and dropped: not even that they were here is kept.
    """
    workspace_id = await door.workspace_of(body)
    reader = await reader_unmet(door.storage, door.chat, workspace_id, str(body["user"]["id"]))
    async with door.storage.look(workspace_id) as uow:
        channel = await uow.channels.get(asked.channel_id)
        if channel is None or not channel.is_joined:
            raise NotAllowed("I am not in that channel. Choose one that I was invited to.")
        if not reader.reads_public:
            raise NotAllowed("Only full members of this workspace can ask through me.")
        if audience_of(channel) not in reader.audiences:
            raise NotAllowed("You can ask only in channels that you are in.")
    message = shown.question(asked.text)
    ts = await door.chat.post(
        workspace_id, asked.channel_id, message, key=f"anonymous:{body['view']['id']}:{asked.channel_id}"
    )
    async with door.storage.begin(workspace_id) as uow:
        await anonymous.capture(uow, asked.channel_id, ts, asked.text)
    found = await door.asking.look_up(workspace_id, reader, asked.text)
    if found is None:
        return None
    article, revision = found
    return shown.PageView(revision.title, door.views.page_url(article), revision.body_markdown)
