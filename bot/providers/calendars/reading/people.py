"""Who organises a foreign event, who is invited to it, and what its owner said to the invitation."""

from typing import Any, Final

from icalendar import Event

from bot.providers.calendars.reading.series import as_list

_MOST_ATTENDEES: Final = 100
_LONGEST_ADDRESS: Final = 254


def organizer(event: Event) -> str | None:
    """Return the address of who organises it."""
    return next((found for each in as_list(event.get("ORGANIZER")) if (found := _address(each))), None)


def others(event: Event, owner: frozenset[str]) -> tuple[str, ...]:
    """Return the addresses of who is invited beside the owner."""
    found = {_address(each): None for each in as_list(event.get("ATTENDEE"))}
    return tuple(address for address in found if address and address not in owner)[:_MOST_ATTENDEES]


def reply(event: Event, owner: frozenset[str]) -> str:
    """Return what the owner answered: `ACCEPTED`, `DECLINED`, `TENTATIVE`…; empty where they are not invited."""
    return next(
        (_parameter(each, "PARTSTAT").upper() for each in as_list(event.get("ATTENDEE")) if _address(each) in owner), ""
    )


def is_own(event: Event, owner: frozenset[str]) -> bool:
    """Whether the owner organises it, or nobody is invited."""
    organiser = organizer(event)
    return organiser in owner if organiser else not others(event, owner)


def _address(person: Any) -> str | None:
    """Return an e-mail address; calendars that name people by a number or a path have it in a parameter."""
    said = str(person).strip()
    scheme, _, rest = said.partition(":")
    address = rest if scheme.lower() == "mailto" else _parameter(person, "EMAIL") or said
    address = address.strip().lower()
    return address if "@" in address and len(address) <= _LONGEST_ADDRESS and " " not in address else None


def _parameter(person: Any, name: str) -> str:
    value = getattr(person, "params", {}).get(name, "")
    return str(value[0] if isinstance(value, list) and value else value)
