"""Channels and who is in the private ones: what rules ask of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from models.audience import Reader, channel_is_readable
from models.channels import Channel, ChannelMember
from models.repositories.base import Repository


class ChannelRepository(Repository):
    """Channels and who is in the private ones: what rules ask of them."""

    async def get(self, channel_id: str) -> Channel | None:
        """Return the channel, or none where Thrice has not met it."""
        return await self._session.scalar(select(Channel).where(Channel.channel_id == channel_id))

    async def all(self) -> Sequence[Channel]:
        """Return every channel, by its id."""
        return (await self._session.scalars(select(Channel).order_by(Channel.channel_id))).all()

    async def readable(self, reader: Reader) -> frozenset[str]:
        """Return the channels that `reader` may read now."""
        return frozenset(
            await self._session.scalars(
                select(Channel.channel_id).where(channel_is_readable(reader, Channel.channel_id))
            )
        )

    async def member_ids(self, channel_id: str) -> frozenset[str]:
        """Return who is in the private channel, as far as it was read."""
        found = await self._session.scalars(select(ChannelMember.user_id).where(ChannelMember.channel_id == channel_id))
        return frozenset(found)

    async def private_channels_of(self, user_id: str) -> frozenset[str]:
        """Return the private channels that the person is in, of those that Thrice has not left.

        Slack tells of a private channel's members only whoever is in it: of one that Thrice has left nobody can say
        who still is, so it is hidden. One that only an import knows of was never left, and is as its export says.
        """
        found = await self._session.scalars(
            select(ChannelMember.channel_id)
            .join(
                Channel,
                (Channel.channel_id == ChannelMember.channel_id) & (Channel.workspace_id == ChannelMember.workspace_id),
            )
            .where(ChannelMember.user_id == user_id, Channel.is_private.is_(True), Channel.left_at.is_(None))
        )
        return frozenset(found)

    async def add_member(self, channel_id: str, user_id: str) -> None:
        """Note that the person is in the channel."""
        await self._insert_unless_there(ChannelMember, {"channel_id": channel_id, "user_id": user_id})

    async def remove_member(self, channel_id: str, user_id: str) -> None:
        """Note that the person has left the channel."""
        await self._session.execute(
            delete(ChannelMember).where(ChannelMember.channel_id == channel_id, ChannelMember.user_id == user_id)
        )

    async def without_curator(self, user_id: str) -> None:
        """Leave the channels that a person looked after without a curator."""
        await self._session.execute(update(Channel).where(Channel.curator == user_id).values(curator=None))

    async def set_members(self, channel: Channel, user_ids: Collection[str], *, at: datetime) -> None:
        """Replace what is known of who is in the channel."""
        known = await self.member_ids(channel.channel_id)
        for user_id in known - set(user_ids):
            await self.remove_member(channel.channel_id, user_id)
        self._session.add_all(
            ChannelMember(channel_id=channel.channel_id, user_id=user_id) for user_id in set(user_ids) - known
        )
        channel.members_read_at = at
