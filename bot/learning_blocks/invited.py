"""Invited: what one word of a series is as an invitation to somebody."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.learning_blocks.policy import DESCRIPTION, TITLE
from bot.learning_blocks.series import Series, Word
from bot.ports.invitation import Invitation
from bot.workspaces.local_time import zone_of

_UTC: Final = ZoneInfo("UTC")


def invitation_of(series: Series, word: Word, *, address: str, name: str) -> Invitation:
    """Return the message of a word: the same one for the same word. `series`: what is known once it is there."""
    is_whole = word.instance is None
    starts, ends = (_there(series, moment) for moment in word.shown)
    left_out = sorted(wall for wall, other in series.others.items() if other.in_series) if is_whole else []
    return Invitation(
        method=word.method,
        uid=series.uid,
        sequence=series.sequence,
        address=address,
        name=name,
        starts=starts,
        ends=ends,
        title=TITLE,
        description=DESCRIPTION,
        protection=series.protection,
        sent_at=word.said_at,
        rule=series.rule if is_whole else None,
        left_out=tuple(_wall(series, each) for each in left_out),
        instance=None if word.instance is None else _wall(series, word.instance),
    )


def _wall(series: Series, wall: datetime) -> datetime:
    return wall.replace(tzinfo=zone_of(series.zone))


def _there(series: Series, moment: datetime) -> datetime:
    there = moment.astimezone(zone_of(series.zone))
    # The second of two equal hours has no other name.
    return there if not there.fold else moment.astimezone(_UTC)
