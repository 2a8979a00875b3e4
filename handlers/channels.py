"""Switching a channel on and off, by anybody in it."""

from bot.ports.chat import Message
from bot.slack.blockkit import welcome
from bot.workspaces import channels
from handlers.door import Door, Said


async def switch_on(door: Door, said: Said) -> Message:
    """`/thrice on`: capture and answer in this channel again."""
    return await _switch(door, said, capturing=True)


async def switch_off(door: Door, said: Said) -> Message:
    """`/thrice off`: stop capturing and answering in this channel."""
    return await _switch(door, said, capturing=False)


async def _switch(door: Door, said: Said, *, capturing: bool) -> Message:
    async with door.storage.begin(said.workspace_id) as uow:
        changed = await channels.switch(uow, said.channel_id, capturing=capturing, by=said.user_id, at=door.clock())
    await door.look_again()
    return welcome.switched(on=capturing, changed=changed)
