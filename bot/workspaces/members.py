"""Members: what Slack says of a person is kept as a label and a few facts, and asked again after a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.members import Member
from models.uow import UnitOfWork

FRESH_FOR = timedelta(hours=24)
"""How long Slack's word on a person is believed before it is asked again; `user_change` events come sooner."""


@dataclass(frozen=True)
class Profile:
    """What Slack says of a person."""

    user_id: str
    name: str
    tz: str | None = None
    is_admin: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_partner: bool = False
    is_deleted: bool = False
    away_until: datetime | None = None


def needs_asking(member: Member | None, now: datetime) -> bool:
    """Tell whether Slack should be asked (again) who this is."""
    return member is None or member.seen_at is None or now - member.seen_at > FRESH_FOR


async def met(uow: UnitOfWork, profile: Profile, *, at: datetime) -> Member:
    """Keep what Slack says of a person; of one who was forgotten no name is kept."""
    member = await uow.members.get_or_add(profile.user_id)
    member.name = "" if member.forgotten_at is not None else profile.name
    member.tz = profile.tz if member.forgotten_at is None else None
    member.is_admin, member.is_bot, member.is_guest = profile.is_admin, profile.is_bot, profile.is_guest
    member.is_partner, member.is_deleted = profile.is_partner, profile.is_deleted
    member.away_until = profile.away_until if member.forgotten_at is None else None
    member.seen_at = at
    await uow.flush()
    return member
