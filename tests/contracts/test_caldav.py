"""CalDAV in particular: how a calendar is found, what is written into it, and what servers do that keep to less."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from icalendar import Calendar as Parsed

from bot.ports.calendar import (
    BlockEvent,
    CalendarRefused,
    CalendarUnavailable,
    ChangedByOwner,
    Protection,
)
from bot.providers.calendars.caldav import Account, CalDavCalendar
from bot.providers.calendars.dav.client import Dav
from tests.counterparts.dav_calendar import NOW, DavCalendar, dav_calendar
from tests.counterparts.dav_servers import PASSWORD, SERVERS, USER
from tests.counterparts.serve import served
from tests.support.calendars import BERLIN, a_meeting

UID = "0123456789abcdefv0123456789abcde"
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=BERLIN)
HOUR = timedelta(hours=1)
BLOCK = BlockEvent(UID, FRIDAY, FRIDAY + 2 * HOUR, "Learning block", "Three cards are due.", Protection.FIRM)


@pytest.fixture(params=SERVERS)
async def bos(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DavCalendar]:
    async with dav_calendar(request.param)(tmp_path) as made:
        yield made


@pytest.fixture
async def radicale(tmp_path: Path) -> AsyncIterator[DavCalendar]:
    async with dav_calendar("radicale")(tmp_path) as made:
        yield made


# --- finding it ---------------------------------------------------------------------------------------------------


async def test_a_calendar_is_found_from_the_address_of_its_server(bos: DavCalendar) -> None:
    found = await bos.connect().found()
    assert found.calendar == f"{bos.gate.url}{bos.server.calendar}".replace("@", "%40") or (
        found.calendar == f"{bos.gate.url}{bos.server.calendar}"
    )
    assert PASSWORD not in repr(found)


async def test_a_calendar_is_found_at_its_own_address(bos: DavCalendar) -> None:
    calendar = bos.connect(address=f"{bos.gate.url}{bos.server.calendar}".rstrip("/"))
    await calendar.put(BLOCK, version=None)
    assert len(await bos.blocks()) == 1


async def test_what_was_found_is_not_looked_for_again(bos: DavCalendar) -> None:
    account = await bos.connect().found()
    calendar = CalDavCalendar(account, zone=BERLIN, reader=bos.reader, clock=lambda: NOW, allow_http=True)
    bos.gate.seen.clear()
    await calendar.put(BLOCK, version=None)
    assert [method for method, _ in bos.gate.seen] == ["REPORT", "PUT"]


async def test_what_was_looked_at_is_found_already(radicale: DavCalendar) -> None:
    calendar = radicale.connect()
    await calendar.look()
    radicale.gate.seen.clear()
    assert (await calendar.found()).calendar is not None
    assert radicale.gate.seen == []


async def test_a_list_for_tasks_is_no_calendar(radicale: DavCalendar) -> None:
    assert (await radicale.connect().look()).name == "Work"


async def test_a_server_that_says_where_its_calendars_are_is_asked_there(radicale: DavCalendar) -> None:
    def nothing_at_the_root(request: web.Request, _: bytes) -> web.StreamResponse | None:
        if request.path == "/":
            return web.Response(status=405)
        if request.path == "/.well-known/caldav":
            return web.Response(status=301, headers={"Location": f"/{USER}/"})
        return None

    radicale.gate.refuses = nothing_at_the_root
    assert (await radicale.connect().look()).name == "Work"


async def test_a_wrong_password_is_told_by_a_server_that_asks_for_one(radicale: DavCalendar) -> None:
    for ask in (lambda it: it.look(), lambda it: it.put(BLOCK, version=None), lambda it: it.changes(None)):
        with pytest.raises(CalendarRefused, match="app password"):
            await ask(radicale.connect(password="wrong"))


async def test_a_name_with_a_colon_is_refused() -> None:
    with pytest.raises(CalendarRefused):
        Dav("a:b", "c", allow_http=True, deadline=1)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(text="<html>Hello</html>", content_type="text/html"),
        lambda: web.Response(status=404),
        lambda: web.Response(status=405),
        lambda: web.Response(status=207, body=b"<d:multistatus xmlns:d='DAV:'/>", content_type="application/xml"),
    ],
)
async def test_what_is_no_calendar_server_is_refused_with_a_sentence(
    radicale: DavCalendar, answer: Callable[[], web.Response]
) -> None:
    radicale.gate.refuses = lambda _request, _body: answer()
    with pytest.raises(CalendarRefused, match=r"no calendar (server|for events) at this address"):
        await radicale.connect().look()


async def test_a_calendar_that_can_only_be_read_is_refused(radicale: DavCalendar) -> None:
    def without_writing(
        _request: web.Request, status: int, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        return status, headers, re.sub(rb"<(\w+:)?(write|all|bind|write-content)\s*/>", b"", body)

    radicale.gate.changes = without_writing
    for address in ("", f"{radicale.gate.url}{radicale.server.calendar}"):
        with pytest.raises(CalendarRefused, match="not written to"):
            await radicale.connect(address=address).look()


@pytest.mark.parametrize("may_write", [True, False])
async def test_where_a_server_tells_no_rights_writing_is_tried(radicale: DavCalendar, *, may_write: bool) -> None:
    def without_rights(
        _request: web.Request, status: int, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        return status, headers, body.replace(b"current-user-privilege-set", b"something-else")

    radicale.gate.changes = without_rights
    if not may_write:
        radicale.gate.fails(403, method="PUT")
        with pytest.raises(CalendarRefused, match="does not allow"):
            await radicale.connect().look()
    else:
        assert (await radicale.connect().look()).name == "Work"
        assert "PUT" in [method for method, _ in radicale.gate.seen]
    assert await radicale.names() == []


# --- being led elsewhere ------------------------------------------------------------------------------------------


async def test_a_password_goes_to_no_other_server(radicale: DavCalendar) -> None:
    asked: list[str] = []

    async def listens(request: web.Request) -> web.Response:
        asked.append(request.headers.get("Authorization", ""))
        return web.Response(status=404)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", listens)
    async with served(app) as elsewhere:
        other = elsewhere.replace("127.0.0.1", "localhost")
        radicale.gate.fails(302, headers={"Location": f"{other}/dav/"})
        with pytest.raises(CalendarRefused, match="points to another one, localhost"):
            await radicale.connect().look()
        principal = f"<d:current-user-principal xmlns:d='DAV:'><d:href>{other}/me/</d:href></d:current-user-principal>"
        said = (
            "<d:multistatus xmlns:d='DAV:'><d:response><d:href>/</d:href><d:propstat><d:prop>"
            f"{principal}</d:prop></d:propstat></d:response></d:multistatus>"
        )
        radicale.gate.says(said.encode())
        with pytest.raises(CalendarRefused, match="points to another one, localhost"):
            await radicale.connect().look()
    assert asked == []


async def test_a_server_that_leads_in_a_circle_may_be_tried_later(radicale: DavCalendar) -> None:
    radicale.gate.fails(301, headers={"Location": "/again/"})
    with pytest.raises(CalendarUnavailable, match="redirection"):
        await radicale.connect().look()


async def test_without_leave_neither_http_nor_this_machine_is_asked(radicale: DavCalendar) -> None:
    for address in (radicale.gate.url, radicale.gate.url.replace("http:", "https:"), "https://localhost/dav/"):
        account = Account(address, USER, PASSWORD)
        calendar = CalDavCalendar(account, zone=BERLIN, reader=radicale.reader, clock=lambda: NOW)
        with pytest.raises(CalendarRefused):
            await calendar.look()
    assert radicale.gate.seen == []


async def test_a_name_that_leads_to_this_machine_is_not_asked(radicale: DavCalendar) -> None:
    account = Account("https://ip6-localhost:1/", USER, PASSWORD)
    calendar = CalDavCalendar(account, zone=BERLIN, reader=radicale.reader, clock=lambda: NOW)
    with pytest.raises(CalendarUnavailable):
        await calendar.look()


async def test_nobody_listening_may_be_tried_later(radicale: DavCalendar) -> None:
    with pytest.raises(CalendarUnavailable):
        await radicale.connect(address="http://127.0.0.1:1/").look()


# --- what is written ----------------------------------------------------------------------------------------------


async def test_a_block_is_one_event_with_zone_and_alarm(bos: DavCalendar) -> None:
    await bos.connect().put(replace(BLOCK, title="Learn,\nand; rest", remind_minutes=15), version=None)
    calendar = Parsed.from_ical(await bos.text(UID))
    (event,) = calendar.walk("VEVENT")
    assert (str(event["UID"]), str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (
        UID, "Learn, and; rest", "Three cards are due."
    )  # fmt: skip
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(minutes=15)
    assert (event["SEQUENCE"], event["DTSTAMP"].dt) == (0, NOW)
    assert "RRULE" not in event


@pytest.mark.parametrize(
    ("protection", "shown"),
    [(Protection.SOFT, "TRANSPARENT"), (Protection.FIRM, "OPAQUE"), (Protection.HARD, "OPAQUE")],
)
async def test_a_soft_block_is_shown_as_free(radicale: DavCalendar, protection: Protection, shown: str) -> None:
    await radicale.connect().put(replace(BLOCK, protection=protection), version=None)
    (event,) = Parsed.from_ical(await radicale.text(UID)).walk("VEVENT")
    assert event["TRANSP"] == shown


async def test_a_change_has_a_higher_number(radicale: DavCalendar) -> None:
    first = await radicale.connect().put(BLOCK, version=None)
    await radicale.connect().put(replace(BLOCK, title="Another"), version=first.version)
    (event,) = Parsed.from_ical(await radicale.text(UID)).walk("VEVENT")
    assert event["SEQUENCE"] > 0


@pytest.mark.parametrize("uid", ["../../etc/passwd", "short", "ABCDEFABCDEFABCDEF", "x" * 30, f"{UID}/", f"{UID}\n"])
async def test_a_name_that_is_none_of_ours_is_never_asked_for(radicale: DavCalendar, uid: str) -> None:
    for ask in (
        radicale.connect().put(replace(BLOCK, uid=uid), version=None),
        radicale.connect().remove(uid, version=None),
    ):
        with pytest.raises(ValueError, match="uid"):
            await ask


# --- what owners do -----------------------------------------------------------------------------------------------


async def test_a_block_that_its_owner_cancelled_is_gone_and_may_be_made_again(bos: DavCalendar) -> None:
    await bos.connect().put(BLOCK, version=None)
    token = (await bos.connect().changes(None)).token
    await bos.puts(UID, (await bos.text(UID)).replace("TRANSP:OPAQUE", "TRANSP:OPAQUE\r\nSTATUS:CANCELLED"))
    assert list((await bos.connect().changes(token)).gone) == [UID]
    assert list((await bos.connect().changes(None)).standing) == []
    again = await bos.connect().put(BLOCK, version=None)
    assert list((await bos.connect().changes(None)).standing) == [again]


async def test_a_title_that_its_owner_gave_is_a_change_of_theirs(bos: DavCalendar) -> None:
    first = await bos.connect().put(BLOCK, version=None)
    await bos.puts(UID, (await bos.text(UID)).replace("SUMMARY:Learning block", "SUMMARY:Mine"))
    with pytest.raises(ChangedByOwner):
        await bos.connect().put(BLOCK, version=first.version)
    assert "SUMMARY:Mine" in await bos.text(UID)


async def test_a_block_without_the_property_is_known_by_its_category(bos: DavCalendar) -> None:
    await bos.connect().put(BLOCK, version=None)
    await bos.puts(UID, re.sub("X-THRICE-BLOCK.*\r\n", "", await bos.text(UID)))
    assert [each.uid for each in (await bos.connect().changes(None)).standing] == [UID]
    assert await bos.connect().meetings(FRIDAY, FRIDAY + HOUR) == []


async def test_a_poisoned_block_is_gone_and_hangs_nothing(bos: DavCalendar) -> None:
    await bos.connect().put(BLOCK, version=None)
    text = re.sub("DTSTART[^\r]*", "DTSTART:tomorrow", await bos.text(UID))
    bos.gate.changes = lambda _request, status, headers, body: (
        status, headers, re.sub(b"DTSTART;[^\r\n&]*", b"DTSTART:tomorrow", body),
    )  # fmt: skip
    assert "tomorrow" in text
    assert list((await bos.connect().changes(None)).standing) == []


# --- what others put there ----------------------------------------------------------------------------------------


async def test_a_poisoned_meeting_leaves_the_others(bos: DavCalendar) -> None:
    await bos.adds("good@example.com", "Plan", FRIDAY, FRIDAY + HOUR)
    await bos.adds("bad@example.com", "Poison", FRIDAY, FRIDAY + HOUR, weekly=True)
    bos.gate.changes = lambda _request, status, headers, body: (
        status, headers, body.replace(b"FREQ=WEEKLY", b"FREQ=SECONDLY"),
    )  # fmt: skip
    assert [each.title for each in await bos.connect().meetings(FRIDAY, FRIDAY + HOUR)] == ["Plan"]


async def test_a_meeting_that_is_too_large_leaves_the_others(bos: DavCalendar) -> None:
    await bos.adds("good@example.com", "Plan", FRIDAY, FRIDAY + HOUR)
    times = ("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H")
    await bos.puts("large", a_meeting(*times, "SUMMARY:Large", "DESCRIPTION:" + "x" * 1_100_000, uid="large"))
    assert [each.title for each in await bos.connect().meetings(FRIDAY, FRIDAY + HOUR)] == ["Plan"]


async def test_days_and_floating_times_are_the_owners_at_the_edges_of_the_window(bos: DavCalendar) -> None:
    await bos.puts("day", a_meeting("DTSTART;VALUE=DATE:20261128", "SUMMARY:Day", uid="day"))
    await bos.puts("night", a_meeting("DTSTART:20261128T003000", "DURATION:PT15M", "SUMMARY:Night", uid="night"))
    midnight = datetime(2026, 11, 28, 0, 0, tzinfo=BERLIN)
    found = await bos.connect().meetings(midnight, midnight + HOUR)
    assert {each.title for each in found} == {"Day", "Night"}
    assert await bos.connect().meetings(midnight - HOUR, midnight) == []


async def test_who_is_asked_by_their_address_has_declined_for_themselves(bos: DavCalendar) -> None:
    lines = ("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H", "ORGANIZER:mailto:amina@example.com")
    declined = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{USER}"
    await bos.puts("m", a_meeting(*lines, declined, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@example.com", uid="m"))
    (found,) = await bos.connect().meetings(FRIDAY, FRIDAY + HOUR)
    assert found.is_declined
    assert not found.is_own
    assert found.attendees == ("c@example.com",)


def _refusing(report: bytes, status: int) -> Callable[[web.Request, bytes], web.StreamResponse | None]:
    return lambda _request, body: web.Response(status=status) if report in body else None


# --- servers that keep to less ------------------------------------------------------------------------------------


async def test_a_server_that_does_not_tell_the_version_it_stored_is_asked_for_it(bos: DavCalendar) -> None:
    bos.gate.changes = lambda request, status, headers, body: (
        status, {name: value for name, value in headers.items() if request.method != "PUT" or name.lower() != "etag"},
        body,
    )  # fmt: skip
    first = await bos.connect().put(BLOCK, version=None)
    second = await bos.connect().put(replace(BLOCK, title="Another"), version=first.version)
    assert second.version != first.version


async def test_a_proxy_that_weakens_versions_makes_no_change_of_the_owner(bos: DavCalendar) -> None:
    bos.gate.changes = lambda _request, status, headers, body: (
        status, {name: f"W/{value}" if name.lower() == "etag" else value for name, value in headers.items()},
        re.sub(b"(getetag>)(&quot;|\")", b"\\1W/\\2", body),
    )  # fmt: skip
    first = await bos.connect().put(BLOCK, version=None)
    await bos.connect().put(replace(BLOCK, title="Another"), version=first.version)
    (told,) = (await bos.connect().changes(None)).standing
    await bos.connect().remove(UID, version=told.version)
    assert await bos.blocks() == []


async def test_a_server_without_sync_tokens_is_asked_for_everything(bos: DavCalendar) -> None:
    first = await bos.connect().put(BLOCK, version=None)
    await bos.adds("foreign@example.com", "Plan", FRIDAY, FRIDAY + HOUR)
    for status in (400, 403, 405, 415, 500, 501):
        bos.gate.refuses = _refusing(b"sync-collection", status)
        for token in (None, "http://example.com/sync/1"):
            changes = await bos.connect().changes(token)
            assert (changes.is_whole, changes.token, list(changes.standing)) == (True, None, [first]), status


async def test_a_token_that_ended_is_told_in_many_ways(radicale: DavCalendar) -> None:
    first = await radicale.connect().put(BLOCK, version=None)
    token = (await radicale.connect().changes(None)).token
    assert token is not None
    for status in (400, 403, 404, 409, 410, 412, 500, 507):
        radicale.gate.refuses = _refusing(token.encode(), status)
        changes = await radicale.connect().changes(token)
        assert (changes.is_whole, list(changes.standing)) == (True, [first]), status
        assert changes.token is not None


async def test_a_server_that_does_not_know_the_condition_overwrites_no_change_of_the_owner(bos: DavCalendar) -> None:
    bos.gate.ignores = ("if-none-match",)
    await bos.connect().put(BLOCK, version=None)
    await bos.moves(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)
    again = await bos.connect().put(BLOCK, version=None)
    assert again.starts == FRIDAY - 4 * HOUR
    assert [each.starts for each in await bos.blocks()] == [FRIDAY - 4 * HOUR]


async def test_a_list_of_changes_in_pieces_is_asked_for_to_the_end(radicale: DavCalendar) -> None:
    await radicale.connect().put(BLOCK, version=None)
    rounds = 0

    def in_pieces(
        _request: web.Request, status: int, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        nonlocal rounds
        if b"sync-token>" not in body:
            return status, headers, body
        rounds += 1
        more = b"<response><href>/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
        return status, headers, body.replace(b"<sync-token>", more + b"<sync-token>") if rounds < 3 else body

    radicale.gate.changes = in_pieces
    changes = await radicale.connect().changes(None)
    assert rounds == 3
    assert (changes.is_whole, [each.uid for each in changes.standing]) == (True, [UID])


async def test_a_list_of_changes_without_an_end_is_given_up(radicale: DavCalendar) -> None:
    more = b"<response><href>/</href><status>HTTP/1.1 507 Insufficient Storage</status></response><sync-token>"
    radicale.gate.changes = lambda _request, status, headers, body: (
        status, headers, body.replace(b"<sync-token>", more),
    )  # fmt: skip
    with pytest.raises(CalendarUnavailable, match="without an end"):
        await radicale.connect().changes(None)


async def test_a_calendar_that_was_deleted_is_the_owners_to_mend(bos: DavCalendar) -> None:
    account = await bos.connect().found()
    async with bos.session.delete(f"{bos.server.url}{bos.server.calendar}") as answer:
        assert answer.status in (200, 204)
    calendar = CalDavCalendar(account, zone=BERLIN, reader=bos.reader, clock=lambda: NOW, allow_http=True)
    with pytest.raises(CalendarRefused):
        await calendar.changes(None)
    with pytest.raises(CalendarRefused):
        await calendar.meetings(FRIDAY, FRIDAY + HOUR)
    with pytest.raises(CalendarRefused):
        await calendar.put(BLOCK, version=None)
    await calendar.remove(UID, version=None)


async def test_a_document_type_is_not_read(radicale: DavCalendar) -> None:
    account = await radicale.connect().found()
    calendar = CalDavCalendar(account, zone=BERLIN, reader=radicale.reader, clock=lambda: NOW, allow_http=True)
    lol = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d:multistatus xmlns:d="DAV:">&b;</d:multistatus>'
    radicale.gate.says(lol)
    with pytest.raises(CalendarUnavailable):
        await calendar.changes(None)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("Wed, 25 Nov 2026 09:02:00 GMT", 120.0), ("Wed, 25 Nov 2020 09:02:00 GMT", 0.0), ("soon", None),
     ("9" * 40, 86_400.0), ("", None)],
)  # fmt: skip
async def test_when_to_come_again_is_understood(radicale: DavCalendar, said: str, seconds: float | None) -> None:
    radicale.gate.fails(503, headers={"Retry-After": said})
    with pytest.raises(CalendarUnavailable) as raised:
        await radicale.connect().look()
    assert raised.value.after == seconds


async def test_no_word_of_an_event_is_in_what_is_raised(radicale: DavCalendar) -> None:
    account = await radicale.connect().found()
    calendar = CalDavCalendar(account, zone=BERLIN, reader=radicale.reader, clock=lambda: NOW, allow_http=True)
    for status in (400, 409, 418, 500, 507):
        radicale.gate.fails(status)
        with pytest.raises((CalendarRefused, CalendarUnavailable)) as raised:
            await calendar.put(replace(BLOCK, title="Secret"), version=None)
        assert "Secret" not in str(raised.value)
        assert PASSWORD not in str(raised.value)
