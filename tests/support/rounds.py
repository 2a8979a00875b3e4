"""The rounds of the clock, as often as a scenario needs them that let days pass at once."""

from bot.bootstrap import Thrice
from models.repositories.blocks_due import due_blocks


async def look_after_blocks(thrice: Thrice) -> None:
    """Have everything said of learning blocks that is due.

    A round takes each block one step further (a week before, a day before, its reminder, its end). The clock's own tick
    does what is left twenty seconds later; a scenario that let days pass must not depend on it.
    """
    while True:
        await thrice.rounds.look_after_blocks()
        if not await thrice.storage.in_bulk(lambda bulk: len(due_blocks(bulk.connection, thrice.clock(), limit=1))):
            return
