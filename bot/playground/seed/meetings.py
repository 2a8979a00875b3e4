"""What stands in the calendars of Northwind Robotics before anybody keeps time for learning."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..calendar.calendars import Calendars
from ..calendar.items import Item
from ..calendar.personal import PersonalCalendar
from ..world.model import Person
from ..world.world import World
from .loading import Seeded

_WEEKS: Final = range(-1, 9)
_EVERY_DAY: Final = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Meeting:
    """What comes every week at the same time, as it is where its organizer is. Guests have said yes, or `said` how."""

    title: str
    by: str
    guests: tuple[str, ...]
    days: tuple[int, ...]
    """Monday is 0."""
    begins: time
    minutes: int
    said: dict[str, str] = field(default_factory=dict)
    """Who answered otherwise, and how."""
    first_week: int = -1
    """0 is this week."""


MEETINGS: Final = (
    Meeting("Morning round", "ingrid", ("tomas", "lena", "noor", "amina"), _EVERY_DAY, time(9, 15), 15),
    Meeting("Engineering stand-up", "samuel", ("joao", "diego", "marcus", "priya"), (0, 2, 4), time(15), 15),
    Meeting("Orders of the week", "lena", ("noor", "tomas"), (0,), time(11), 45),
    Meeting("One to one", "ingrid", ("lena",), (2,), time(16), 30),
    Meeting("Customer call: Alpine Logistics", "tomas", ("lena",), (4,), time(14, 30), 45),
    Meeting("Sensor review", "priya", ("samuel",), (1, 3), time(11, 30), 60),
    Meeting("Demo of a new gripper", "priya", (), (4,), time(14, 30), 30),
    Meeting("Supplier’s webinar", "noor", ("ingrid", "tomas"), (4,), time(15), 60, {"tomas": "declined"}),
    Meeting("Tea and tinkering", "kiri", ("yuki",), (4,), time(14), 60, {"yuki": "tentative"}),
    Meeting("Field reports", "diego", ("marcus", "kiri"), (3,), time(13), 45, {"kiri": "tentative"}),
)


def furnish_calendars(world: World, calendars: Calendars, seeded: Seeded) -> None:
    """Have everybody's calendar hold, when it is first looked at, what its owner has before them."""
    handles = {person.id: handle for handle, person in seeded.people.items()}

    def furnish(person: Person, calendar: PersonalCalendar) -> None:
        handle = handles.get(person.id)
        if handle is not None:
            day = datetime.fromtimestamp(world.now(), UTC).date()
            monday = day - timedelta(days=day.weekday())
            for number, item in enumerate(_items(handle, monday, calendars, seeded)):
                calendar.add(f"seed{number:05d}", **item)

    calendars.furnish = furnish


def _items(handle: str, monday: date, calendars: Calendars, seeded: Seeded) -> Iterator[dict[str, Any]]:
    for meeting in MEETINGS:
        if handle != meeting.by and handle not in meeting.guests:
            continue
        zone = seeded.people[meeting.by].tz
        for week in _WEEKS:
            for day in meeting.days if week >= meeting.first_week else ():
                starts = datetime.combine(monday + timedelta(weeks=week, days=day), meeting.begins, ZoneInfo(zone))
                ends = starts + timedelta(minutes=meeting.minutes)
                yield _times(starts, ends, zone) | _people(meeting, handle, calendars, seeded)
    yield from _days(handle, monday, seeded)


def _people(meeting: Meeting, handle: str, calendars: Calendars, seeded: Seeded) -> Item:
    organizer = seeded.people[meeting.by]
    by: Item = {"email": calendars.address(organizer), "displayName": organizer.real_name}
    guests: list[Item] = [{**by, "organizer": True, "responseStatus": "accepted"}]
    for each in meeting.guests:
        answer = meeting.said.get(each, "accepted")
        guests.append({"email": calendars.address(seeded.people[each]), "responseStatus": answer})
    for name, guest in zip((meeting.by, *meeting.guests), guests, strict=True):
        if name == handle:
            guest["self"] = True
    mine: Item = {"self": True} if handle == meeting.by else {}
    return {"summary": meeting.title, "organizer": by | mine, **({"attendees": guests} if meeting.guests else {})}


def _days(handle: str, monday: date, seeded: Seeded) -> Iterator[dict[str, Any]]:
    """What lasts all day: a birthday takes nobody's time, being away takes all of it."""
    friday = monday + timedelta(days=11)
    if handle in ("lena", "ingrid"):
        yield {
            "summary": "Tomáš’s birthday",
            "eventType": "birthday",
            "transparency": "transparent",
            "start": {"date": friday.isoformat()},
            "end": {"date": (friday + timedelta(days=1)).isoformat()},
        }
    if handle == "samuel":
        zone = seeded.people[handle].tz
        starts = datetime.combine(friday, time(), ZoneInfo(zone))
        yield {"summary": "Away", "eventType": "outOfOffice", **_times(starts, starts + timedelta(days=1), zone)}


def _times(starts: datetime, ends: datetime, zone: str) -> Item:
    return {
        "start": {"dateTime": starts.isoformat(), "timeZone": zone},
        "end": {"dateTime": ends.isoformat(), "timeZone": zone},
    }
