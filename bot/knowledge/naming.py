"""Naming: what people are called in texts that speak of them."""

from collections.abc import Collection

from bot.knowledge.drafting.slack_text import FORMER_MEMBER
from models.uow import UnitOfWork


async def called(uow: UnitOfWork, user_ids: Collection[str]) -> dict[str, str]:
    """Return the names of those of `user_ids` who are known; whoever was forgotten is a former member."""
    forgotten = await uow.members.forgotten() & set(user_ids)
    return await uow.members.names(user_ids) | dict.fromkeys(forgotten, FORMER_MEMBER)
