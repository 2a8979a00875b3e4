"""Channels: who came and went, and what a channel has become."""

from bot.knowledge import review
from bot.knowledge.jobs import ReadMembers, WelcomeChannel
from bot.workspaces import channels
from handlers.door import Door
from handlers.events.told import Told


async def on_member_joined(door: Door, told: Told) -> None:
    """Thrice, or somebody, came into a channel."""
    event = told.event
    channel, user = str(event.get("channel")), str(event.get("user"))
    async with door.storage.begin(told.workspace_id) as uow:
        if user != told.bot_user_id:
            await channels.member_came(uow, channel, user)
            return
        inviter = event.get("inviter")
        await channels.joined(uow, channel, inviter=inviter, at=door.clock())
        await uow.enqueue(
            WelcomeChannel(workspace_id=told.workspace_id, channel_id=channel, inviter=inviter),
            key=f"welcome:{told.event_id}",
        )


async def on_member_left(door: Door, told: Told) -> None:
    """Thrice, or somebody, left a channel or was removed from it."""
    channel, user = str(told.event.get("channel")), told.event.get("user")
    async with door.storage.begin(told.workspace_id) as uow:
        if user is None or user == told.bot_user_id:
            await channels.left(uow, channel, at=door.clock())
        else:
            await channels.member_went(uow, channel, str(user))
            await review.step_back(uow, str(user), channel, at=door.clock(), occasion=told.event_id)


async def on_channel_gone(door: Door, told: Told) -> None:
    """A channel was archived or deleted, or Thrice was removed from it."""
    async with door.storage.begin(told.workspace_id) as uow:
        await channels.left(uow, str(told.event.get("channel")), at=door.clock())


async def on_channel_changed(door: Door, told: Told) -> None:
    """A channel was renamed, shared or brought back: read again what it is."""
    channel = told.event.get("channel")
    channel_id = str(channel.get("id") if isinstance(channel, dict) else channel)
    async with door.storage.begin(told.workspace_id) as uow:
        if await uow.channels.get(channel_id) is not None:
            await uow.enqueue(
                ReadMembers(workspace_id=told.workspace_id, channel_id=channel_id), key=f"read:{told.event_id}"
            )
