"""Connected calendars: blocks stand in a member's own calendar, their changes there win, and conflicts are told."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from bot.bootstrap import Thrice
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.jobs import DisconnectCalendar
from bot.ports.calendar import Standing
from bot.ports.calendar_access import Login
from bot.slack.blockkit.focus import PROTECTIONS
from bot.workspaces.local_time import zone_of
from bot.workspaces.secrets import secret_box
from models.calendars import CalendarConnection
from scheduler.jobs import disconnecting
from tests.counterparts.dav_calendar import DavCalendar, dav_calendar
from tests.counterparts.dav_servers import PASSWORD, USER
from tests.support.clock import MovableClock
from tests.support.learning import nothing_comes, nudge, to_monday
from tests.support.people import Person, Workspace
from tests.support.rounds import look_after_blocks
from tests.support.web_people import browser_of

ZONE = "Europe/Berlin"


@pytest.fixture
async def calendar(tmp_path: Path) -> AsyncIterator[DavCalendar]:
    """Bo's calendar on a Radicale, with a gate in front of it that can be told to fail."""
    folder = tmp_path / "dav"
    folder.mkdir()
    async with dav_calendar("radicale")(folder) as made:
        assert isinstance(made, DavCalendar)
        yield made


@pytest.fixture
async def bo(workspace: Workspace, thrice: Thrice, clock: MovableClock, calendar: DavCalendar) -> Person:
    """Bo, who takes part and has connected his calendar; it is a Monday, eight in the morning (UTC)."""
    to_monday(clock)
    bo = workspace.person("bo", tz=ZONE)
    await bo.says("/thrice focus join")
    await connected(thrice, await bo.id(), calendar)
    return bo


async def connected(thrice: Thrice, user_id: str, calendar: DavCalendar) -> None:
    """Connect a calendar, as the web page does once it was tried."""
    login, seen = await thrice.calendars.try_login(Login(calendar.gate.url, USER, PASSWORD), zone_of(ZONE))
    sealed = ConnectionSecrets(secret_box(thrice.settings.storage)).seal(login, 1)
    async with thrice.storage.begin(1) as uow:
        uow.add(
            CalendarConnection(
                user_id=user_id, kind="caldav", name=seen.name, sealed=sealed, connected_at=thrice.clock(),
                sync_at=thrice.clock(),
            )
        )  # fmt: skip


async def synced(workspace: Workspace, thrice: Thrice, calendar: DavCalendar) -> list[Standing]:
    """What stands in the calendar once everything has been synced."""
    async with thrice.storage.begin(1) as uow:
        for member in await uow.blocks.members():
            await uow.calendars.sync_soon(member.user_id, thrice.clock())
    await look_after_blocks(thrice)
    await workspace.quiet()
    return await calendar.blocks()


def in_berlin(standing: Standing) -> str:
    return f"{standing.starts.astimezone(zone_of(ZONE)):%a %H:%M}"


async def test_blocks_stand_in_the_calendar_each_once_however_often_it_is_synced(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar
) -> None:
    first = await synced(workspace, thrice, calendar)
    assert len(first) >= 5
    assert {in_berlin(each) for each in first} <= {"Fri 14:00", "Thu 14:00"}
    calendar.loses_the_next_answer()
    assert await synced(workspace, thrice, calendar) == first


