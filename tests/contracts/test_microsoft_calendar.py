"""Microsoft 365: blocks are there exactly once, the owner's changes win, and each refusal is what it means."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.config import CalendarSettings
from bot.ports.calendar import BlockEvent, CalendarRefused, CalendarUnavailable, ChangedByOwner, Protection
from bot.providers.calendars import oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.microsoft import MEND, MicrosoftCalendar
from bot.providers.calendars.microsoft_events import common_uid, written
from bot.providers.calendars.wire import Wire
from tests.counterparts.graph_calendar import GraphDouble, graph_double
from tests.support.connections import BERLIN, NOW, OTHER_UID, SINCE, UID, UNTIL, Kept, friday, tokens


@asynccontextmanager
async def connected(
    double: GraphDouble, *, deadline: float = 5, scope: str = "Calendars.ReadWrite", zone: ZoneInfo = BERLIN
) -> AsyncIterator[MicrosoftCalendar]:
    settings = CalendarSettings.model_validate({"THRICE_MICROSOFT_LOGIN_URL": double.url})
    wire = Wire("microsoft", deadline=deadline)
    consent = oauth.OAuth(
        oauth.microsoft(settings), wire, client_id="client-1", client_secret="s3cret", clock=lambda: NOW
    )
    kept = Kept(tokens(*double.authority.let_in(scope)))
    access = Access(wire, kept, consent, mend=MEND, clock=lambda: NOW)
    try:
        yield MicrosoftCalendar(access, api_url=f"{double.url}/v1.0", zone=zone, owner="Amina@example.com")
    finally:
        await wire.close()


@asynccontextmanager
async def microsoft(**options: Any) -> AsyncIterator[tuple[GraphDouble, MicrosoftCalendar]]:
    async with graph_double(**options) as double, connected(double) as calendar:
        yield double, calendar


# --- once ---------------------------------------------------------------------------------------------------------


async def test_a_block_stands_there_as_it_was_meant() -> None:
    async with microsoft() as (double, calendar):
        standing = await calendar.put(friday(), version=None)
        item = double.only()
        assert (standing.uid, standing.starts, standing.ends) == (UID, friday().starts, friday().ends)
        assert standing.starts.tzinfo is BERLIN
        assert (item["showAs"], item["reminderMinutesBeforeStart"]) == ("busy", 10)
        assert item["start"]["dateTime"] == "2026-11-27T13:00:00.0000000"


@pytest.mark.parametrize(
    ("zone", "wall", "fold", "name"),
    [
        ("Europe/Berlin", "2026-11-27T14:00", 0, "W. Europe Standard Time"),
        ("Asia/Kolkata", "2026-11-27T14:00", 0, "India Standard Time"),
        ("Europe/Vienna", "2026-11-27T14:00", 0, "UTC"),
        ("Europe/Berlin", "2026-10-25T02:30", 0, "UTC"),
        ("Europe/Berlin", "2026-10-25T02:30", 1, "UTC"),
        ("Asia/Kathmandu", "2026-11-27T14:00", 0, "Nepal Standard Time"),
    ],
)
async def test_zones_are_written_by_windows_names_or_in_utc(zone: str, wall: str, fold: int, name: str) -> None:
    there = ZoneInfo(zone)
    starts = datetime.fromisoformat(wall).replace(tzinfo=there, fold=fold)
    event = BlockEvent(UID, starts, starts + timedelta(hours=3), "Learning block", "", Protection.FIRM)
    async with graph_double() as double, connected(double, zone=there) as calendar:
        standing = await calendar.put(event, version=None)
        assert standing.starts.utctimetuple() == starts.utctimetuple()
    assert written(event)["start"]["timeZone"] == name


async def test_a_soft_block_is_shown_as_free() -> None:
    async with microsoft() as (double, calendar):
        await calendar.put(friday(protection=Protection.SOFT), version=None)
        assert double.only()["showAs"] == "free"


async def test_making_it_twice_leaves_the_first_as_it_is() -> None:
    async with microsoft() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        assert await calendar.put(friday(16, title="Another"), version=None) == first
        assert double.only()["subject"] == "Learning block"


async def test_a_lost_answer_doubles_nothing() -> None:
    async with microsoft() as (double, calendar):
        double.trouble.loses_the_answer()
        double.trouble.loses_the_answer()
        for _ in range(2):
            with pytest.raises(CalendarUnavailable, match="502"):
                await calendar.put(friday(), version=None)
        await calendar.put(friday(), version=None)
        double.only()


@pytest.mark.parametrize("duplicates", [201, 409])
async def test_many_at_once_are_one_by_their_transaction(duplicates: int) -> None:
    async with microsoft(duplicates=duplicates) as (double, calendar):
        found = await asyncio.gather(*(calendar.put(friday(), version=None) for _ in range(6)))
        assert len([1 for method, _, _ in double.requests if method == "POST"]) > 1, "none waited for another"
        assert len(set(found)) == 1
        double.only()


@pytest.mark.parametrize("duplicates", [201, 409])
async def test_a_block_that_was_deleted_is_made_again_when_asked(duplicates: int) -> None:
    async with microsoft(duplicates=duplicates) as (double, calendar):
        for hour in (14, 15, 16):
            standing = await calendar.put(friday(hour), version=None)
            assert standing.starts.hour == hour
            await calendar.remove(UID, version=standing.version)
            assert double.items == {}


# --- the owner's changes win --------------------------------------------------------------------------------------


async def test_a_change_replaces_the_version_that_was_written() -> None:
    async with microsoft() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        second = await calendar.put(friday(15, protection=Protection.SOFT), version=first.version)
        assert second.version != first.version
        assert (second.starts.hour, double.only()["showAs"]) == (15, "free")
        assert await calendar.put(friday(15, protection=Protection.SOFT), version=first.version) == second


async def test_an_event_that_changes_by_itself_is_no_change_by_its_owner() -> None:
    async with microsoft(restless=True) as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.restless = False
        second = await calendar.put(friday(15), version=first.version)
        assert second.starts.hour == 15


async def test_an_event_that_does_not_keep_still_is_left_for_later() -> None:
    async with microsoft() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.restless = True
        with pytest.raises(CalendarUnavailable, match="keep still"):
            await calendar.put(friday(15), version=first.version)
        with pytest.raises(CalendarUnavailable, match="keep still"):
            await calendar.remove(UID, version=first.version)


@pytest.mark.parametrize(
    "change",
    [
        {"start": {"dateTime": "2026-11-27T09:00:00.0000000", "timeZone": "UTC"}},
        {"subject": "My own name for it"},
        {"showAs": "free"},
        {"bodyPreview": "What I want to learn"},
        {"isReminderOn": False},
    ],
)
async def test_what_its_owner_changed_stays_as_they_have_it(change: dict[str, Any]) -> None:
    async with microsoft() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.edit(double.only(), **change)
        with pytest.raises(ChangedByOwner) as raised:
            await calendar.put(friday(16), version=first.version)
        assert raised.value.standing is not None
        assert raised.value.standing.version == (await calendar.changes(None)).standing[0].version != first.version
        with pytest.raises(ChangedByOwner):
            await calendar.remove(UID, version=first.version)
        double.only()


async def test_what_its_owner_deleted_stays_deleted() -> None:
    async with microsoft() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.delete(double.only())
        with pytest.raises(ChangedByOwner) as raised:
            await calendar.put(friday(16), version=first.version)
        assert raised.value.standing is None
        await calendar.remove(UID, version=first.version)
        await calendar.remove(UID, version=None)
        assert double.items == {}


async def test_changes_are_all_of_our_blocks_and_nothing_else() -> None:
    async with microsoft(page_size=2) as (double, calendar):
        for _ in range(5):
            double.add(**AT)
        await calendar.put(friday(), version=None)
        await calendar.put(friday(10, uid=OTHER_UID), version=None)
        for _ in range(3):
            await calendar.put(friday(9, uid=f"a{len(double.items):031d}"), version=None)
        double.requests.clear()
        found = await calendar.changes("a token of an older version")
        assert found.is_whole
        assert len({standing.uid for standing in found.standing} & {UID, OTHER_UID}) == 2
        assert len(found.standing) == 5
        assert all("Any(ep:" in query["$filter"] for _, _, query in double.requests)


async def test_since_a_token_only_what_changed_is_told() -> None:
    async with microsoft() as (double, calendar):
        await calendar.put(friday(), version=None)
        await calendar.put(friday(10, uid=OTHER_UID), version=None)
        whole = await calendar.changes(None)
        assert whole.is_whole
        nothing = await calendar.changes(whole.token)
        assert (nothing.is_whole, nothing.standing, nothing.gone) == (False, [], [])
        first, second = double.items.values()
        double.edit(first, start={"dateTime": "2026-11-27T09:00:00.0000000", "timeZone": "UTC"})
        double.delete(second)
        since = await calendar.changes(nothing.token)
        assert [(standing.uid, standing.starts.hour) for standing in since.standing] == [(UID, 10)]
        assert since.gone == [OTHER_UID]
        rest = await calendar.changes(since.token)
        assert (rest.standing, rest.gone) == ([], [])


@pytest.mark.parametrize(
    "token", ["", "null", "[]", '{"a": 5}', "{" * 5000, "https://graph.microsoft.com/x?$deltatoken=y"]
)
async def test_a_token_that_never_was_tells_all_there_is(token: str) -> None:
    async with microsoft() as (_, calendar):
        first = await calendar.put(friday(), version=None)
        found = await calendar.changes(token)
        assert (found.is_whole, found.standing) == (True, [first])


async def test_of_a_block_and_its_copy_the_block_is_the_older_one() -> None:
    async with microsoft() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        copy = {key: value for key, value in double.only().items() if key not in ("id", "createdDateTime")}
        start = {"dateTime": "2026-11-27T08:00:00.0000000", "timeZone": "UTC"}
        double.add(**{**copy, "start": start})
        assert (await calendar.changes(None)).standing == [first]
        await calendar.remove(UID, version=first.version)
        assert double.only()["start"] == start


async def test_looking_tells_whose_calendar_it_is_and_writes_nothing() -> None:
    async with microsoft() as (double, calendar):
        seen = await calendar.look()
        assert (seen.name, seen.can_decline) == ("amina@example.com", False)
        assert {method for method, _, _ in double.requests} == {"GET"}
    async with microsoft(can_edit=False) as (_, calendar):
        with pytest.raises(CalendarRefused, match="not write"):
            await calendar.look()


# --- meetings -----------------------------------------------------------------------------------------------------

AT: dict[str, Any] = {
    "start": {"dateTime": "2026-11-27T13:30:00.0000000", "timeZone": "UTC"},
    "end": {"dateTime": "2026-11-27T14:00:00.0000000", "timeZone": "UTC"},
}
DAY: dict[str, Any] = {
    "isAllDay": True,
    "start": {"dateTime": "2026-11-27T00:00:00.0000000", "timeZone": "UTC"},
    "end": {"dateTime": "2026-11-28T00:00:00.0000000", "timeZone": "UTC"},
}


def person(address: str, kind: str = "required") -> dict[str, Any]:
    return {"type": kind, "emailAddress": {"address": address, "name": "Somebody"}}


def invited(response: str) -> dict[str, Any]:
    guests = [person("Amina@example.com"), person("Bo@Example.com"), person("room@example.com", "resource")]
    boss = {"emailAddress": {"address": "Boss@Example.com", "name": "Boss"}}
    return {
        **AT,
        "isOrganizer": False,
        "organizer": boss,
        "attendees": guests,
        "responseStatus": {"response": response},
    }


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (AT, {"is_own": True, "attendees": (), "all_day": False, "is_free": False}),
        (invited("accepted"), {"is_own": False, "organizer": "boss@example.com", "attendees": ("bo@example.com",)}),
        (invited("declined"), {"is_declined": True}),
        (invited("tentativelyAccepted"), {"is_tentative": True, "is_declined": False}),
        (invited("notResponded"), {"is_tentative": False, "is_declined": False}),
        ({**AT, "showAs": "free"}, {"is_free": True}),
        ({**AT, "showAs": "workingElsewhere"}, {"is_free": True}),
        ({**AT, "showAs": "tentative"}, {"is_tentative": True}),
        ({**AT, "showAs": "oof"}, {"is_out_of_office": True, "is_free": False}),
        ({**AT, "showAs": "unknown"}, {"is_free": False}),
        ({**AT, "isCancelled": True}, {"is_cancelled": True}),
        ({**AT, "subject": "Doctor", "sensitivity": "private"}, {"title": None}),
        ({**AT, "subject": "Doctor", "sensitivity": "confidential"}, {"title": None}),
        ({**AT, "subject": "Planning"}, {"title": "Planning"}),
        ({**AT, "end": AT["start"]}, {"is_own": True}),
        (DAY, {"all_day": True, "starts": datetime(2026, 11, 27, tzinfo=BERLIN)}),
    ],
)
async def test_what_else_stands_there_is_judged_rightly(item: dict[str, Any], expected: dict[str, object]) -> None:
    async with microsoft() as (double, calendar):
        double.add(**item)
        (found,) = await calendar.meetings(SINCE, UNTIL)
        assert {name: getattr(found, name) for name in expected} == expected


async def test_our_blocks_are_no_meetings() -> None:
    async with microsoft() as (double, calendar):
        await calendar.put(friday(), version=None)
        assert await calendar.meetings(SINCE, UNTIL) == []
        double.edit(double.only(), singleValueExtendedProperties=[])
        assert await calendar.meetings(SINCE, UNTIL) == [], "by its transaction it is still known"


async def test_pages_are_followed() -> None:
    async with microsoft(page_size=2) as (double, calendar):
        for number in range(7):
            double.add(**AT, subject=str(number))
        assert [meeting.title for meeting in await calendar.meetings(SINCE, UNTIL)] == list("0123456")


@pytest.mark.parametrize(
    ("name", "hour"),
    [
        ("UTC", 14),
        ("tzone://Microsoft/Utc", 14),
        ("W. Europe Standard Time", 13),
        ("Asia/Kolkata", 9),
        ("Eastern Standard Time", 19),
        ("tzone://Microsoft/Custom", 13),
        ("Customized Time Zone", 13),
        (None, 13),
        ("../../etc/passwd", 13),
    ],
)
async def test_zones_are_read_by_either_kind_of_name(name: str | None, hour: int) -> None:
    starts = {"dateTime": "2026-11-27T13:30:00.0000000", "timeZone": name}
    async with microsoft() as (double, calendar):
        double.trouble.says(
            _listed({"id": "a", "start": starts, "end": {**AT["end"], "dateTime": "2026-11-29T00:00:00"}})
        )
        (found,) = await calendar.meetings(SINCE, UNTIL)
        assert (found.starts.hour, found.starts.tzinfo) == (hour, BERLIN)


def _listed(*items: object, **more: object) -> bytes:
    return json.dumps({"value": items, **more}).encode()


async def test_what_cannot_be_read_is_left_out() -> None:
    async with microsoft() as (double, calendar):
        at = {"dateTime": "2026-11-27T13:30:00", "timeZone": "UTC"}
        broken: tuple[object, ...] = (
            7,
            {"id": "a"},
            {"id": "b", "start": "soon", "end": at},
            {"id": "c", "start": at, "end": {"dateTime": "0001-01-01T00:00:00", "timeZone": "UTC"}},
            {"id": "d", "start": {"dateTime": "9999-12-31T23:59:59", "timeZone": "Hawaiian Standard Time"}, "end": at},
            {"id": "e", "start": at, "end": at, "attendees": [None, {"emailAddress": 5}], "organizer": []},
        )
        double.trouble.says(_listed(*broken))
        assert [meeting.uid for meeting in await calendar.meetings(SINCE, UNTIL)] == ["e"]


async def test_no_words_are_fetched_that_are_not_needed() -> None:
    async with microsoft() as (double, calendar):
        await calendar.meetings(SINCE, UNTIL)
        ((_, _, query),) = double.requests
        assert not {"body", "bodyPreview", "location", "onlineMeeting"} & set(query["$select"].split(","))


def test_one_meeting_has_one_uid_in_both_kinds_of_calendar() -> None:
    foreign = b"vCal-Uid\x01\x00\x00\x006ds1nbf1@google.com\x00"
    head, tail = "040000008200E00074C5B7101A82E008", "0" * 32
    wrapped = f"{head}07EA0B1B{tail}{len(foreign).to_bytes(4, 'little').hex()}{foreign.hex()}"
    assert common_uid(wrapped) == "6ds1nbf1@google.com"
    own, instance = f"{head}00000000{tail}{'10000000'}{'AB' * 16}", f"{head}07EA0B1B{tail}{'10000000'}{'AB' * 16}"
    assert common_uid(instance) == common_uid(own) == own
    assert common_uid("6ds1nbf1@google.com") == "6ds1nbf1@google.com"
    assert common_uid(head + "xyz") == head + "xyz"


# --- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "after"),
    [
        (23, 23),
        ("2.128", 2.128),
        ("-5", None),
        ("Fri, 27 Nov 2026 14:00:00 GMT", None),
        ("9" * 6, 86_400),
        ("9" * 40, None),
    ],
)
async def test_being_asked_to_wait_is_waiting(said: object, after: float | None) -> None:
    async with microsoft() as (double, calendar):
        double.trouble.fails(429, "ApplicationThrottled", after=said)
        with pytest.raises(CalendarUnavailable) as raised:
            await calendar.meetings(SINCE, UNTIL)
        assert raised.value.after == after


@pytest.mark.parametrize(
    ("status", "code"),
    [(500, "generalException"), (503, "serviceNotAvailable"), (504, "x"), (412, "ErrorIrresolvableConflict")],
)
async def test_what_the_owner_cannot_mend_does_not_trouble_them(status: int, code: str) -> None:
    async with microsoft() as (double, calendar):
        double.trouble.fails(status, code)
        with pytest.raises(CalendarUnavailable):
            await calendar.changes(None)


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "ErrorAccessDenied"), (404, "MailboxNotEnabledForRESTAPI"), (403, "MailboxNotSupportedForRESTAPI")],
)
async def test_what_the_owner_can_mend_is_a_sentence_for_them(status: int, code: str) -> None:
    async with microsoft() as (double, calendar):
        double.trouble.fails(status, code)
        with pytest.raises(CalendarRefused, match="/thrice focus"):
            await calendar.look()


async def test_a_token_that_ends_early_is_renewed_once() -> None:
    async with microsoft() as (double, calendar):
        double.authority.rotates = True
        double.authority.end_access()
        await calendar.put(friday(), version=None)
        double.only()
        double.authority.take_back()
        with pytest.raises(CalendarRefused, match="Connect it again"):
            await calendar.meetings(SINCE, UNTIL)


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"<html>", b"\xff", b"[" * 50_000, b'{"value": 5}'])
async def test_garbage_breaks_nothing(raw: bytes) -> None:
    async with microsoft() as (double, calendar):
        for call in (calendar.put(friday(), version=None), calendar.changes(None), calendar.meetings(SINCE, UNTIL)):
            double.trouble.says(raw)
            with pytest.raises(CalendarUnavailable):
                await call
        double.trouble.says(b'{"canEdit": true, "owner": 5}')
        assert (await calendar.look()).name == "Microsoft 365"


async def test_a_page_elsewhere_gets_no_token() -> None:
    async with graph_double() as elsewhere, microsoft() as (double, calendar):
        double.trouble.says(_listed(**{"@odata.nextLink": f"{elsewhere.url}/v1.0/me/events"}))
        with pytest.raises(CalendarUnavailable, match="not Graph's"):
            await calendar.meetings(SINCE, UNTIL)
        assert elsewhere.requests == []


async def test_pages_without_end_are_given_up() -> None:
    async with microsoft() as (double, calendar):
        for _ in range(40):
            double.trouble.says(_listed(**{"@odata.nextLink": f"{double.url}/v1.0/me/calendarView?$skip=1"}))
        assert await calendar.meetings(SINCE, UNTIL) == []
        assert len(double.requests) == 20


async def test_a_slow_server_is_not_waited_for() -> None:
    async with graph_double() as double, connected(double, deadline=0.3) as calendar:
        double.trouble.is_slow(5)
        with pytest.raises(CalendarUnavailable, match="TimeoutError"):
            await calendar.meetings(SINCE, UNTIL)
