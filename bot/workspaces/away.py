"""Away: whether somebody's status says that they do not work at the moment, and until when."""

import re
from datetime import UTC, datetime
from typing import Final

from bot.ports.chat import Status

WITHOUT_END: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when somebody is away whose status does not say when it ends."""

_EMOJI: Final = frozenset(
    {"palm_tree", "face_with_thermometer", "beach_with_umbrella", "desert_island", "airplane", "no_entry"}
)
"""Of Slack's own suggestions: "Vacationing" and "Out sick"; and what people take for the same."""
_WORDS = re.compile(
    r"\b(?:vacation\w*|holidays?|on leave|(?:parental|maternity|paternity|sick|annual) leave|out sick|sick"
    r"|o\.?o\.?o|out of (?:the )?office|day off|pto|sabbatical|urlaub|krank|elternzeit|vacances|congés?|vacaciones)\b",
    re.IGNORECASE,
)


def away_until(status: Status | None) -> datetime | None:
    """Return until when a status says that somebody is away; none where it says no such thing."""
    if status is None or not (status.emoji in _EMOJI or _WORDS.search(status.text)):
        return None
    return status.ends_at or WITHOUT_END
