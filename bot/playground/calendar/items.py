"""Events as Google writes them: their moments, and what they do to somebody's time. Pure."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Item = dict[str, Any]

FOCUS = "focusTime"
_DECLINING = ("declineOnlyNewConflictingInvitations", "declineAllConflictingInvitations")


def moment(said: Any, zone: str) -> datetime:
    """The moment of a `start` or `end`: a day begins at midnight where the calendar is. Raises `ValueError`."""
    try:
        if "date" in said:
            return datetime.fromisoformat(said["date"]).replace(tzinfo=ZoneInfo(zone))
        found = datetime.fromisoformat(said["dateTime"])
        return found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(said.get("timeZone", "UTC")))
    except (KeyError, TypeError, OSError) as error:
        raise ValueError("a time that is none") from error


def overlap(one: Item, other: Item, zone: str) -> bool:
    """Whether two events take some of the same time; touching is not overlapping."""
    return moment(one["start"], zone) < moment(other["end"], zone) and moment(other["start"], zone) < moment(
        one["end"], zone
    )


def declines(item: Item) -> bool:
    """Whether an event declines the invitations that come into its time."""
    mode = item.get("focusTimeProperties", {}).get("autoDeclineMode")
    return item.get("eventType") == FOCUS and item["status"] != "cancelled" and mode in _DECLINING


def own_answer(item: Item) -> Item | None:
    """The line of the calendar's owner among an event's guests; none where it is no invitation."""
    return next((guest for guest in item.get("attendees", ()) if guest.get("self") is True), None)


def answered(item: Item, answer: str, comment: str = "") -> Item:
    """An invitation as it is once its owner has answered it."""
    said = {"responseStatus": answer, **({"comment": comment} if comment else {})}
    rest = ("responseStatus", "comment")
    guests = [
        {**{key: value for key, value in guest.items() if key not in rest}, **said} if guest.get("self") else guest
        for guest in item.get("attendees", ())
    ]
    return {**item, "attendees": guests}
