"""Who may read what: finds the `Reader` that stands for a person, from facts as they are now."""

from models.audience import NOBODY, PUBLIC, Reader, channel_reader
from models.channels import Channel
from models.members import Member
from models.uow import UnitOfWork

__all__ = ["NOBODY", "PUBLIC", "Reader", "audience_of", "channel_reader", "reader_of"]


def audience_of(channel: Channel) -> str:
    """Return the audience of what is asked in a channel: all public channels are one, a private one its own."""
    return channel.channel_id if channel.is_private else PUBLIC


def may_read_anything(member: Member | None) -> bool:
    """Tell whether the person is a full member; guests, partners, bots and the unknown read nothing public."""
    return member is not None and not member.is_guest and _is_of_this_workspace(member)


def _is_of_this_workspace(member: Member) -> bool:
    return not (member.is_partner or member.is_bot or member.is_deleted or member.seen_at is None)


async def reader_of(uow: UnitOfWork, user_id: str) -> Reader:
    """Return what the person may read now; a guest, that is what belongs to the private channels they are in.

    All public channels are one audience, and guests are in a few of them only: that audience is not theirs.
    """
    member = await uow.members.get(user_id)
    if member is None or not _is_of_this_workspace(member):
        return NOBODY
    private = await uow.channels.private_channels_of(user_id)
    return Reader(user_id=user_id, reads_public=not member.is_guest, private_channels=private)
