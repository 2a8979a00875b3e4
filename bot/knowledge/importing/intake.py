"""Takes in whom and which channels an export names, without overruling what the live app knows better."""

from datetime import datetime

from bot.knowledge.heard import storable
from bot.knowledge.importing.reader import ExportedChannel
from bot.workspaces.members import Profile
from models.channels import Channel
from models.members import Member
from models.uow import UnitOfWork


async def take_channel(uow: UnitOfWork, exported: ExportedChannel, *, as_of: datetime) -> None:
    """Keep a channel as the export has it, with the members of a private one.

    Where Thrice is in the channel, what Slack said there since is left alone. Where it is not, two exports may
    disagree: what either calls private stays private.
    """
    channel = await uow.channels.get(exported.channel_id)
    if channel is None:
        channel = Channel(channel_id=exported.channel_id, is_private=exported.is_private, is_shared=exported.is_shared)
        channel.capturing = True
        uow.add(channel)
    elif channel.joined_at is not None:
        return
    channel.name = storable(exported.name)
    channel.is_private = channel.is_private or exported.is_private
    channel.is_shared = channel.is_shared or exported.is_shared
    await uow.flush()
    newer = channel.members_read_at is None or channel.members_read_at < as_of
    if exported.is_private and newer:
        await uow.channels.set_members(channel, exported.members, at=as_of)


def take_person(uow: UnitOfWork, known: Member | None, profile: Profile, *, as_of: datetime) -> None:
    """Keep what the export says of a person, unless Slack said something later; of the forgotten no name is kept."""
    if known is not None and known.seen_at is not None and known.seen_at >= as_of:
        return
    member = known or Member(user_id=profile.user_id, settings={})
    forgotten = member.forgotten_at is not None
    member.name, member.tz = ("", None) if forgotten else (profile.name, profile.tz)
    member.is_admin, member.is_bot, member.is_guest = profile.is_admin, profile.is_bot, profile.is_guest
    member.is_partner, member.is_deleted = profile.is_partner, profile.is_deleted
    member.seen_at = as_of
    if known is None:
        uow.add(member)
