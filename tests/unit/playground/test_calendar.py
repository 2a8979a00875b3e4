"""The playground's calendars: what their owners see and do, how a focus time declines, and a feed from elsewhere."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground import Options, Playground
from bot.playground.calendar import week
from bot.playground.calendar.feed import Feed
from bot.playground.calendar.personal import PersonalCalendar
from bot.playground.errors import Refused
from bot.playground.options import Json
from bot.playground.seed import furnish_calendars, seed
from tests.counterparts.serve import served

WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NO = "This time is kept free for learning."
GUESTS = [
    {"email": "ingrid@x.example", "organizer": True, "responseStatus": "accepted"},
    {"email": "amina@example.com", "self": True, "responseStatus": "needsAction"},
]


def times(begins: str, ends: str) -> Json:
    return {name: {"dateTime": f"2026-11-27T{at}:00+01:00"} for name, at in (("start", begins), ("end", ends))}


@pytest.fixture
def calendar() -> PersonalCalendar:
    made = PersonalCalendar()
    how = {"autoDeclineMode": "declineOnlyNewConflictingInvitations", "declineMessage": NO}
    made.insert({"id": "focus", "eventType": "focusTime", "focusTimeProperties": how, **times("14:00", "16:00")})
    return made


def answer(item: Json) -> tuple[str, str]:
    [mine] = [guest for guest in item["attendees"] if guest.get("self")]
    return mine["responseStatus"], mine.get("comment", "")


def test_an_invitation_into_a_focus_time_is_declined_with_its_message(calendar: PersonalCalendar) -> None:
    assert answer(calendar.add("one", attendees=GUESTS, **times("15:00", "15:30"))) == ("declined", NO)
    assert answer(calendar.add("two", attendees=GUESTS, **times("16:00", "17:00"))) == ("needsAction", ""), "it touches"
    assert answer(calendar.edit("two", **times("15:30", "16:30"))) == ("declined", NO), "moved into it"
    assert answer(calendar.answer("one", "accepted")) == ("accepted", ""), "its owner has the last word"
    assert "attendees" not in calendar.add("own", **times("14:00", "15:00")), "nobody invited anybody"


@pytest.mark.parametrize("mode", ["declineNone", "gone"])
def test_what_declines_nothing_declines_nothing(calendar: PersonalCalendar, mode: str) -> None:
    if mode == "gone":
        calendar.delete("focus")
    else:
        calendar.edit("focus", focusTimeProperties={"autoDeclineMode": mode})
    assert answer(calendar.add("one", attendees=GUESTS, **times("15:00", "15:30"))) == ("needsAction", "")


def test_times_of_a_form_are_those_of_the_persons_wall() -> None:
    said = week.written("2026-11-27", "23:00", "01:00", "Asia/Kolkata")
    assert said["start"]["dateTime"] == "2026-11-27T23:00:00+05:30"
    assert said["end"]["dateTime"] == "2026-11-28T01:00:00+05:30"
    for wrong in (("tomorrow", "14:00", "15:00"), ("2026-11-27", "noon", "15:00"), ("2026-11-27", "14:00", "15:00Z")):
        with pytest.raises(Refused, match="is written as"):
            week.written(*wrong, "UTC")


# --- at the door ----------------------------------------------------------------------------------------------------


class Desk:
    """Lena at the calendar page of a seeded playground."""

    def __init__(self, session: aiohttp.ClientSession, playground: Playground) -> None:
        self._session = session
        self.playground = playground

    async def does(self, method: str, path: str = "", *, by: str = "lena", **body: Any) -> Json:
        url = f"{self.playground.url}/people/{by}/calendar{path}"
        async with self._session.request(method, url, json=body or None) as answer:
            said: Json = await answer.json()
            return said if answer.ok else {"refused": said["error"], "status": answer.status}

    async def sees(self, day: str = "2026-11-27", *, by: str = "lena") -> list[Json]:
        events: list[Json] = (await self.does("GET", f"?week={day}", by=by))["events"]
        return events


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    playground = Playground(Options(port=0, clock=WEDNESDAY.timestamp))
    furnish_calendars(playground.world, playground.calendars, seed(playground.world))
    async with playground, aiohttp.ClientSession() as session:
        yield Desk(session, playground)


async def test_a_week_shows_what_comes_where_its_owner_is(desk: Desk) -> None:
    whole = await desk.does("GET")
    assert (whole["today"], whole["days"][0], whole["zone"]) == ("2026-11-25", "2026-11-23", "Europe/Berlin")
    [call] = [event for event in whole["events"] if "Alpine" in event["title"]]
    assert (call["starts"], call["organizer"], call["answer"]) == ("2026-11-27T14:30", "Tomáš Novák", "accepted")
    [birthday] = [event for event in await desk.sees("2026-12-04") if event["all_day"]]
    assert (birthday["starts"], birthday["shows"]) == ("2026-12-04T00:00", "free")
    assert [e["shows"] for e in await desk.sees("2026-12-04", by="samuel") if e["title"] == "Away"] == ["away"]
    answers = {e["answer"] for name in ("tomas", "yuki") for e in await desk.sees(by=name)}
    assert {"declined", "tentative"} <= answers


async def test_a_meeting_is_added_moved_renamed_answered_and_deleted(desk: Desk) -> None:
    slot = {"day": "2026-11-26", "begins": "10:00", "ends": "11:00"}
    made = await desk.does("POST", title="Numbers", organizer="ingrid", **slot)
    assert (made["organizer"], made["answer"], made["by_app"]) == ("Ingrid Solberg", "needsAction", "")
    moved = await desk.does("PATCH", f"/{made['id']}", title="More numbers", **slot | {"begins": "10:30"})
    assert (moved["title"], moved["starts"]) == ("More numbers", "2026-11-26T10:30")
    assert (await desk.does("PATCH", f"/{made['id']}", answer="tentative"))["answer"] == "tentative"
    assert made["id"] not in {event["id"] for event in await desk.sees(by="ingrid")}
    changes = desk.playground.world.stream.seq
    await desk.does("DELETE", f"/{made['id']}")
    assert desk.playground.world.stream.seq == changes + 1, "the page is told"
    assert made["id"] not in {event["id"] for event in await desk.sees()}
    assert (await desk.does("DELETE", f"/{made['id']}"))["status"] == 404


async def test_what_makes_no_sense_is_refused_in_a_sentence(desk: Desk) -> None:
    slot = {"day": "2026-11-26", "begins": "10:00", "ends": "11:00"}
    assert "title" in (await desk.does("POST", title=" ", **slot))["refused"]
    assert "Nobody here" in (await desk.does("POST", title="x", organizer="nobody", **slot))["refused"]
    assert "written as" in (await desk.does("GET", "?week=soon"))["refused"]
    own = await desk.does("POST", title="Mine", **slot)
    assert "answered with" in (await desk.does("PATCH", f"/{own['id']}", answer="accepted"))["refused"]
    for address in ("http://example.com/a.ics", "https://127.0.0.1/a.ics", "file:///etc/passwd", "http://[", "x"):
        assert "this machine only" in (await desk.does("PUT", "/feed", address=address))["refused"]


# --- a feed ---------------------------------------------------------------------------------------------------------

FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//
BEGIN:VEVENT
UID:block-1
SUMMARY:Learning block
DTSTART:20261127T130000Z
DTEND:20261127T150000Z
RRULE:FREQ=WEEKLY
TRANSP:TRANSPARENT
DESCRIPTION:{}
END:VEVENT
END:VCALENDAR
""".format("long " * 40_000)


