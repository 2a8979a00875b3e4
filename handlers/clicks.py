"""Clicks: what a button carries is parsed once, and whatever comes of it is a sentence for whoever clicked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ports.chat import ChatError, Message
from bot.slack.blockkit.ids import Action
from handlers.door import Door
from handlers.replies import answered


@dataclass(frozen=True)
class Click:
    """Who pressed what, where."""

    workspace_id: int
    user_id: str
    value: str
    channel_id: str
    message_ts: str | None
    response_url: str | None
    trigger_id: str
    view_id: str | None

    @classmethod
    def of(cls, body: dict[str, Any], workspace_id: int) -> "Click":
        """Read an interaction's body."""
        action = (body.get("actions") or [{}])[0]
        picked = action.get("selected_option") or {}
        container = body.get("container") or {}
        return cls(
            workspace_id=workspace_id,
            user_id=str(body["user"]["id"]),
            value=str(action.get("value") or picked.get("value") or ""),
            channel_id=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
            message_ts=container.get("message_ts"),
            response_url=body.get("response_url"),
            trigger_id=str(body.get("trigger_id") or ""),
            view_id=(body.get("view") or {}).get("id"),
        )


React = Callable[[Door, Click], Awaitable[Message | None]]
"""Returns what is said privately to whoever clicked; none where what changed is answer enough."""


def on_click(app: AsyncApp, door: Door, action: Action, react: React, *, replaces: bool = False) -> None:
    """Listen to a button. `replaces`: the answer takes the place of the (private) message that was clicked."""

    async def listener(body: dict[str, Any], ack: AsyncAck) -> None:
        went_well = False

        async def run() -> Message | None:
            nonlocal went_well
            workspace_id = await door.workspace_of(body)
            click = Click.of(body, workspace_id)
            await door.meet(workspace_id, click.user_id)
            reply = await react(door, click)
            went_well = True
            return reply

        reply = await answered(run)
        await ack()
        url = body.get("response_url")
        if reply is not None and url:
            await door.respond(url, reply, replace=replaces and went_well)
        elif reply is not None:
            await tell_in_person(door, body, reply)

    app.action(action.value)(listener)


async def answer_in_place(door: Door, address: str, user: tuple[int, str], reply: Message, *, key: str) -> None:
    """Let a reply take the place of the message whose button opened a window, so that it shows no old state.

    Where there is none, or Slack has forgotten the address by now, it is a direct message to `user`: their workspace
    and id.
    """
    if address:
        try:
            await door.chat.respond(address, reply, replace=True)
        except ChatError:
            pass
        else:
            return
    workspace_id, user_id = user
    await door.chat.direct(workspace_id, user_id, reply, key=key)


async def tell_in_person(door: Door, body: dict[str, Any], reply: Message) -> None:
    """A click in the App Home has no message to answer beside: say it in the direct message."""

    async def run() -> None:
        workspace_id = await door.workspace_of(body)
        await door.chat.direct(workspace_id, str(body["user"]["id"]), reply, key=f"click:{body.get('trigger_id')}")

    # Where that is impossible too there is nobody left to tell; the log knows why.
    await answered(run)
