"""Messages: what was said, edited, deleted, or said to Thrice."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.knowledge import capture, following
from bot.knowledge.heard import Heard
from bot.knowledge.jobs import ReadThread, WelcomeChannel
from bot.slack.interest import CONVERSIONS
from bot.slack.reading import is_direct_message
from bot.workspaces.acquaintance import find_channel
from handlers import asking
from handlers.asking import Addressed
from handlers.door import Door
from handlers.events.rooms import on_channel_changed
from handlers.events.told import Told

_LATE = timedelta(seconds=5)
"""How late a question's event may come before its thread is read for replies that overtook it."""

_SPOKEN = (None, "thread_broadcast", "file_share", "me_message")


async def on_message(door: Door, told: Told) -> None:
    """A message was said, edited or deleted."""
    event = told.event
    subtype = event.get("subtype")
    if subtype in CONVERSIONS:
        await on_channel_changed(door, told)
    elif subtype == "message_changed":
        await _edited(door, told, event.get("message") or {})
    elif subtype == "message_deleted":
        await _deleted(door, told, str(event.get("deleted_ts")))
    elif subtype in _SPOKEN and isinstance(event.get("user"), str) and not event.get("bot_id"):
        await door.meet(told.workspace_id, event["user"])
        if is_direct_message(event):
            await _asked_directly(door, told)
        elif event.get("channel_type") != "mpim":
            await _heard(door, told)
        elif f"<@{told.bot_user_id}>" in (event.get("text") or ""):
            await asking.answer_a_mention(door, _addressed(told))


async def _heard(door: Door, told: Told) -> None:
    event = told.event
    heard = Heard(
        channel_id=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or event["ts"],
        author=event["user"],
        text=event.get("text") or "",
    )
    new = await find_channel(door.storage, door.chat, told.workspace_id, heard.channel_id, clock=door.clock)
    async with door.storage.begin(told.workspace_id) as uow:
        if new:
            await uow.enqueue(
                WelcomeChannel(workspace_id=told.workspace_id, channel_id=heard.channel_id, inviter=None),
                key=f"welcome:found:{told.event_id}",
            )
        question = await capture.hear(uow, heard, await door.policy_in(uow))
        if question is not None and door.clock() - heard.at > _LATE:
            # Slack tries again after minutes where we were not there: people may have answered meanwhile.
            await uow.enqueue(
                ReadThread(workspace_id=told.workspace_id, channel_id=heard.channel_id, thread_ts=heard.thread_ts),
                key=f"thread:{heard.channel_id}:{heard.ts}",
            )


async def _asked_directly(door: Door, told: Told) -> None:
    event = told.event
    if event["user"] == told.bot_user_id:
        return
    await asking.answer_in_person(door, _addressed(told))


async def _edited(door: Door, told: Told, message: Mapping[str, Any]) -> None:
    channel, ts = str(told.event.get("channel")), str(message.get("ts"))
    if message.get("subtype") == "tombstone":
        await _deleted(door, told, ts)
        return
    async with door.storage.begin(told.workspace_id) as uow:
        await following.edited(
            uow,
            channel,
            ts,
            message.get("text") or "",
            policy=await door.policy_in(uow),
            at=door.clock(),
            occasion=told.event_id,
        )


async def _deleted(door: Door, told: Told, ts: str) -> None:
    async with door.storage.begin(told.workspace_id) as uow:
        await following.deleted(
            uow,
            str(told.event.get("channel")),
            ts,
            policy=await door.policy_in(uow),
            at=door.clock(),
            occasion=told.event_id,
        )


async def on_mention(door: Door, told: Told) -> None:
    """Somebody addressed Thrice in a channel: they get an answer or a reason."""
    event = told.event
    if not isinstance(event.get("user"), str) or event.get("bot_id"):
        return
    await door.meet(told.workspace_id, event["user"])
    if "edited" not in event:
        # Slack tells of the message as well, perhaps later: whether it is a question must be known by now.
        await _heard(door, told)
    await asking.answer_a_mention(door, _addressed(told))


def _addressed(told: Told) -> Addressed:
    event = told.event
    return Addressed(
        workspace_id=told.workspace_id,
        user_id=event["user"],
        text=event.get("text") or "",
        channel_id=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        edited="edited" in event,
    )
