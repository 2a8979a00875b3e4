"""When nudges come: Do Not Disturb, absences, snoozes, skips, silence, travel, lateness, pauses."""

from datetime import timedelta

import pytest

from bot.bootstrap import Thrice
from scheduler.following_cards import CardRounds
from tests.support.clock import MovableClock
from tests.support.learning import goes_to, nothing_comes, nudge, through, to_monday, until
from tests.support.people import Person, Workspace


@pytest.fixture
async def lena(workspace: Workspace, thrice: Thrice, clock: MovableClock) -> Person:
    """Lena, who joined on a Monday at eight (UTC) and learns what the starter course holds."""
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()
    return lena


async def test_do_not_disturb_puts_off_within_the_day(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    await lena.does_not_want_to_be_disturbed(until=until(clock, 11))
    goes_to(clock, 9, 31)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 10, 59)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 11, 1)
    await lena.clicks(await nudge(thrice, lena), "Skip today")
    await nothing_comes(workspace, thrice, lena)

    goes_to(clock, 9, 0, days=1)
    await lena.does_not_want_to_be_disturbed(until=until(clock, 20))
    for hour in (10, 16, 20, 21):
        goes_to(clock, hour)
        await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 9, 31, days=1)
    assert "You did not use" not in (await nudge(thrice, lena)).reads


async def test_the_nightly_schedule_counts_as_well(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    await lena.sleeps("22:00", "09:45")
    goes_to(clock, 9, 31)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 9, 46)
    await nudge(thrice, lena)


async def test_whoever_is_away_gets_none_and_is_not_asked_why(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    await lena.sets_status(":palm_tree:", "Vacationing", until=until(clock, 6, days=3))
    await workspace.quiet()
    for _ in range(3):
        goes_to(clock, 9, 31)
        await nothing_comes(workspace, thrice, lena)
        clock.passes(days=1)
    goes_to(clock, 9, 31)
    assert "You did not use" not in (await nudge(thrice, lena)).reads

    clock.passes(days=1)
    await lena.sets_status(":calendar:", "In a meeting")
    await workspace.quiet()
    await nudge(thrice, lena)


async def test_a_snoozed_nudge_comes_back_once_and_is_still_the_one_of_the_day(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    first = await nudge(thrice, lena)
    await lena.clicks(first, "Snooze")
    choices = await lena.receives("Until when?", button="1 hour")
    assert choices.buttons == ["1 hour", "This afternoon", "Tomorrow", "Start"]
    await lena.clicks(choices, "1 hour")
    assert "I come back at 10:31" in (await lena.receives("come back")).reads
    goes_to(clock, 10, 29)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 10, 32)
    again = await nudge(thrice, lena)
    assert "Here it is again" in again.reads
    for hour in (11, 14, 16):
        goes_to(clock, hour)
        await nothing_comes(workspace, thrice, lena)

    goes_to(clock, 16, 30)
    await lena.clicks(again, "Snooze")
    late = await lena.receives("Until when?", button="Tomorrow")
    assert late.buttons == ["Tomorrow", "Start"], "the working day ends at five"
    await lena.clicks(late, "Tomorrow")
    assert "Tuesday" in (await lena.receives("All right, the next one comes")).reads
    goes_to(clock, 9, 31, days=1)
    assert "Your learning for today" in (await nudge(thrice, lena)).reads


async def test_to_skip_is_an_answer_and_not_silence(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    for _ in range(4):
        shown = await nudge(thrice, lena)
        assert "You did not use" not in shown.reads
        await lena.clicks(shown, "Skip today")
        await lena.receives("Skipped for today")
        await nothing_comes(workspace, thrice, lena)
        clock.passes(days=1)
    assert "every second" not in (await nudge(thrice, lena)).reads


async def test_three_ignored_halve_the_rate_and_start_restores_it(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    for _ in range(3):
        assert "You did not use" not in (await nudge(thrice, lena)).reads
        await workspace.quiet()
        clock.passes(days=1)
    said = (await nudge(thrice, lena)).reads
    assert "You did not use the last three, so from now on I come every second working day." in said
    clock.passes(days=1)
    await nothing_comes(workspace, thrice, lena)  # a Friday
    clock.passes(days=3)
    await lena.clicks(await nudge(thrice, lena), "Start")
    assert "Tuesday" in (await through(lena))[-1].reads, "every working day again"
    clock.passes(days=1)
    await nudge(thrice, lena)


async def test_whoever_travels_takes_the_time_along(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    await lena.clicks(await nudge(thrice, lena), "Skip today")
    # What is heard of whom is looked up twice a second.
    await thrice.interest.refresh()
    await lena.moves_to("Asia/Tokyo")
    await workspace.quiet()
    [told] = await lena.says("/thrice learn")
    assert "on Tuesday" in told.reads
    assert "at 09:30" in told.reads
    goes_to(clock, 0, 29, days=1)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 0, 31)
    await lena.clicks(await nudge(thrice, lena), "Skip today")

    # Back across the date line it is Monday once more, and there was one for Monday and for Tuesday.
    await lena.moves_to("Pacific/Honolulu")
    await workspace.quiet()
    for _ in range(5):
        clock.passes(hours=6)
        await nothing_comes(workspace, thrice, lena)


async def test_what_was_missed_is_made_up_the_same_day_or_not_at_all(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 14)
    await lena.clicks(await nudge(thrice, lena), "Skip today")
    goes_to(clock, 17, 30, days=1)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 9, 31, days=1)
    await lena.clicks(await nudge(thrice, lena), "Skip today")
    goes_to(clock, 11, days=5)  # off from Wednesday noon until Monday
    await lena.clicks(await nudge(thrice, lena), "Skip today")
    await nothing_comes(workspace, thrice, lena)


async def test_pausing_resuming_and_leaving_by_command(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    monday = clock().date()
    for wrong in ("2020-01-01", f"{monday}", f"{monday + timedelta(days=400)}", "christmas", "2026-02-30"):
        [refused] = await lena.says(f"/thrice learn pause until {wrong}")
        assert any(word in refused.reads for word in ("later day", "more than a year", "Write the day")), refused.reads
    [paused] = await lena.says(f"/thrice learn pause until {monday + timedelta(days=2)}")
    assert "You paused; the next nudge comes on Wednesday" in paused.reads
    goes_to(clock, 9, 31)
    await nothing_comes(workspace, thrice, lena)
    goes_to(clock, 9, 31, days=1)
    await nothing_comes(workspace, thrice, lena)
    [resumed] = await lena.says("/thrice learn resume")
    assert "The next nudge comes on Wednesday" in resumed.reads
    goes_to(clock, 9, 31, days=1)
    await nudge(thrice, lena)

    [left] = await lena.says("/thrice learn leave")
    assert "no more learning prompts" in left.reads
    for _ in range(3):
        clock.passes(days=1)
        await nothing_comes(workspace, thrice, lena)
    for command in ("resume", "leave", "now", "pause until 2030-01-01"):
        [refused] = await lena.says(f"/thrice learn {command}")
        assert "You get no learning prompts. Type `/thrice learn` to start." in refused.reads
