"""Acquaintance: asks the chat who somebody is, and what a channel is, when that is not known (any more)."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Final

from bot.clock import Clock
from bot.ports.chat import ChatError, ChatRefused, Listening, MemberInfo
from bot.workspaces import channels, members
from bot.workspaces.audience import NOBODY, Reader, reader_of
from bot.workspaces.away import away_until
from bot.workspaces.members import Profile, needs_asking
from models.uow import Storage

_MOST_INTRODUCED: Final = 20
"""People who are looked up at most for one text: it may mention a whole company."""


def profile_of(info: MemberInfo) -> Profile:
    """Return what the chat says of a person as we keep it."""
    return Profile(
        user_id=info.id,
        name=info.name,
        tz=info.tz,
        is_admin=info.is_admin or info.is_owner,
        is_bot=info.is_bot,
        is_guest=info.is_guest,
        is_partner=info.is_stranger,
        is_deleted=info.deleted,
        away_until=away_until(info.status),
    )


async def meet(storage: Storage, chat: Listening, workspace_id: int, user_id: str, *, clock: Clock) -> None:
    """Make sure that a person is known; a person whom the chat does not know stays unknown, and so is hidden."""
    async with storage.look(workspace_id) as uow:
        if not needs_asking(await uow.members.get(user_id), clock()):
            return
    try:
        info = await chat.user(workspace_id, user_id)
    except ChatRefused:
        return
    async with storage.begin(workspace_id) as uow:
        await members.met(uow, profile_of(info), at=clock())


async def introduce(
    storage: Storage, chat: Listening, workspace_id: int, people: Collection[str], *, clock: Clock, within: float
) -> None:
    """Ask who those of `people` are whom nobody has met here, so that what speaks of them can name them.

    Chatter is not listened to, so a colleague may be spoken of who never spoke where we listen. A name is not worth
    waiting for: whoever the chat does not tell of within so many seconds stays unnamed.
    """
    async with storage.look(workspace_id) as uow:
        strangers = [user_id for user_id in sorted(people) if await uow.members.get(user_id) is None]
    with suppress(ChatError, TimeoutError):
        async with asyncio.timeout(within):
            for user_id in strangers[:_MOST_INTRODUCED]:
                await meet(storage, chat, workspace_id, user_id, clock=clock)


async def reader_unmet(storage: Storage, chat: Listening, workspace_id: int, user_id: str) -> Reader:
    """Return what a person may read, and keep nothing of it: not even that they were here, or when."""
    async with storage.look(workspace_id) as uow:
        member = await uow.members.get(user_id)
        if member is not None and member.seen_at is not None:
            return await reader_of(uow, user_id)
        private = await uow.channels.private_channels_of(user_id)
    try:
        found = profile_of(await chat.user(workspace_id, user_id))
    except ChatRefused:
        return NOBODY
    if found.is_partner or found.is_bot or found.is_deleted:
        return NOBODY
    return Reader(user_id=user_id, reads_public=not found.is_guest, private_channels=private)


async def find_channel(storage: Storage, chat: Listening, workspace_id: int, channel_id: str, *, clock: Clock) -> bool:
    """Make sure that a channel in which something was said is known; return whether it is new to us.

    Slack tells us only of channels that we are in; that we joined it may be told later than what is said there.
    """
    async with storage.look(workspace_id) as uow:
        channel = await uow.channels.get(channel_id)
    # A channel that has no name yet was joined a moment ago: until it is read it counts as private, and what was
    # asked in it would stay so.
    if channel is not None and channel.is_joined and channel.name:
        return False
    try:
        info = await chat.channel(workspace_id, channel_id)
    except ChatRefused:
        return False
    if not info.is_member or info.is_direct:
        return False
    async with storage.begin(workspace_id) as uow:
        new = await channels.found(
            uow, channel_id, name=info.name, is_private=info.is_private, is_shared=info.is_shared, at=clock()
        )
        if not new:
            await channels.described(
                uow, channel_id, name=info.name, is_private=info.is_private, is_shared=info.is_shared
            )
    return new


async def read_channel(storage: Storage, chat: Listening, workspace_id: int, channel_id: str, *, clock: Clock) -> None:
    """Read what a channel is, and who is in it if it is private. Raises the chat's errors."""
    info = await chat.channel(workspace_id, channel_id)
    people = await chat.members(workspace_id, channel_id) if info.is_private else ()
    async with storage.begin(workspace_id) as uow:
        await channels.described(uow, channel_id, name=info.name, is_private=info.is_private, is_shared=info.is_shared)
        await channels.members_read(uow, channel_id, people, at=clock())
