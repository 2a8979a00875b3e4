"""Learning: a member opts in, gets one nudge a working day, and learns what the team worked out."""

import pytest

from bot.bootstrap import Thrice
from scheduler.following_cards import CardRounds
from tests.support.clock import MovableClock
from tests.support.knowledge import published
from tests.support.learning import GRADES, goes_to, nudge, through, to_monday
from tests.support.people import Person, Workspace


@pytest.fixture
async def learner(workspace: Workspace, thrice: Thrice, clock: MovableClock) -> Person:
    """Lena, who learns in UTC, with a page to learn from; it is a Monday, eight in the morning."""
    to_monday(clock)
    await published(workspace)
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()
    return lena


async def test_opting_in_says_when_the_first_nudge_comes(workspace: Workspace, clock: MovableClock) -> None:
    to_monday(clock)
    [said] = await workspace.person("lena", tz="Europe/Berlin").says("/thrice learn")
    assert "at 09:30" in said.reads
    assert "Monday" in said.reads
    assert "Germany" in said.reads
    assert {"Change", "Leave"} <= set(said.buttons)


async def test_a_card_is_reported_from_the_menu_beside_its_answer(
    workspace: Workspace, thrice: Thrice, learner: Person, clock: MovableClock
) -> None:
    clock.passes(minutes=91)
    await learner.clicks(await nudge(thrice, learner), "Start")
    while "Good" not in (step := (await learner.dms())[-1]).buttons:
        label = next(each for each in ("Next", "Show answer", "A") if each in step.buttons)
        await learner.clicks(step, label)
    await learner.clicks(step, "This is unclear")
    said = await learner.receives("Thank you, I noted it.")
    assert said.ephemeral, "nobody else need know"
    assert "Edit this card" not in str(step.all_blocks), "only its reviewer may"
    assert (await learner.again(step)) is not None, "the sprint goes on"


async def test_one_nudge_a_working_day_and_a_sprint(
    workspace: Workspace, thrice: Thrice, learner: Person, clock: MovableClock
) -> None:
    clock.passes(minutes=91)
    shown = await nudge(thrice, learner)
    assert {"Start", "Snooze", "Skip today"} <= set(shown.buttons)
    await learner.clicks(shown, "Start")
    steps = await through(learner)
    assert any("1 of" in step.reads and "minute" in step.reads for step in steps), (
        "how far it is, and how long it takes"
    )
    assert any(set(GRADES) <= set(step.buttons) for step in steps)
    assert "Use it today" in steps[-1].reads
    clock.passes(hours=3)
    await thrice.rounds.nudge()
    await workspace.quiet()
    assert not [m for m in await learner.dms() if "Skip today" in m.buttons]


async def test_whether_it_was_used_is_asked_on_one_day_and_not_lost_by_starting(
    thrice: Thrice, learner: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    await learner.clicks(await nudge(thrice, learner), "Start")
    await through(learner, "Again")
    goes_to(clock, 9, 31, days=3)
    asking = await nudge(thrice, learner)
    assert "Used it" in asking.buttons
    await learner.clicks(asking, "Snooze")
    await learner.clicks((await learner.dms())[-1], "1 hour")
    goes_to(clock, 10, 33)
    asking = await nudge(thrice, learner)
    assert "Used it" in asking.buttons, "it went with the nudge that was put off"
    await learner.clicks(asking, "Start")
    *_, done = await through(learner, "Hard")
    assert "Have you used it at work?" in done.reads, "starting took it away unanswered"
    goes_to(clock, 9, 31, days=1)
    assert "Used it" not in (await nudge(thrice, learner)).buttons
    await learner.clicks(done, "Used it")
    await learner.receives("Good: that is what it is for.")


async def test_the_first_answer_that_helped_invites_to_learn_and_no_other(workspace: Workspace) -> None:
    await published(workspace)
    kiri = workspace.person("kiri")
    asked = await kiri.asks("#help", "How can I get access to the VPN?")
    answer = await kiri.receives(button="That solves it", channel=asked.channel)
    await kiri.clicks(answer, "That solves it")
    after = await kiri.receives(button="Start learning", channel=asked.channel)
    await kiri.clicks(after, "Start learning")
    assert "nudge comes" in (await kiri.receives("You are in", channel=asked.channel)).reads
