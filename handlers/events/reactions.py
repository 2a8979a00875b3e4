"""Reactions: they save a message, or mark an answer that worked."""

from bot.knowledge import capture, saving
from bot.knowledge.saving import CannotSave, Pointed
from bot.slack.interest import CHECK_MARKS
from handlers.door import Door
from handlers.events.told import Told


async def on_reaction_added(door: Door, told: Told) -> None:
    """A reaction saves a message, or marks an answer that worked."""
    event, item = told.event, told.event.get("item") or {}
    user = event.get("user")
    if item.get("type") != "message" or not isinstance(user, str) or user == told.bot_user_id:
        return
    await door.meet(told.workspace_id, user)
    async with door.storage.begin(told.workspace_id) as uow:
        member = await uow.members.get(user)
        if member is None or member.is_bot:
            return
        policy = await door.policy_in(uow)
        if event.get("reaction") in CHECK_MARKS:
            await capture.mark(uow, item["channel"], item["ts"], by=1, occasion=told.event_id)
        if event.get("reaction") == policy.save_reaction:
            try:
                await saving.save(
                    uow,
                    Pointed(item["channel"], item["ts"]),
                    by=user,
                    how="reaction",
                    at=door.clock(),
                    occasion=told.event_id,
                )
            except CannotSave:
                return  # a reaction is not addressed to Thrice: no receipt is the answer


async def on_reaction_removed(door: Door, told: Told) -> None:
    """A reaction taken back takes back what it did."""
    event, item = told.event, told.event.get("item") or {}
    user = event.get("user")
    if item.get("type") != "message" or not isinstance(user, str) or user == told.bot_user_id:
        return
    async with door.storage.begin(told.workspace_id) as uow:
        policy = await door.policy_in(uow)
        if event.get("reaction") in CHECK_MARKS:
            await capture.mark(uow, item["channel"], item["ts"], by=-1, occasion=told.event_id)
        if event.get("reaction") == policy.save_reaction:
            await saving.take_back(
                uow, Pointed(item["channel"], item["ts"]), by=user, at=door.clock(), occasion=told.event_id
            )
