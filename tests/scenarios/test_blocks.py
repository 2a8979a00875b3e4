"""Learning blocks: a rule for all, each in their own zone, in their calendar, moved and skipped, and their end."""

from datetime import UTC, datetime, timedelta

import httpx2
import icalendar
import pytest
import recurring_ical_events

from bot.bootstrap import Thrice
from bot.learning_blocks import accounting
from bot.learning_blocks.lapsing import days_left
from tests.support.clock import MovableClock
from tests.support.knowledge import asked_three_times, card
from tests.support.learning import to_monday
from tests.support.people import Person, Workspace
from tests.support.rounds import look_after_blocks
from tests.support.surfaces import Message


async def joined(person: Person) -> Message:
    """Have somebody join; returns what they are told."""
    [shown] = await person.says("/thrice focus")
    await person.clicks(shown, "Join")
    return await person.receives("You are in", channel="#general")


def address_in(message: Message) -> str:
    """The address of the feed that a message shows."""
    return next(word.strip("`") for word in str(message.reads).split() if ".ics" in word)


async def feed(message: Message) -> icalendar.Calendar:
    """The calendar behind the address in a message."""
    async with httpx2.AsyncClient() as web:
        found = await web.get(address_in(message))
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(found.content)


def starts(calendar: icalendar.Calendar, now: datetime, days: int = 28) -> list[datetime]:
    """When the blocks of the coming weeks begin, as a calendar that reads the feed shows them."""
    found = recurring_ical_events.of(calendar).between(now, now + timedelta(days=days))
    return sorted(event["DTSTART"].dt for event in found)


async def test_a_member_joins_and_their_calendar_shows_fridays_in_their_own_zone(
    workspace: Workspace, clock: MovableClock
) -> None:
    to_monday(clock)
    for name, zone in (("lena", "Europe/Berlin"), ("nils", "America/New_York"), ("kiri", "Asia/Kolkata")):
        person = workspace.person(name, tz=zone)
        [shown] = await person.says("/thrice focus")
        assert "every Friday, 14:00 to 16:00" in shown.reads
        assert "Join" in shown.buttons
        told = await joined(person)
        assert {"Settings", "Leave"} <= set(told.buttons)
        assert "Quiet during blocks" not in told.buttons, "it needs the app's credentials"
        calendar = await feed(told)
        [series] = [e for e in calendar.walk("VEVENT") if "RRULE" in e]
        assert series["RRULE"]["FREQ"] == ["WEEKLY"]
        assert [alarm["TRIGGER"].dt for alarm in series.walk("VALARM")] == [timedelta(minutes=-10)]
        assert [str(zone_["TZID"]) for zone_ in calendar.walk("VTIMEZONE")] == [zone]
        begun = starts(calendar, clock())
        assert len(begun) == 4
        assert all((at.hour, at.minute) == (14, 0) and str(at.tzinfo) == zone for at in begun)
        assert {at.weekday() for at in begun} <= {3, 4}, "a holiday moves it to the working day before"
        home = await person.opens_home()
        assert address_in(told) in home.reads


