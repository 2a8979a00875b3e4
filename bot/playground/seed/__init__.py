"""A workspace to begin with: a dozen people, weeks of chatter, and questions that come back in other words."""

from .cast import CHANNELS, PEOPLE, TEAM_DOMAIN, TEAM_NAME, Room, Someone
from .export import write_export
from .loading import Seeded, bring_in_the_app, seed
from .meetings import furnish_calendars
from .steps import TRY_THIS
from .transcript import Said, history

__all__ = [
    "CHANNELS",
    "PEOPLE",
    "TEAM_DOMAIN",
    "TEAM_NAME",
    "TRY_THIS",
    "Room",
    "Said",
    "Seeded",
    "Someone",
    "bring_in_the_app",
    "furnish_calendars",
    "history",
    "seed",
    "write_export",
]
