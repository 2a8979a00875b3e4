"""The marks by which a block of ours is known among the events of a calendar."""

from typing import Any, Final

PROPERTY: Final = "X-THRICE-BLOCK"
CATEGORY: Final = "Thrice"
"""Some programs drop properties that they do not know when somebody moves an event; none drops the category."""


def is_ours(event: Any) -> bool:
    """Whether an event is a block of ours."""
    if PROPERTY in event:
        return True
    named = event.get("CATEGORIES")
    listed = named if isinstance(named, list) else [] if named is None else [named]
    return any(str(category).strip() == CATEGORY for each in listed for category in getattr(each, "cats", (each,)))
