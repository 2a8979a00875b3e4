"""Accounting: what came of the blocks, counted honestly, for the team in sum and never for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.errors import BotError
from bot.learning_blocks.schedule import WEEK, week_of
from bot.learning_blocks.weeks import NoSuchBlock
from models.blocks import Block
from models.uow import UnitOfWork

FEWEST: Final = 3
"""People whose blocks are summed at the least: the sum of two tells each of them about the other."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of the blocks of a week, in hours. `people`: whose blocks they were."""

    week: date
    people: int = 0
    kept: float = 0.0
    """Hours of blocks that took place when the rule had put them."""
    moved: float = 0.0
    """Hours of blocks that took place at another time."""
    skipped: float = 0.0
    lost: float = 0.0
    """Hours that something else took."""
    unsaid: float = 0.0
    """Hours of which nobody said what became of them."""

    @property
    def planned(self) -> float:
        """All hours that there were for learning."""
        return self.kept + self.moved + self.skipped + self.lost + self.unsaid


def start(block: Block) -> None:
    """Note that a block's owner has begun it."""
    if block.state == "planned":
        block.state = "started"


def end(block: Block) -> bool:
    """Close a block that has ended; return whether its owner had begun it. What nobody said stays `unsaid`."""
    was_started = block.state == "started"
    block.state = "kept" if was_started else "unsaid"
    return was_started


def say(block: Block, *, kept: bool) -> None:
    """Take its owner's word for what came of a block: the last one counts."""
    block.state = "kept" if kept else "lost"


class WrittenAlready(BotError):
    """Another line for a block whose owner has written down what they learned in it."""

    code = "written_already"

    def __init__(self, block: Block) -> None:
        if is_to_be_told(block):
            told = " I could not tell the channel yet: save the same line for the same channel, and I try again."
        else:
            told = " A channel was told." if block.channel else " It stays with you."
        super().__init__(f"You have written down already: “{block.learned}”.{told} Nothing was changed.")


def write_down(block: Block, line: str, channel: str | None) -> None:
    """Note what a block's owner learned in it, once, and which channel is to be told (none: it stays with them).

    A channel was told the first line, and would have to be told that it does not hold: so there is no second one.
    The same again is done again only where the channel could not be told. Raises `WrittenAlready`.
    """
    is_again = is_to_be_told(block) and (block.learned, block.channel) == (line, channel)
    if block.learned is not None and not is_again:
        raise WrittenAlready(block)
    say(block, kept=True)
    block.learned, block.channel = line, channel


def is_to_be_told(block: Block) -> bool:
    """Tell whether a channel was chosen that has not been told yet, as far as we know."""
    return block.channel is not None and block.ts is None


def not_told(block: Block) -> None:
    """Take back a line whose channel refused it, so that its owner can choose again."""
    if is_to_be_told(block):
        block.learned = block.channel = None


async def ended(uow: UnitOfWork, user_id: str, block_id: int) -> Block:
    """Return a block of a member's that took place or could have. Raises `NoSuchBlock`."""
    block = await uow.blocks.get(block_id)
    if block is None or block.user_id != user_id or block.state == "withdrawn":
        raise NoSuchBlock
    if block.state in ("planned", "skipped"):
        raise NoSuchBlock("is not over yet" if block.state == "planned" else "was left out")
    return block


async def weeks_of(uow: UnitOfWork, *, now: datetime, weeks: int) -> list[Kept]:
    """Return the sums of the last weeks, the present one last. Weeks of fewer than three people hold no hours."""
    this_week = week_of(now.date())
    since = this_week - WEEK * (weeks - 1)
    over = [block for block in await uow.blocks.of_weeks(since, this_week + WEEK) if block.ends_at <= now]
    return [summed(since + WEEK * n, (b for b in over if b.week == since + WEEK * n)) for n in range(weeks)]


def summed(week: date, blocks: Iterable[Block]) -> Kept:
    """Return what came of a week's blocks; only the number of people where those are too few to be summed."""
    hours = dict.fromkeys(("kept", "moved", "skipped", "lost", "unsaid"), 0.0)
    people = set()
    for block in blocks:
        came_of_it = "moved" if block.state == "kept" and block.is_moved else block.state
        if came_of_it in hours:
            people.add(block.user_id)
            hours[came_of_it] += (block.ends_at - block.starts_at).total_seconds() / 3600
    if len(people) < FEWEST:
        return Kept(week, len(people))
    return Kept(week, len(people), **hours)
