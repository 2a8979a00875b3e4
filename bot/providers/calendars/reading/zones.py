"""Time zones of foreign calendars: which of their names we know, and what becomes of the others."""

import re
from datetime import tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from icalendar.timezone.zoneinfo import ZONEINFO

_DEFINITION: Final = re.compile(
    r"^BEGIN:VTIMEZONE\r?$.*?^END:VTIMEZONE\r?\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_NAME: Final = re.compile(r"^TZID[^:\r\n]*:([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_TOO_OFTEN: Final = re.compile(r"^RRULE[^\r\n]*(?:SECOND|MINUTE|HOUR)LY|^RRULE[^\r\n]*BY(?:SECOND|MINUTE|HOUR)=",
                               re.MULTILINE | re.IGNORECASE)  # fmt: skip
_LONGEST_DEFINITION: Final = 64_000


class _Careful(ZONEINFO):
    """Zones by name, where a name that is none is never an error: `TZID=Europe` names a folder of the zone database."""

    def timezone(self, name: str) -> tzinfo | None:
        """Return the zone of that name, or None."""
        return named(name)


def begin_anew() -> None:
    """Forget the zones that earlier objects defined, so that nobody's calendar shifts somebody else's."""
    tzp.use(_Careful())


def named(name: str) -> ZoneInfo | None:
    """Return the zone of a name in the zone database or in Windows; None where it is in neither."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def without_needless_definitions(text: str) -> str:
    """Return an unfolded object without the zone definitions that we do not want to go by.

    Where we know the zone by its name we go by the zone database, which knows the years to come. A zone that changes
    several times a day, or is defined at great length, is there to keep us busy; its times count as floating.
    """
    return _DEFINITION.sub(lambda found: found[0] if _is_wanted(found[0]) else "", text)


def without_definitions(text: str) -> str:
    """Return an unfolded object without any zone definition."""
    return _DEFINITION.sub("", text)


def _is_wanted(definition: str) -> bool:
    if len(definition) > _LONGEST_DEFINITION or _TOO_OFTEN.search(definition):
        return False
    name = _NAME.search(definition)
    return name is not None and named(name[1].strip().strip("/")) is None


def of_floating_times(calendar: Calendar, owner: ZoneInfo) -> ZoneInfo:
    """Return the zone that times without one (or with an unknown one) are meant in: the calendar's, else the owner's.

    X-WR-TIMEZONE says nothing about times in UTC: these mean what they say.
    """
    return named(str(calendar.get("X-WR-TIMEZONE", "")).strip()) or owner
