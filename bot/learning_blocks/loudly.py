"""Learning loudly: those who lead are asked first what they learned, since others follow what they tell."""

from datetime import timedelta
from typing import Final

from models.blocks import Block
from models.uow import UnitOfWork

LEADERS_FIRST: Final = timedelta(minutes=3)
"""How much later the others are asked whose blocks end together with a leader's."""


async def leads(uow: UnitOfWork, user_id: str) -> bool:
    """Return whether somebody leads the team's learning: a curator by name, or whoever set the rule."""
    return user_id in await uow.blocks.leaders()


async def waits(uow: UnitOfWork, block: Block) -> bool:
    """Return whether the owner of a block that has ended is asked a little later, since a leader's ended with it."""
    leaders = await uow.blocks.leaders()
    return block.user_id not in leaders and bool(leaders) and await uow.blocks.end_with(block, leaders)
