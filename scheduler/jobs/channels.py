"""Jobs about channels: finding them, saying that Thrice is here, and reading who is in the private ones."""

from bot.knowledge import audiences
from bot.knowledge.jobs import LookAround, ReadMembers, WelcomeChannel
from bot.ports.chat import ChatRefused
from bot.slack.blockkit import welcome
from bot.workspaces import channels
from bot.workspaces.acquaintance import meet, read_channel
from scheduler.jobs.tools import Tools


async def look_around(tools: Tools, job: LookAround) -> None:
    """Find the channels that Thrice is in, and have those welcomed that it did not know of."""
    try:
        found = await tools.chat.channels(job.workspace_id)
    except ChatRefused:
        return  # removed from the workspace again
    async with tools.storage.begin(job.workspace_id) as uow:
        for channel in found:
            new = await channels.found(
                uow,
                channel.id,
                name=channel.name,
                is_private=channel.is_private,
                is_shared=channel.is_shared,
                at=tools.clock(),
            )
            if new:
                await uow.enqueue(
                    WelcomeChannel(workspace_id=job.workspace_id, channel_id=channel.id, inviter=None),
                    key=f"welcome:found:{channel.id}:{tools.clock().timestamp()}",
                )


async def _read(tools: Tools, workspace_id: int, channel_id: str) -> None:
    await read_channel(tools.storage, tools.chat, workspace_id, channel_id, clock=tools.clock)
    async with tools.storage.begin(workspace_id) as uow:
        await audiences.follow(uow, channel_id, policy=await tools.policy_in(uow), at=tools.clock())


async def welcome_channel(tools: Tools, job: WelcomeChannel) -> None:
    """Read what the channel is and who is in it, then say there, once, that Thrice captures."""
    await _read(tools, job.workspace_id, job.channel_id)
    if job.inviter is not None:
        await meet(tools.storage, tools.chat, job.workspace_id, job.inviter, clock=tools.clock)
    async with tools.storage.look(job.workspace_id) as uow:
        channel = await uow.channels.get(job.channel_id)
        policy = await tools.policy_in(uow)
    joined = channel.joined_at.timestamp() if channel is not None and channel.joined_at is not None else 0
    await tools.chat.post(
        job.workspace_id,
        job.channel_id,
        welcome.message(also_guests=policy.capture_guests and policy.capture_partners),
        key=f"welcome:{job.channel_id}:{joined}",
    )


async def read_members(tools: Tools, job: ReadMembers) -> None:
    """Read again what a channel is and who is in it; one that Thrice may no longer see hides what came from it."""
    try:
        await _read(tools, job.workspace_id, job.channel_id)
    except ChatRefused:
        async with tools.storage.begin(job.workspace_id) as uow:
            channel = await uow.channels.get(job.channel_id)
            if channel is not None and channel.is_private:
                await uow.channels.set_members(channel, (), at=tools.clock())