async def test_a_curator_sets_another_rule_from_next_week_on(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena, admin = workspace.person("lena", tz="UTC"), workspace.person("admin")
    told = await joined(lena)
    assert "Change the rule" not in told.buttons
    [shown] = await admin.says("/thrice focus")
    await admin.clicks(shown, "Change the rule")
    modal = await admin.sees_modal()
    monday = (clock() + timedelta(days=7)).date()
    wrong = await admin.submits(modal, {"Day": "Wednesday", "From which day on": "2020-01-01"})
    assert "this week or later" in str(wrong)
    changed = {"Day": "Wednesday", "From, in everybody's own time zone": "10:30", "For": "1 hour"}
    assert not await admin.submits(modal, {**changed, "From which day on": monday.isoformat()})
    await workspace.quiet()
    now = str(await admin.again(shown))
    assert "The learning block is every Wednesday, 10:30 to 11:30, from" in now, "in place of what showed the old rule"
    await look_after_blocks(thrice)
    await workspace.quiet()
    begun = starts(await feed(told), clock())
    assert [(at.weekday(), at.hour, at.minute) for at in begun] == [(4, 14, 0), *[(2, 10, 30)] * 3]
    [after] = await lena.says("/thrice focus")
    assert "From " in after.reads
    assert "every Wednesday" in after.reads
    assert not [m for m in await lena.dms() if "at another time" in m.reads], "she begins at nine"
    clock.passes(hours=1, minutes=1)
    for _ in range(2):
        await look_after_blocks(thrice)
        news = await lena.receives("every Wednesday, 10:30 to 11:30. Your first one: Wednesday", button="Not this week")
    assert "10:30 to 11:30" in news.reads
    await workspace.quiet(1)
    assert len([m for m in await lena.dms() if "at another time" in m.reads]) == 1


async def test_two_curators_do_not_overwrite_each_other(workspace: Workspace, clock: MovableClock) -> None:
    to_monday(clock)
    admin = workspace.person("admin")
    other = workspace.person("olga", is_admin=True)
    modals = []
    for curator in (admin, other):
        await curator.says("/thrice focus rule")
        modals.append(await curator.sees_modal())
    assert not await admin.submits(modals[0], {"Day": "Monday"})
    refused = await other.submits(modals[1], {"Day": "Tuesday"})
    assert "has changed the rule meanwhile" in str(refused)
    assert "<@" not in str(refused), "a window shows plain text"


async def test_a_block_is_moved_skipped_and_taken_back(workspace: Workspace, clock: MovableClock) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    told = await joined(lena)
    friday = (clock() + timedelta(days=4)).date()
    await lena.clicks(told, "Move it")
    modal = await lena.sees_modal()
    elsewhere = await lena.submits(modal, {"To which day": (friday + timedelta(days=5)).isoformat(), "From": "09:00"})
    assert "within its own week" in str(elsewhere)
    assert not await lena.submits(modal, {"To which day": (friday - timedelta(days=1)).isoformat(), "From": "09:00"})
    assert "Thursday" in (await lena.receives("Your learning block is", channel="#general")).reads
    assert "block is Thursday" in str(await lena.again(told)), "what showed the old time says the new one instead"
    assert not await lena.dms()
    begun = starts(await feed(told), clock(), days=7)
    assert [(at.weekday(), at.hour) for at in begun] == [(3, 9)]

    [shown] = await lena.says("/thrice focus")
    assert "moved by you" in shown.reads
    await lena.clicks(shown, "Skip it")
    await lena.receives("Left out this time", channel="#general")
    assert starts(await feed(told), clock(), days=7) == []
    assert "Left out this time" in str(await lena.again(shown)), "so does a skip"
    [later] = await lena.says("/thrice focus")
    assert "Left out: Thursday" in later.reads
    await lena.clicks(later, "Have it after all")
    await lena.receives("Your learning block is", channel="#general")
    assert "block is Thursday" in str(await lena.again(later))
    assert len(starts(await feed(told), clock(), days=7)) == 1

    await lena.clicks((await lena.says("/thrice focus"))[0], "Settings")
    assert not await lena.submits(await lena.sees_modal(), {})
    await lena.receives("Saved.", channel="#general")
    assert not await lena.says("/thrice focus move")
    modal = await lena.sees_modal()
    sunday = (friday + timedelta(days=2)).isoformat()
    assert "after its week" in str(await lena.submits(modal, {"To which day": sunday, "From": "23:30"}))
    assert not await lena.submits(modal, {"To which day": friday.isoformat(), "From": "03:00"})
    assert "in the night" in (await lena.receives("Your learning block is Friday")).reads
    [skipped] = await lena.says("/thrice focus skip")
    assert "Left out this time" in skipped.reads
    assert "Have it after all" in skipped.buttons
    assert starts(await feed(told), clock(), days=7) == []


async def test_ten_minutes_before_a_reminder_comes_and_afterwards_one_question(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await joined(lena)
    clock.passes(days=4, hours=5, minutes=49)
    await look_after_blocks(thrice)
    await workspace.quiet()
    assert not await lena.dms()
    clock.passes(minutes=2)
    await look_after_blocks(thrice)
    reminder = await lena.receives("14:00 to 16:00", button="Start")
    await lena.joins("#help")
    assert {"Move to…", "Not this week"} <= set(reminder.buttons)
    await lena.clicks(reminder, "Start")
    await workspace.quiet()
    assert "goes until 16:00" in str(await lena.again(reminder))
    clock.passes(hours=2, minutes=10)
    await look_after_blocks(thrice)
    over = await lena.receives("What did you learn?", button="Write it down")
    await look_after_blocks(thrice)
    await workspace.quiet()
    assert len([m for m in await lena.dms() if "What did you learn?" in m.reads]) == 1
    await lena.clicks(over, "Write it down")
    modal = await lena.sees_modal()
    assert not await lena.submits(
        modal,
        {
            "In one line": "git bisect run finds <!channel> it by itself",
            "Tell a channel": await workspace.channel_id("#help"),
        },
    )
    await lena.receives("Written down")
    [posted] = [m for m in await lena.sees("#help") if "learned:" in m.reads]
    assert "git bisect run" in posted.reads
    assert "<!channel>" not in posted.text
    await workspace.quiet()
    [found] = await lena.says("/thrice search bisect", "#help")
    assert "git bisect run" in found.reads, "what was told is kept as knowledge"
    [asked] = await lena.says("/thrice forget me", "#help")
    await lena.clicks(asked, "Forget me")
    await workspace.quiet()
    assert not [m for m in await lena.sees("#help") if "learned:" in m.reads and not m.ephemeral], (
        "and goes with its author"
    )


async def test_a_block_that_nobody_started_is_asked_about_once_and_counted_for_the_team_alone(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    people = [workspace.person(name, tz="UTC") for name in ("lena", "nils", "kiri")]
    for person in people:
        await joined(person)
    clock.passes(days=4, hours=8, minutes=1)
    await look_after_blocks(thrice)
    for person, label in zip(people, ("Yes", "No, something else took it", None), strict=True):
        asked = await person.receives("Did it take place?", button="Yes")
        assert not [m for m in await person.dms() if "Not this week" in m.buttons], "it is too late to remind"
        if label is not None:
            await person.clicks(asked, label)
    await workspace.quiet()
    async with thrice.storage.look(1) as uow:
        [week] = await accounting.weeks_of(uow, now=clock(), weeks=1)
    assert (week.people, week.kept, week.lost, week.unsaid, week.planned) == (3, 2.0, 2.0, 2.0, 6.0)

    admin = workspace.person("admin")
    await admin.says("/thrice focus rule")
    assert not await admin.submits(await admin.sees_modal(), {"For": "1 hour"})
    month = clock().month
    while clock().month == month or clock().weekday() > 4:
        clock.passes(days=1)
    for _ in range(2):
        await thrice.rounds.sum_up()
        await workspace.quiet()
    [summed] = [m for m in await admin.dms() if "Learning time in" in m.reads]
    assert "of which nobody said" in summed.reads
    assert not [m for person in people for m in await person.dms() if "Learning time in" in m.reads]


async def test_a_review_card_waits_until_its_reviewers_block_is_over(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    bo = workspace.person("bo", tz="UTC")
    await joined(bo)
    clock.passes(days=4, hours=6, minutes=5)
    await look_after_blocks(thrice)
    await bo.receives("14:00 to 16:00", button="Start")
    await asked_three_times(workspace)
    await workspace.quiet(2)
    assert not [m for m in await bo.dms() if "Publish" in m.buttons]
    assert "VPN" in (await bo.opens_home()).reads, "who looks for it finds it"
    clock.passes(hours=2)
    for _ in range(2):
        await look_after_blocks(thrice)
    assert "VPN" in (await card(workspace)).reads
    await workspace.quiet()
    said = [name for m in await bo.dms() for name in ("Start", "Yes", "Publish") if name in m.buttons]
    assert said == ["Start", "Yes", "Publish"], "each once, the block's own word first"


async def test_whoever_leads_is_asked_first_and_the_others_a_little_later(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    admin = workspace.person("olga", tz="UTC", is_admin=True)
    lena, nils = workspace.person("lena", tz="UTC"), workspace.person("nils", tz="America/New_York")
    await admin.says("/thrice focus rule")
    assert not await admin.submits(await admin.sees_modal(), {"For": "2 hours"})
    for person in (admin, lena, nils):
        await joined(person)
    clock.passes(days=4, hours=8, minutes=1)
    for _ in range(3):
        await look_after_blocks(thrice)
        await workspace.quiet(1)
    first = await admin.receives("Did it take place?", button="Yes")
    assert "asked first" in first.reads
    assert not [m for m in await lena.dms() if "Did it take place?" in m.reads]
    clock.passes(minutes=3)
    await look_after_blocks(thrice)
    assert "asked first" not in (await lena.receives("Did it take place?", button="Yes")).reads
    clock.passes(hours=5)
    for _ in range(2):
        await look_after_blocks(thrice)
    await nils.receives("Did it take place?", button="Yes")
    await workspace.quiet(1)
    for person in (admin, lena, nils):
        assert len([m for m in await person.dms() if "Did it take place?" in m.reads]) == 1


async def test_a_week_before_the_month_ends_its_owner_hears_what_lapses_and_can_still_have_it(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    day = clock().date() + timedelta(days=7)
    while not (4 <= days_left(day) <= 6 and day.weekday() < 5):
        day += timedelta(days=1)
    clock.passes(days=(day - timedelta(days=day.weekday() + 7) - clock().date()).days)
    lena, nils = workspace.person("lena", tz="UTC"), workspace.person("nils", tz="UTC")
    told = await joined(lena)
    await joined(nils)
    await lena.clicks(told, "Skip it")
    clock.passes(days=4, hours=8, minutes=5)
    for _ in range(2):
        await look_after_blocks(thrice)
    await nils.clicks(await nils.receives("Did it take place?", button="Yes"), "Yes")
    clock.passes(days=(day - clock().date()).days, hours=-6)
    for _ in range(2):
        await thrice.rounds.sum_up()
        await workspace.quiet(1)
    lapses = await lena.receives("2 hours of your learning time", button="Do not tell me this again")
    assert len(lapses.buttons) > 1, "there are other times"
    await lena.clicks(lapses, lapses.buttons[0])
    await workspace.quiet(1)
    assert "Your learning block is" in str(await lena.again(lapses))
    assert not [m for m in await nils.dms() if "lapse" in m.reads], "whoever kept theirs hears nothing"


async def test_one_of_the_support_channel_stays_on_duty_in_turn(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    people = [workspace.person(name, tz="UTC") for name in ("lena", "nils", "kiri")]
    for person in people:
        await joined(person)
    for person in people[:2]:
        await person.joins("#help")
    await workspace.quiet()
    admin = workspace.person("admin")
    await admin.says("/thrice focus rule")
    help_channel = await workspace.channel_id("#help")
    covered = {"One of this channel stays on duty, in turn": help_channel}
    assert not await admin.submits(await admin.sees_modal(), covered)
    on_duty = []
    await thrice.rounds.sum_up()
    await workspace.quiet()
    assert not [m for person in people for m in await person.dms() if "stay on duty" in m.reads], "they begin at nine"
    clock.passes(hours=1)
    for _ in range(2):
        for _ in range(2):
            await look_after_blocks(thrice)
            await thrice.rounds.sum_up()
            await workspace.quiet()
        told = {person: [m for m in await person.dms() if "stay on duty" in m.reads] for person in people}
        assert sum(map(len, told.values())) == len(on_duty) + 1, "one more, and one only"
        [now] = [person for person, said in told.items() if said and person not in on_duty]
        assert "Thursday" in told[now][0].reads
        on_duty.append(now)
        clock.passes(days=7)
        [shown] = await now.says("/thrice focus")
        assert "since you are on duty during the team's" in shown.reads
        assert "moved by you" not in shown.reads
    assert set(on_duty) == set(people[:2]), "in turn, and nobody who is not in the channel"


async def test_leaving_closes_the_feed_and_a_new_address_ends_the_old_one(
    workspace: Workspace, clock: MovableClock
) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    told = await joined(lena)
    await lena.clicks(told, "New address")
    renewed = await lena.receives("new address", channel="#general")
    async with httpx2.AsyncClient() as web:
        old, new = await web.get(address_in(told)), await web.get(address_in(renewed))
        never = await web.get(address_in(told).rpartition("/")[0] + "/" + "A" * 43 + ".ics")
        again = await web.get(address_in(renewed), headers={"If-None-Match": new.headers["etag"]})
    assert (old.status_code, old.content) == (404, never.content)
    assert (new.status_code, again.status_code) == (200, 304)
    await lena.clicks(renewed, "Leave")
    await lena.receives("withdrawn", channel="#general")
    async with httpx2.AsyncClient() as web:
        assert (await web.get(address_in(renewed))).status_code == 404


async def test_whoever_travels_takes_the_block_with_them(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="Europe/Berlin")
    told = await joined(lena)
    # What is heard of whom is looked up twice a second.
    await thrice.interest.refresh()
    await lena.moves_to("Asia/Tokyo")
    await workspace.quiet()
    begun = starts(await feed(told), clock(), days=7)
    assert [at.astimezone(UTC).hour for at in begun] == [5]


async def test_the_working_days_of_learning_are_those_of_the_block(workspace: Workspace, clock: MovableClock) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    told = await joined(lena)
    [learning] = await lena.says("/thrice learn")
    await lena.clicks(learning, "Change")
    assert not await lena.submits(await lena.sees_modal(), {"Working days": ["Monday", "Tuesday", "Wednesday"]})
    assert [at.weekday() for at in starts(await feed(told), clock(), days=7)] == [2]
    [shown] = await lena.says("/thrice focus")
    assert "Wednesday" in shown.reads


async def test_guests_are_told_why_they_cannot_join(workspace: Workspace, clock: MovableClock) -> None:
    gus = workspace.person("gus", is_guest=True)
    await workspace.person("admin").invites(gus, "#general")
    [shown] = await gus.says("/thrice focus")
    assert "full members" in shown.reads
    assert "Join" not in shown.buttons
    for words in ("move", "skip"):
        assert "no learning block" in (await gus.says(f"/thrice focus {words}"))[0].reads
    for words in ("join", "rule"):
        [refused] = await gus.says(f"/thrice focus {words}")
        assert "full members" in refused.reads
        assert "admin" not in refused.reads, "no right that they could get"
    assert not {"Join", "Start learning"} & set((await gus.opens_home()).buttons)


@pytest.mark.parametrize("words", ["nonsense", "join us", "leave now"])
async def test_unknown_words_get_the_help_of_focus(workspace: Workspace, words: str) -> None:
    [said] = await workspace.person("lena").says(f"/thrice focus {words}")
    assert "/thrice focus" in said.reads


async def test_a_reminder_in_quiet_hours_is_there_and_slack_keeps_it_quiet(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await joined(lena)
    clock.passes(days=4, hours=5, minutes=51)
    await lena.does_not_want_to_be_disturbed(until=clock() + timedelta(hours=1))
    await look_after_blocks(thrice)
    assert "Start" in (await lena.receives("14:00 to 16:00", button="Start")).buttons
