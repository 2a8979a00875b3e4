"""Work that the rules of learning blocks leave for later; ids only, never anybody's words."""

from typing import ClassVar

from bot.ports.jobs import Job


class PlanBlocks(Job, frozen=True):
    """Plan the next weeks of some members of a workspace."""

    kind: ClassVar[str] = "plan_blocks"
    user_ids: tuple[str, ...]


class RemindOfBlock(Job, frozen=True):
    """Tell a member that their block begins soon, with something worth doing in it."""

    kind: ClassVar[str] = "remind_of_block"
    block_id: int
    sequence: int


class EndBlock(Job, frozen=True):
    """Ask a member what they learned in the block that has ended, and count it."""

    kind: ClassVar[str] = "end_block"
    block_id: int
    sequence: int