async def test_a_feed_is_shown_and_followed(desk: Desk) -> None:
    said = {"text": FEED, "status": 200, "etag": '"1"'}
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.headers.get("If-None-Match", ""))
        if asked[-1] == said["etag"]:
            return web.Response(status=304)
        headers = {"ETag": str(said["etag"]), "Location": "http://example.com/"}
        return web.Response(text=str(said["text"]), status=int(str(said["status"])), headers=headers)

    app = web.Application()
    app.router.add_get("/a.ics", answer)
    async with served(app) as url:
        await desk.does("PUT", "/feed", address=url.replace("http:", "webcal:") + "/a.ics")
        for _ in range(2):
            [block] = [event for event in await desk.sees("2026-12-04") if event["feed"]]
        assert (block["starts"], block["shows"], block["title"]) == ("2026-12-04T14:00", "free", "Learning block")
        assert asked == ["", '"1"']
        assert not [event for event in await desk.sees(by="priya") if event["feed"]], "it is hers alone"
        said |= {"text": FEED.replace("T130000Z", "T140000Z").replace("T150000Z", "T160000Z"), "etag": '"2"'}
        assert [e["starts"][11:] for e in await desk.sees() if e["feed"]] == ["15:00"]
        for status, text, word in ((404, FEED, "404"), (302, FEED, "302"), (200, "<html>", "no calendar")):
            said |= {"status": status, "text": text, "etag": f'"{word}"'}
            whole = await desk.does("GET", "?week=2026-11-27")
            assert word in whole["feed"]["error"]
            assert not [event for event in whole["events"] if event["feed"]]
    assert "does not answer" in (await desk.does("GET"))["feed"]["error"]
    await desk.does("PUT", "/feed", address="")
    assert (await desk.does("GET"))["feed"] is None


async def test_a_feed_on_a_port_that_is_none_is_no_address() -> None:
    with pytest.raises(Refused):
        Feed.at("http://127.0.0.1:99999/a.ics")
