"""Learning: a member opts in, gets one nudge a working day, and learns what the team worked out."""

from datetime import timedelta

import pytest

from tests.support.clock import MovableClock
from tests.support.knowledge import published
from tests.support.people import Person, Workspace
from tests.support.surfaces import Message

GRADES = ("Again", "Hard", "Good", "Easy")


@pytest.fixture
async def learner(workspace: Workspace, clock: MovableClock) -> Person:
    """Lena, who learns in UTC, with a page to learn from; it is a Monday, eight in the morning."""
    to_monday(clock)
    await published(workspace)
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    return lena


def to_monday(clock: MovableClock) -> None:
    """Let it be eight o'clock (UTC) on a Monday that is no holiday anywhere near."""
    now = clock()
    monday = (now + timedelta(days=(7 - now.weekday()) % 7 or 7)).replace(hour=8, minute=0, second=0, microsecond=0)
    clock.passes(seconds=(monday - now).total_seconds())


async def nudge(workspace: Workspace, person: Person) -> Message:
    return await person.receives(button="Skip today", within=40)


async def test_opting_in_says_when_the_first_nudge_comes(workspace: Workspace, clock: MovableClock) -> None:
    to_monday(clock)
    [said] = await workspace.person("lena", tz="Europe/Berlin").says("/thrice learn")
    assert "at 09:30" in said.reads
    assert "Monday" in said.reads
    assert "Germany" in said.reads
    assert {"Change", "Leave"} <= set(said.buttons)


async def test_one_nudge_a_working_day_and_a_sprint(workspace: Workspace, learner: Person, clock: MovableClock) -> None:
    clock.passes(minutes=91)
    shown = await nudge(workspace, learner)
    assert {"Start", "Snooze", "Skip today"} <= set(shown.buttons)
    await learner.clicks(shown, "Start")
    step = await learner.receives(button="Next")
    await learner.clicks(step, "Next")
    for _ in range(8):
        step = (await learner.dms())[-1]
        if "Done for today" in step.reads:
            break
        await learner.clicks(step, "Show answer" if "Show answer" in step.buttons else "A")
        step = (await learner.dms())[-1]
        assert set(GRADES) <= set(step.buttons)
        await learner.clicks(step, "Good")
    assert "Done for today" in (await learner.dms())[-1].reads
    assert "Use it today" in (await learner.dms())[-1].reads
    clock.passes(hours=3)
    await workspace.quiet(3)
    assert len([m for m in await learner.dms() if "Skip today" in m.buttons]) == 0
