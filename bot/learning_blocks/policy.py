"""Policy of learning blocks: the rule that holds until a curator sets one."""

from dataclasses import dataclass, field
from typing import Final

from bot.config import BlockSettings
from bot.learning_blocks.schedule import Rule
from bot.workspaces.local_time import parsed_time

TITLE: Final = "Learning block"
DESCRIPTION: Final = "Time to learn, kept free by your team. /thrice focus in Slack moves it, skips it or ends it."
"""What a block is called in calendars."""
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class BlockPolicy:
    """What holds for a workspace's blocks where its curators did not choose otherwise."""

    rule: Rule = field(default_factory=Rule)

    @classmethod
    def of(cls, settings: BlockSettings) -> "BlockPolicy":
        """Return the policy that the process's settings describe."""
        return cls(Rule(DAYS.index(settings.day), parsed_time(settings.time), settings.minutes))
