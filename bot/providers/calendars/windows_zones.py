"""Time zones as Microsoft names them (`W. Europe Standard Time`), to and from the names that everybody else uses."""

from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

_ALSO_UTC: Final = frozenset({"utc", "tzone://microsoft/utc", "z", "gmt"})


def read_zone(name: object) -> ZoneInfo | None:
    """Return the zone of a name in either kind; none where it is neither."""
    if not isinstance(name, str):
        return None
    if name.lower() in _ALSO_UTC:
        return ZoneInfo("UTC")
    try:
        return ZoneInfo(_by_windows_name().get(name.lower(), name))
    except (ValueError, OSError, LookupError):
        return None


@cache
def windows_name(zone: ZoneInfo) -> str | None:
    """Return Microsoft's name of a zone, or of one with the very same rules; none where it has none."""
    rules = _rules(zone.key)
    return None if rules is None else _by_rules().get(rules)


@cache
def _by_windows_name() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {windows.lower(): iana for windows, iana in WINDOWS_TO_OLSON.items()}


@cache
def _by_rules() -> dict[bytes, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    # By rules and not by name: the table says Asia/Calcutta, members have Asia/Kolkata, and the two are one.
    return {rules: windows for windows, iana in WINDOWS_TO_OLSON.items() if (rules := _rules(iana)) is not None}


def _rules(key: str) -> bytes | None:
    try:
        return files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes()
    except (OSError, ValueError):
        return None
