"""Saving by the shortcut in a message's menu; saving by reaction is an event."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.knowledge import saving
from bot.knowledge.saving import Pointed
from bot.ports.chat import Message
from bot.slack.blockkit import notes
from bot.slack.blockkit.ids import MessageShortcut
from handlers.door import Door
from handlers.replies import answered


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the shortcut."""

    async def on_shortcut(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack()

        async def run() -> Message | None:
            workspace_id = await door.workspace_of(body)
            user_id = str(body["user"]["id"])
            pointed = Pointed(str(body["channel"]["id"]), str(body["message"]["ts"]))
            await door.meet(workspace_id, user_id)
            async with door.storage.begin(workspace_id) as uow:
                anew = not await saving.is_saved_by(uow, pointed, user_id)
                await saving.save(
                    uow,
                    pointed,
                    by=user_id,
                    how="shortcut",
                    at=door.clock(),
                    occasion=str(body.get("trigger_id") or body.get("action_ts")),
                    author=body["message"].get("user"),
                )
            return notes.saved(anew=anew)

        reply = await answered(run)
        if reply is not None and body.get("response_url"):
            await door.respond(body["response_url"], reply)

    app.shortcut(MessageShortcut.SAVE_AS_KNOWLEDGE.value)(on_shortcut)
