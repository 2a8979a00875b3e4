"""Channels: Thrice joins, leaves, is switched on and off, and learns who is in the private ones."""

from collections.abc import Collection
from datetime import datetime

from bot.errors import BotError
from models.channels import Channel
from models.uow import UnitOfWork


class NotHere(BotError):
    """A command about a channel that Thrice is not in."""

    code = "not_here"

    def __init__(self) -> None:
        super().__init__("I am not in this channel, so there is nothing to switch. Invite me with `/invite` first.")


async def joined(uow: UnitOfWork, channel_id: str, *, inviter: str | None, at: datetime) -> Channel:
    """Note that Thrice is in a channel now; whoever invited it is the channel's curator."""
    channel = await uow.channels.get(channel_id)
    if channel is None:
        channel = Channel(channel_id=channel_id, name="", is_private=True, is_shared=False, capturing=True)
        uow.add(channel)
    if not channel.is_joined:
        if channel.left_at is not None:
            # Who was in it when we left may have left it since: until it is read again, nobody is known to be in it.
            await uow.channels.set_members(channel, (), at=at)
        channel.joined_at, channel.left_at = at, None
    if inviter is not None:
        channel.curator = inviter
        uow.audit.note(inviter, "channel.invited_thrice", f"channel:{channel_id}", at=at)
    await uow.flush()
    return channel


async def found(
    uow: UnitOfWork, channel_id: str, *, name: str, is_private: bool, is_shared: bool, at: datetime
) -> bool:
    """Take in a channel that Thrice turns out to be in: it was invited while nothing of it was running.

    Returns whether it was new.
    """
    channel = await uow.channels.get(channel_id)
    if channel is not None and channel.is_joined:
        return False
    await joined(uow, channel_id, inviter=None, at=at)
    await described(uow, channel_id, name=name, is_private=is_private, is_shared=is_shared)
    return True


async def described(
    uow: UnitOfWork, channel_id: str, *, name: str, is_private: bool, is_shared: bool
) -> Channel | None:
    """Keep what Slack says of a channel that Thrice knows."""
    channel = await uow.channels.get(channel_id)
    if channel is not None:
        channel.name, channel.is_private, channel.is_shared = name, is_private, is_shared
    return channel


async def left(uow: UnitOfWork, channel_id: str, *, at: datetime) -> None:
    """Note that Thrice is no longer in a channel, or that the channel is gone. What was captured stays."""
    channel = await uow.channels.get(channel_id)
    if channel is not None and channel.left_at is None:
        channel.left_at = at


async def switch(uow: UnitOfWork, channel_id: str, *, capturing: bool, by: str, at: datetime) -> bool:
    """Switch capturing and answering in a channel on or off; return whether that changed anything.

    Raises `NotHere` where Thrice is not in the channel.
    """
    channel = await uow.channels.get(channel_id)
    if channel is None or not channel.is_joined:
        raise NotHere
    if channel.capturing == capturing:
        return False
    channel.capturing = capturing
    uow.audit.note(by, "channel.on" if capturing else "channel.off", f"channel:{channel_id}", at=at)
    return True


async def member_came(uow: UnitOfWork, channel_id: str, user_id: str) -> None:
    """Note that a person is in a private channel now."""
    channel = await uow.channels.get(channel_id)
    if channel is not None and channel.is_private:
        await uow.channels.add_member(channel_id, user_id)


async def member_went(uow: UnitOfWork, channel_id: str, user_id: str) -> None:
    """Note that a person is no longer in a channel: what was asked there is hidden from them from now on."""
    await uow.channels.remove_member(channel_id, user_id)


async def members_read(uow: UnitOfWork, channel_id: str, user_ids: Collection[str], *, at: datetime) -> None:
    """Replace what is known of who is in a private channel; of public channels nothing is kept."""
    channel = await uow.channels.get(channel_id)
    if channel is not None:
        await uow.channels.set_members(channel, user_ids if channel.is_private else (), at=at)
