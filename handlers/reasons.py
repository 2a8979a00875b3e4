"""Reasons: why somebody is shown no page, in words."""

from typing import Final

from bot.ports.chat import Message
from bot.workspaces.audience import reader_of
from handlers.door import Door

_FORGOTTEN: Final = (
    "You asked me to forget you, so I keep nothing of yours and answer no questions. `/thrice search` still finds "
    "pages; `/thrice remember me` comes back."
)
_GUEST: Final = (
    "You are a guest in this workspace. What was asked in public channels is for full members; I can show you only "
    "what was asked in private channels that you and I are both in, and there are none."
)
_PARTNER: Final = "You are from another organisation, and I show pages to members of this workspace only."
_UNKNOWN: Final = "Slack has not told me who you are yet. Please try again in a minute."


async def why_no_pages(
    door: Door, workspace_id: int, user_id: str, *, though_forgotten: bool = False
) -> Message | None:
    """Return why somebody is shown no page; none where they are. `though_forgotten`: an erasure is no reason here."""
    async with door.storage.look(workspace_id) as uow:
        member = await uow.members.get(user_id)
        reads_something = bool((await reader_of(uow, user_id)).audiences)
    if member is not None and member.forgotten_at is not None and not though_forgotten:
        return Message(text=_FORGOTTEN)
    if reads_something:
        return None
    if member is None or member.seen_at is None:
        return Message(text=_UNKNOWN)
    if member.is_guest and not member.is_partner:
        return Message(text=_GUEST)
    return Message(text=_PARTNER)
