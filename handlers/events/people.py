"""People: somebody changed, or opened the App Home."""

from bot.learning import learners
from bot.learning_blocks import members as block_members
from bot.learning_blocks import quiet
from bot.slack import reading
from bot.workspaces import members
from bot.workspaces.acquaintance import profile_of
from handlers import home
from handlers.door import Door
from handlers.events.told import Told


async def on_user_change(door: Door, told: Told) -> None:
    """Somebody's name, zone, rights or membership changed."""
    user, at = told.event.get("user") or {}, door.clock()
    async with door.storage.begin(told.workspace_id) as uow:
        if await uow.members.get(str(user.get("id"))) is not None:
            found = reading.member(user, home_team=told.team_id)
            member = await members.met(uow, profile_of(found), at=at)
            await quiet.heard(uow, member.user_id, found.status, at=told.at)
            await learners.follow_zone(uow, member, at=at)
            await block_members.follow(uow, member, policy=door.blocks, at=at)


async def on_home_opened(door: Door, told: Told) -> None:
    """Somebody opened the App Home."""
    if told.event.get("tab", "home") == "home":
        await door.meet(told.workspace_id, str(told.event.get("user")))
        await home.show(door, told.workspace_id, str(told.event.get("user")))