async def test_skipping_and_moving_in_slack_follow_in_the_calendar(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    before = await synced(workspace, thrice, calendar)
    [shown] = await bo.says("/thrice focus")
    await bo.clicks(shown, "Skip it")
    skipped = await bo.receives("Left out this time", channel="#general")
    assert await synced(workspace, thrice, calendar) == before[1:]
    await bo.clicks(skipped, "Have it after all")
    again = await synced(workspace, thrice, calendar)
    assert [(e.starts, e.ends) for e in again] == [(e.starts, e.ends) for e in before]
    [shown] = await bo.says("/thrice focus")
    await bo.clicks(shown, "Move it")
    wednesday = (clock() + timedelta(days=2)).date()
    assert not await bo.submits(await bo.sees_modal(), {"To which day": wednesday.isoformat(), "From": "10:00"})
    assert in_berlin((await synced(workspace, thrice, calendar))[0]) == "Wed 10:00"
    await bo.says("/thrice focus leave")
    assert await synced_after_leaving(workspace, thrice, calendar) == []


async def synced_after_leaving(workspace: Workspace, thrice: Thrice, calendar: DavCalendar) -> list[Standing]:
    await look_after_blocks(thrice)
    await workspace.quiet()
    return await calendar.blocks()


async def test_what_the_owner_does_in_the_calendar_wins(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar
) -> None:
    first, second, *_ = await synced(workspace, thrice, calendar)
    await calendar.moves(first.uid, first.starts - timedelta(hours=4), first.ends - timedelta(hours=4))
    await calendar.deletes(second.uid)
    left = await synced(workspace, thrice, calendar)
    assert in_berlin(left[0]) == "Fri 10:00"
    assert second.starts not in {each.starts for each in left}
    [shown] = await bo.says("/thrice focus")
    assert "10:00 to 12:00" in shown.reads
    asked = await bo.receives("You deleted your learning block", button="Have it after all")
    await synced(workspace, thrice, calendar)
    assert len([m for m in await bo.dms() if "You deleted" in m.reads]) == 1, "asked once"
    await bo.clicks(asked, "Have it after all")
    assert second.starts in {each.starts for each in await synced(workspace, thrice, calendar)}


def a_week_before(block: Standing, clock: MovableClock) -> None:
    """Let meetings be looked for: a week before, after the block of that week, in which nothing is told."""
    clock.passes(seconds=(block.ends - timedelta(days=7) - clock()).total_seconds() + 30)


async def test_a_conflict_is_told_once_and_one_click_moves_the_block(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    first, second, *_ = await synced(workspace, thrice, calendar)
    there = second.starts.astimezone(zone_of(ZONE))
    await calendar.adds("planning@example.com", "Planning <!channel>", there, there + timedelta(minutes=30))
    a_week_before(second, clock)
    await look_after_blocks(thrice)
    told = await bo.receives("1 meeting takes time of your learning block", button="Not this week")
    assert "Planning" in told.reads
    offers = [label for label in told.buttons if label.startswith("Move to ")]
    assert len(offers) == 3
    await workspace.quiet()
    await bo.clicks(told, offers[0])
    moved = await synced(workspace, thrice, calendar)
    assert second.starts not in {each.starts for each in moved}
    assert len(moved) >= len([first, second])
    clock.passes(days=6)
    await look_after_blocks(thrice)
    await workspace.quiet()
    assert not [m for m in await bo.dms() if "takes time of" in m.reads], "the answer stands in its place, and no other"


async def test_an_offered_time_that_was_taken_meanwhile_is_told_of_at_once(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    _, second, *_ = await synced(workspace, thrice, calendar)
    there = second.starts.astimezone(zone_of(ZONE))
    await calendar.adds("planning@example.com", "Planning", there, there + timedelta(minutes=30))
    a_week_before(second, clock)
    await look_after_blocks(thrice)
    told = await bo.receives("1 meeting takes time of your learning block", button="Not this week")
    offer = next(label for label in told.buttons if label.startswith("Move to Wednesday"))
    wednesday = there - timedelta(days=there.weekday() - 2)
    await calendar.adds("board@example.com", "Board", wednesday.replace(hour=9), wednesday.replace(hour=17))
    await bo.clicks(told, offer)
    again = await bo.receives("(Wednesday", button="Not this week")
    assert "Board" in again.reads
    assert [label for label in again.buttons if label.startswith("Move to ")], "with other times"
    await workspace.quiet()
    assert "Your learning block is" in (await bo.again(told)).reads


async def test_a_meeting_of_somebody_who_is_never_in_the_way_is_not_told(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    _, second, *_ = await synced(workspace, thrice, calendar)
    [shown] = await bo.says("/thrice focus")
    await bo.clicks(shown, "Settings")
    people = "People whose meetings are never in the way"
    wrote = {
        "How far it is protected": PROTECTIONS["hard"],
        people: [await workspace.person("chen").id()],
        "Others like them, by e-mail address": "Kim@example.com",
    }
    assert not await bo.submits(await bo.sees_modal(), wrote)
    assert "I do not know the address of" in (await bo.receives("Saved.", channel="#general")).reads
    there = second.starts.astimezone(zone_of(ZONE))
    await calendar.adds("kims@example.com", "All hands", there, there + timedelta(minutes=30), by="kim@example.com")
    await calendar.adds("mine@example.com", "Dentist", there, there + timedelta(minutes=30))
    a_week_before(second, clock)
    await look_after_blocks(thrice)
    told = await bo.receives("1 meeting takes time of your learning block", button="Not this week")
    assert "Dentist" in told.reads
    assert "(your own)" in told.reads
    assert "All hands" not in told.reads
    assert "Thank you for the invitation" not in told.reads


async def test_a_dead_calendar_is_told_of_once_and_a_slow_one_is_tried_again(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    await synced(workspace, thrice, calendar)
    calendar.fails(503, after=120)
    await synced(workspace, thrice, calendar)
    async with thrice.storage.look(1) as uow:
        [connection] = await uow.calendars.of_member(await bo.id())
    assert connection.tries == 1
    assert connection.sync_at is not None
    assert connection.sync_at >= clock() + timedelta(seconds=90)
    calendar.withdraws()
    for _ in range(3):
        await synced(workspace, thrice, calendar)
    [said] = [m for m in await bo.dms() if "I cannot reach your calendar" in m.reads]
    assert "/thrice focus connect" in said.reads
    await bo.clicks(said, "Connect it again")
    assert "Connect a calendar" in (await bo.receives("Here is your link to the page")).buttons


async def test_another_rule_and_another_protection_follow_in_the_calendar(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    before = await synced(workspace, thrice, calendar)
    admin = workspace.person("admin")
    await admin.says("/thrice focus rule")
    monday = (clock() + timedelta(days=7)).date()
    assert not await admin.submits(await admin.sees_modal(), {"Day": "Tuesday", "From which day on": str(monday)})
    await look_after_blocks(thrice)
    await workspace.quiet()
    after = await synced(workspace, thrice, calendar)
    assert after[0].starts == before[0].starts
    assert {in_berlin(each) for each in after[1:]} == {"Tue 14:00"}
    assert len({each.starts for each in after}) == len(after)
    assert datetime.now(UTC) < after[0].starts


async def test_a_calendar_that_is_disconnected_loses_its_blocks(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar
) -> None:
    assert await synced(workspace, thrice, calendar)
    async with browser_of(bo) as browser:
        page = await browser.reads()
        assert "Work CalDAV · in step just now" in page
        assert (await browser.sends("/wiki/calendar/disconnect", connection="1")).status_code == 303
        assert "No calendar yet" in await browser.reads(), "for its owner it is gone at once"
    assert await synced(workspace, thrice, calendar) == []
    async with thrice.storage.look(1) as uow:
        assert await uow.calendars.kept(1) is None


async def test_one_that_cannot_be_reached_when_it_is_disconnected_is_tried_again_and_then_forgotten(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    standing = await synced(workspace, thrice, calendar)
    calendar.fails(503)
    async with browser_of(bo) as browser:
        await browser.sends("/wiki/calendar/disconnect", connection="1")
    await workspace.quiet()
    assert await calendar.blocks() == standing
    async with thrice.storage.look(1) as uow:
        assert await uow.calendars.kept(1) is not None, "it is tried again"
    await disconnecting.disconnect_calendar(
        thrice.tools, DisconnectCalendar(workspace_id=1, connection_id=1, tries=len(disconnecting.PAUSES))
    )
    async with thrice.storage.look(1) as uow:
        assert await uow.calendars.kept(1) is None, "and what lets us in is not kept for ever"


async def test_connected_again_meanwhile_a_calendar_keeps_its_blocks(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar
) -> None:
    standing = await synced(workspace, thrice, calendar)
    calendar.fails(503)
    async with browser_of(bo) as browser:
        await browser.sends("/wiki/calendar/disconnect", connection="1")
        await workspace.quiet()
        calendar.gate.is_well()
        login = {"address": calendar.gate.url, "user": USER, "password": PASSWORD}
        assert (await browser.sends("/wiki/calendar", **login)).status_code == 303
    await disconnecting.disconnect_calendar(thrice.tools, DisconnectCalendar(workspace_id=1, connection_id=1, tries=1))
    assert await synced(workspace, thrice, calendar) == standing
    async with thrice.storage.look(1) as uow:
        assert [each.id for each in await uow.calendars.of_member(await bo.id())] == [1]


async def test_forget_me_keeps_nothing_that_lets_us_in_and_takes_the_blocks_out(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar
) -> None:
    assert await synced(workspace, thrice, calendar)
    [asked] = await bo.says("/thrice forget me")
    await bo.clicks(asked, "Forget me")
    await bo.receives("I am forgetting you now", channel="#general")
    async with thrice.storage.look() as uow:
        assert not await uow.sealed.connections()

    async def is_empty() -> bool:
        return not await calendar.names()

    await workspace.eventually(is_empty, because="the blocks are out of the calendar")


async def test_removed_from_the_workspace_thrice_leaves_every_calendar(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar
) -> None:
    assert await synced(workspace, thrice, calendar)
    [shown] = await bo.says("/thrice focus")
    [address] = re.findall(r"http\S+\.ics", shown.reads)
    await workspace.post("/control/app/uninstall", {})

    async def is_left() -> bool:
        async with thrice.storage.look() as uow:
            return not await uow.sealed.connections()

    await workspace.eventually(is_left, because="what lets us in is kept no longer")
    assert await calendar.blocks() == [], "and the blocks are out of it"
    async with httpx2.AsyncClient() as web:
        assert (await web.get(address)).status_code == 404, "nor does a feed tell of blocks that nobody looks after"


async def test_a_nudge_waits_for_the_end_of_a_meeting(
    workspace: Workspace, thrice: Thrice, bo: Person, calendar: DavCalendar, clock: MovableClock
) -> None:
    there = clock().astimezone(zone_of(ZONE))
    begins = (there + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    await calendar.adds("standup@example.com", "Stand-up", begins, begins + timedelta(minutes=45))
    await calendar.adds("planning@example.com", "Planning", begins + timedelta(minutes=45), begins + timedelta(hours=1))
    await bo.says("/thrice learn")
    clock.passes(seconds=(begins + timedelta(minutes=31) - there).total_seconds())
    await nothing_comes(workspace, thrice, bo)
    clock.passes(minutes=30)
    assert "Start" in (await nudge(thrice, bo)).buttons
