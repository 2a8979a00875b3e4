"""Google Calendar: blocks are there exactly once, the owner's changes win, and each refusal is what it means."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.config import CalendarSettings
from bot.ports.calendar import (
    CalendarRefused,
    CalendarUnavailable,
    ChangedByOwner,
    Protection,
)
from bot.providers.calendars import oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.google import MEND, GoogleCalendar
from bot.providers.calendars.wire import Wire
from tests.counterparts.google_calendar import GoogleDouble, google_double
from tests.support.connections import BERLIN, NOW, OTHER_UID, SINCE, UID, UNTIL, Kept, friday, tokens

ID = f"thrice{UID}"


@asynccontextmanager
async def connected(
    double: GoogleDouble,
    *,
    can_decline: bool = True,
    deadline: float = 5,
    scopes: tuple[str, ...] = oauth.GOOGLE_SCOPES,
    whole: float = 30,
) -> AsyncIterator[GoogleCalendar]:
    settings = CalendarSettings.model_validate({"THRICE_GOOGLE_TOKEN_URL": double.url})
    wire = Wire("google", deadline=deadline)
    consent = oauth.OAuth(oauth.google(settings), wire, client_id="client-1", client_secret="s3cret", clock=lambda: NOW)
    kept = Kept(tokens(*double.authority.let_in(*scopes)))
    access = Access(wire, kept, consent, mend=MEND, clock=lambda: NOW)
    try:
        yield GoogleCalendar(
            access, api_url=f"{double.url}/calendar/v3", zone=BERLIN, can_decline=can_decline, whole=whole
        )
    finally:
        await wire.close()


@asynccontextmanager
async def google(**options: Any) -> AsyncIterator[tuple[GoogleDouble, GoogleCalendar]]:
    async with google_double(**options) as double, connected(double) as calendar:
        yield double, calendar


# --- once ---------------------------------------------------------------------------------------------------------


async def test_a_block_stands_there_as_it_was_meant() -> None:
    async with google() as (double, calendar):
        standing = await calendar.put(friday(), version=None)
        (item,) = double.live()
        assert (standing.uid, standing.starts, standing.ends) == (UID, friday().starts, friday().ends)
        assert item["start"] == {"dateTime": "2026-11-27T14:00:00+01:00", "timeZone": "Europe/Berlin"}
        assert item["reminders"]["overrides"] == [{"method": "popup", "minutes": 10}]
        assert item["transparency"] == "opaque"


async def test_what_people_wrote_becomes_no_link_there() -> None:
    async with google() as (double, calendar):
        words = 'See <a href="https://evil.example">the wiki</a> & more'
        await calendar.put(replace(friday(), description=words), version=None)
        assert (
            double.live()[0]["description"] == 'See &lt;a href="https://evil.example"&gt;the wiki&lt;/a&gt; &amp; more'
        )


async def test_a_soft_block_is_shown_as_free() -> None:
    async with google() as (double, calendar):
        await calendar.put(friday(protection=Protection.SOFT), version=None)
        assert double.live()[0]["transparency"] == "transparent"


async def test_making_it_twice_leaves_the_first_as_it_is() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        assert await calendar.put(friday(16, title="Another"), version=None) == first
        assert [item["summary"] for item in double.live()] == ["Learning block"]


async def test_many_tries_at_once_make_one() -> None:
    async with google() as (double, calendar):
        found = await asyncio.gather(*(calendar.put(friday(), version=None) for _ in range(10)))
        assert len(set(found)) == 1
        assert len(double.live()) == 1


async def test_a_lost_answer_doubles_nothing() -> None:
    async with google() as (double, calendar):
        double.trouble.loses_the_answer()
        with pytest.raises(CalendarUnavailable, match="502"):
            await calendar.put(friday(), version=None)
        await calendar.put(friday(), version=None)
        assert len(double.live()) == 1


async def test_a_lost_answer_to_a_change_is_no_change_by_the_owner() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        await calendar.put(friday(16), version=first.version)
        again = await calendar.put(friday(16), version=first.version)
        assert again.starts.hour == 16
        assert len(double.live()) == 1


async def test_a_block_that_was_deleted_is_made_again_when_asked() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        await calendar.remove(UID, version=first.version)
        assert double.live() == []
        again = await calendar.put(friday(16), version=None)
        assert again.starts.hour == 16
        assert len(double.live()) == 1


# --- the owner's changes win --------------------------------------------------------------------------------------


async def test_a_change_replaces_the_version_that_was_written() -> None:
    async with google() as (_, calendar):
        first = await calendar.put(friday(), version=None)
        second = await calendar.put(friday(15), version=first.version)
        assert second.version != first.version
        assert second.starts.hour == 15


async def test_what_its_owner_moved_stays_where_they_moved_it() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.edit(ID, start={"dateTime": "2026-11-27T09:00:00Z"}, end={"dateTime": "2026-11-27T11:00:00Z"})
        with pytest.raises(ChangedByOwner) as raised:
            await calendar.put(friday(16), version=first.version)
        assert raised.value.standing is not None
        assert raised.value.standing.starts.hour == 10
        with pytest.raises(ChangedByOwner):
            await calendar.remove(UID, version=first.version)
        assert len(double.live()) == 1


async def test_what_its_owner_moves_at_that_very_moment_stays_too() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.after_reading.append(lambda: double.edit(ID, end={"dateTime": "2026-11-27T18:00:00Z"}))
        with pytest.raises(ChangedByOwner) as raised:
            await calendar.put(friday(16), version=first.version)
        assert raised.value.standing is not None
        assert raised.value.standing.ends.hour == 19


async def test_a_series_that_its_owner_makes_of_a_block_is_one_block_and_no_meeting() -> None:
    async with google() as (double, calendar):
        await calendar.put(friday(), version=None)
        double.edit(ID, recurrence=["RRULE:FREQ=WEEKLY"])
        double.add(f"{ID}_20261127T130000Z", **AT, recurringEventId=ID)
        assert await calendar.meetings(SINCE, UNTIL) == []
        assert [standing.uid for standing in (await calendar.changes(None)).standing] == [UID]


async def test_what_its_owner_deleted_stays_deleted() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(), version=None)
        double.delete(ID)
        with pytest.raises(ChangedByOwner) as raised:
            await calendar.put(friday(16), version=first.version)
        assert raised.value.standing is None
        assert double.live() == []


async def test_removing_what_is_not_there_is_no_error() -> None:
    async with google() as (double, calendar):
        await calendar.remove(UID, version=None)
        first = await calendar.put(friday(), version=None)
        double.delete(ID)
        await calendar.remove(UID, version=first.version)
        await calendar.remove(UID, version=None)


# --- focus time ---------------------------------------------------------------------------------------------------


async def test_a_hard_block_declines_only_what_comes_after_it() -> None:
    async with google() as (double, calendar):
        await calendar.put(friday(protection=Protection.HARD), version=None)
        (item,) = double.live()
        assert item["eventType"] == "focusTime"
        assert item["focusTimeProperties"]["autoDeclineMode"] == "declineOnlyNewConflictingInvitations"


async def test_without_focus_time_a_hard_block_is_a_busy_event() -> None:
    async with google(has_focus_time=False) as (double, calendar):
        standing = await calendar.put(friday(protection=Protection.HARD), version=None)
        (item,) = double.live()
        assert (item["eventType"], item["transparency"], item["etag"]) == ("default", "opaque", standing.version)


async def test_a_hard_block_that_turns_firm_declines_no_more() -> None:
    async with google() as (double, calendar):
        first = await calendar.put(friday(protection=Protection.HARD), version=None)
        await calendar.put(friday(protection=Protection.SOFT), version=first.version)
        (item,) = double.live()
        assert item["focusTimeProperties"]["autoDeclineMode"] == "declineNone"


async def test_only_who_was_seen_to_have_focus_time_gets_it() -> None:
    async with google_double() as double, connected(double, can_decline=False) as calendar:
        await calendar.put(friday(protection=Protection.HARD), version=None)
        assert double.live()[0]["eventType"] == "default"


@pytest.mark.parametrize("has_focus_time", [True, False])
async def test_looking_leaves_nothing_behind(*, has_focus_time: bool) -> None:
    async with google(has_focus_time=has_focus_time) as (double, calendar):
        seen = await calendar.look()
        assert seen.can_decline is has_focus_time
        assert seen.name == "amina@example.com"
        assert double.live() == []
        changes = await calendar.changes(None)
        assert (changes.standing, changes.gone) == ([], ())


async def test_a_calendar_that_can_only_be_read_is_refused() -> None:
    async with google(role="reader") as (_, calendar):
        with pytest.raises(CalendarRefused, match="not write"):
            await calendar.look()


# --- syncing ------------------------------------------------------------------------------------------------------


async def test_changes_tell_of_our_blocks_alone() -> None:
    async with google(page_size=2) as (double, calendar):
        for number in range(5):
            double.add(f"meeting{number}", start={"date": "2026-11-27"}, end={"date": "2026-11-28"})
        await calendar.put(friday(), version=None)
        await calendar.put(friday(10, uid=OTHER_UID), version=None)
        whole = await calendar.changes(None)
        assert whole.is_whole
        assert sorted(standing.uid for standing in whole.standing) == sorted([UID, OTHER_UID])
        double.edit(ID, start={"dateTime": "2026-11-27T10:00:00Z"})
        double.delete(f"thrice{OTHER_UID}")
        double.delete("meeting1")
        since = await calendar.changes(whole.token)
        assert not since.is_whole
        assert [(standing.uid, standing.starts.hour) for standing in since.standing] == [(UID, 11)]
        assert since.gone == [OTHER_UID]
        nothing = await calendar.changes(since.token)
        assert (nothing.standing, nothing.gone, nothing.is_whole) == ([], [], False)


async def test_a_token_that_has_ended_means_reading_all() -> None:
    async with google() as (double, calendar):
        await calendar.put(friday(), version=None)
        token = (await calendar.changes(None)).token
        double.forget_old_tokens()
        for ended in (token, "of another calendar"):
            found = await calendar.changes(ended)
            assert found.is_whole
            assert [standing.uid for standing in found.standing] == [UID]


async def test_a_list_without_an_end_is_given_up() -> None:
    async with google(page_size=1) as (double, calendar):
        for number in range(41):
            double.add(f"meeting{number}", start={"date": "2026-11-27"}, end={"date": "2026-11-28"})
        with pytest.raises(CalendarUnavailable, match="without an end"):
            await calendar.changes(None)
        assert len(double.requests) == 40


# --- meetings -----------------------------------------------------------------------------------------------------

AT = {"start": {"dateTime": "2026-11-27T14:30:00+01:00"}, "end": {"dateTime": "2026-11-27T15:00:00+01:00"}}
DAY = {"start": {"date": "2026-11-27"}, "end": {"date": "2026-11-28"}}
BOSS = {"email": "Boss@Example.com"}


def invited(response: str) -> dict[str, Any]:
    people = [{"email": "amina@example.com", "self": True, "responseStatus": response}, BOSS]
    return {**AT, "organizer": BOSS, "attendees": [*people, {"email": "room@example.com", "resource": True}]}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (AT, {"is_own": True, "attendees": (), "all_day": False}),
        (invited("accepted"), {"is_own": False, "organizer": "boss@example.com", "attendees": ("boss@example.com",)}),
        (invited("declined"), {"is_declined": True}),
        (invited("tentative"), {"is_tentative": True, "is_declined": False}),
        (invited("needsAction"), {"is_tentative": False, "is_declined": False}),
        ({**AT, "transparency": "transparent"}, {"is_free": True}),
        ({**AT, "summary": "Doctor", "visibility": "private"}, {"title": None}),
        ({**AT, "summary": "Planning"}, {"title": "Planning"}),
        ({**AT, "status": "tentative"}, {"is_tentative": True}),
        ({**DAY, "eventType": "outOfOffice"}, {"is_out_of_office": True, "all_day": True}),
        ({"start": AT["start"], "end": AT["start"]}, {"is_own": True}),
    ],
)
async def test_what_else_stands_there_is_judged_rightly(item: dict[str, Any], expected: dict[str, object]) -> None:
    async with google() as (double, calendar):
        double.add("meeting1", **item)
        (found,) = await calendar.meetings(SINCE, UNTIL)
        assert {name: getattr(found, name) for name in expected} == expected
        assert found.uid == "meeting1@google.com"


async def test_our_blocks_and_places_of_work_are_no_meetings() -> None:
    async with google() as (double, calendar):
        await calendar.put(friday(), version=None)
        double.add("place1", **DAY, eventType="workingLocation")
        assert await calendar.meetings(SINCE, UNTIL) == []


async def test_a_copy_that_somebody_made_of_a_block_is_their_own_event() -> None:
    async with google() as (double, calendar):
        await calendar.put(friday(), version=None)
        copy = {key: value for key, value in double.items[ID].items() if key not in ("id", "etag", "kind", "iCalUID")}
        double.add("copy1", **copy)
        assert [meeting.title for meeting in await calendar.meetings(SINCE, UNTIL)] == ["Learning block"]
        assert len((await calendar.changes(None)).standing) == 1


async def test_days_begin_at_the_owners_midnight_and_times_are_in_their_zone() -> None:
    async with google() as (double, calendar):
        double.add("day1", **DAY)
        double.add(
            "far1", start={"dateTime": "2026-11-27T09:00:00-05:00"}, end={"dateTime": "2026-11-27T20:45:00+05:45"}
        )
        double.add("wall1", start={"dateTime": "2026-11-27T09:00:00", "timeZone": "America/New_York"}, end=AT["end"])
        day, far, _ = await calendar.meetings(SINCE, UNTIL)
        assert (day.starts.isoformat(), day.ends - day.starts) == ("2026-11-27T00:00:00+01:00", timedelta(days=1))
        assert far.starts.isoformat() == "2026-11-27T15:00:00+01:00"
        assert far.starts.tzinfo is BERLIN


async def test_series_are_expanded_and_pages_followed() -> None:
    async with google(page_size=2) as (double, calendar):
        double.add("series1", **AT, recurrence=["RRULE:FREQ=WEEKLY"])
        for number in range(5):
            double.add(f"series1_2026112{number}", **AT, recurringEventId="series1", iCalUID="series1@google.com")
        found = await calendar.meetings(SINCE, UNTIL)
        assert [meeting.uid for meeting in found] == ["series1@google.com"] * 5


async def test_what_cannot_be_read_is_left_out() -> None:
    async with google() as (double, calendar):
        raw = b'{"kind": "calendar#events", "items": ['
        raw += b'5, {"id": "a"}, {"id": "b", "start": {"dateTime": "soon"}, "end": {"date": "2026-13-45"}},'
        raw += b'{"id": "c", "start": {"date": "9999-12-31"}, "end": {"date": "2026-01-01"}, "attendees": 7},'
        raw += b'{"id": "d", "start": {"dateTime": "0001-01-01T00:00:00+14:00"}, "end": {"date": "2026-11-28"}},'
        raw += b'{"id": "e", "start": {"date": "2026-11-27"}, "end": {"date": "2026-11-28"}, "attendees": [null, {}]}]}'
        double.trouble.says(raw)
        assert [meeting.uid for meeting in await calendar.meetings(SINCE, UNTIL)] == ["e"]


async def test_no_words_are_fetched_that_are_not_needed() -> None:
    async with google() as (double, calendar):
        await calendar.changes(None)
        await calendar.meetings(SINCE, UNTIL)
        for _, query in double.requests:
            assert "description" not in query["fields"]
            assert "location" not in query["fields"]
        assert "summary" not in double.requests[0][1]["fields"]


# --- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (403, "quotaExceeded"), (429, "rateLimitExceeded")],
)
async def test_a_quota_is_waited_for(status: int, reason: str) -> None:
    async with google() as (double, calendar):
        double.trouble.fails(status, reason, after=17)
        with pytest.raises(CalendarUnavailable) as raised:
            await calendar.meetings(SINCE, UNTIL)
        assert raised.value.after == 17
        double.trouble.fails(status, reason)
        with pytest.raises(CalendarUnavailable):
            await calendar.put(friday(protection=Protection.HARD), version=None)
        assert double.live() == []


@pytest.mark.parametrize(
    ("status", "reason"), [(500, "backendError"), (503, "backendError"), (403, "accessNotConfigured")]
)
async def test_what_the_owner_cannot_mend_does_not_trouble_them(status: int, reason: str) -> None:
    async with google() as (double, calendar):
        double.trouble.fails(status, reason)
        with pytest.raises(CalendarUnavailable):
            await calendar.changes(None)


async def test_a_token_that_ends_early_is_renewed_once() -> None:
    async with google() as (double, calendar):
        double.authority.end_access()
        await calendar.put(friday(), version=None)
        assert len(double.live()) == 1
        double.authority.take_back()
        with pytest.raises(CalendarRefused, match="Connect it again"):
            await calendar.meetings(SINCE, UNTIL)


async def test_a_scope_that_is_too_small_is_refused() -> None:
    scope = "https://www.googleapis.com/auth/calendar.events.owned.readonly"
    async with google_double() as double, connected(double, scopes=(scope,)) as calendar:
        with pytest.raises(CalendarRefused):
            await calendar.put(friday(), version=None)


async def test_a_deleted_calendar_is_its_owners_to_mend() -> None:
    async with google(is_there=False) as (_, calendar):
        for call in (calendar.look(), calendar.changes(None), calendar.meetings(SINCE, UNTIL)):
            with pytest.raises(CalendarRefused, match="gone"):
                await call
        with pytest.raises(CalendarRefused, match="gone"):
            await calendar.put(friday(), version=None)


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"<html>", b"\xff", b"[" * 50_000, b'{"items": 5}'])
async def test_garbage_breaks_nothing(raw: bytes) -> None:
    async with google() as (double, calendar):
        for _ in range(2):
            double.trouble.says(raw)
        for call in (calendar.put(friday(), version=None), calendar.changes(None)):
            with pytest.raises((CalendarUnavailable, CalendarRefused)):
                await call
        double.trouble.says(raw)
        with pytest.raises(CalendarUnavailable):
            await calendar.meetings(SINCE, UNTIL)


async def test_an_answer_without_end_in_bytes_or_time_is_given_up() -> None:
    async with google_double() as double, connected(double, deadline=0.3) as calendar:
        double.trouble.says(b" " * 9_000_000)
        with pytest.raises(CalendarUnavailable, match="bytes"):
            await calendar.meetings(SINCE, UNTIL)
        double.trouble.is_slow(5)
        with pytest.raises(CalendarUnavailable, match="TimeoutError"):
            await calendar.meetings(SINCE, UNTIL)


async def test_many_slow_pages_are_given_up_together() -> None:
    async with google_double(page_size=1) as double, connected(double, whole=0.3) as calendar:
        for number in range(40):
            double.add(f"meeting{number}", **AT)
        double.trouble.is_slow(0.1)
        for call in (calendar.changes(None), calendar.meetings(SINCE, UNTIL)):
            with pytest.raises(CalendarUnavailable, match="not done in"):
                await call


async def test_a_redirection_gets_no_token() -> None:
    async with google_double() as elsewhere, google() as (double, calendar):
        double.trouble.redirects(f"{elsewhere.url}/calendar/v3/calendars/primary/events")
        with pytest.raises(CalendarUnavailable, match="302"):
            await calendar.meetings(SINCE, UNTIL)
        assert elsewhere.requests == []


async def test_a_server_that_is_not_there() -> None:
    async with google_double() as double:
        pass
    async with connected(double) as calendar:
        with pytest.raises(CalendarUnavailable, match="ClientConnector"):
            await calendar.meetings(SINCE, UNTIL)
