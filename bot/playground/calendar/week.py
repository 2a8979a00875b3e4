"""A week of somebody's calendar as their wall shows it: days, local times, what each event does to them. Pure."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..errors import Refused
from ..options import Json
from .feed import FeedEvent
from .items import FOCUS, Item, declines, moment, own_answer

NameOf = Callable[[str], str]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def today(now: float, zone: str) -> date:
    """Which day it is where somebody is."""
    return datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).date()


def read_day(text: str) -> date:
    """A day as it is written in addresses and forms. Raises `Refused`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("A day is written as 2026-11-27.") from None


def written(day: str, begins: str, ends: str, zone: str) -> Json:
    """The `start` and `end` of an event by what a form says; one that ends before it begins ends on the next day.

    Raises `Refused`.
    """
    first = read_day(day)
    try:
        starts, until = time.fromisoformat(begins), time.fromisoformat(ends)
    except ValueError:
        raise Refused("A time is written as 14:00.") from None
    if starts.tzinfo is not None or until.tzinfo is not None:
        raise Refused("A time is written as 14:00.")
    last = first if until > starts else first + timedelta(days=1)
    return {
        name: {"dateTime": datetime.combine(on, at, ZoneInfo(zone)).isoformat(), "timeZone": zone}
        for name, on, at in (("start", first, starts), ("end", last, until))
    }


def shown(item: Item, zone: str, *, by_app: str, name_of: NameOf) -> Json:
    """An event of somebody's own calendar. `by_app`: the name of the app that put it there, or ""."""
    mine, organizer = own_answer(item), item["organizer"]
    return {
        "id": item["id"],
        "title": item.get("summary", ""),
        **_times(moment(item["start"], zone), moment(item["end"], zone), zone),
        "all_day": "date" in item["start"],
        "shows": _shows(item),
        "declines": declines(item),
        "answer": mine["responseStatus"] if mine else "",
        "comment": mine.get("comment", "") if mine else "",
        "organizer": "" if organizer.get("self") else name_of(organizer.get("email", "")),
        "tentative": item["status"] == "tentative",
        "by_app": by_app,
        "feed": False,
    }


def shown_of_feed(event: FeedEvent, zone: str) -> Json:
    """An event of a calendar to which somebody subscribed; nothing can be done with it here."""
    return {
        "id": event.id,
        "title": event.title,
        **_times(event.starts, event.ends, zone),
        "all_day": event.all_day,
        "shows": "free" if event.is_free else "busy",
        "declines": False,
        "answer": "",
        "comment": "",
        "organizer": "",
        "tentative": False,
        "by_app": "",
        "feed": True,
    }


def within(items: Iterable[Item], since: datetime, until: datetime, zone: str) -> list[Item]:
    """The events that take some of a stretch of time."""
    return [item for item in items if moment(item["start"], zone) < until and moment(item["end"], zone) > since]


def in_order(events: Iterable[Json]) -> list[Json]:
    """Events by their time; those that last all day come first."""
    return sorted(events, key=lambda event: (event["starts"][:10], not event["all_day"], event["starts"], event["id"]))


def _times(starts: datetime, ends: datetime, zone: str) -> Json:
    there = ZoneInfo(zone)
    return {name: f"{at.astimezone(there):%Y-%m-%dT%H:%M}" for name, at in (("starts", starts), ("ends", ends))}


def _shows(item: Item) -> str:
    kind = item.get("eventType")
    if kind in (FOCUS, "outOfOffice"):
        return "focus" if kind == FOCUS else "away"
    return "free" if item.get("transparency") == "transparent" else "busy"
