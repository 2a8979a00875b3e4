"""Whatever is clicked too late, twice, or by somebody else gets a sentence, and nothing of it is lost or doubled."""

import asyncio
import json

import aiohttp
import pytest

from bot.bootstrap import Thrice
from bot.knowledge import publishing
from scheduler.following_cards import CardRounds
from tests.support.clock import MovableClock
from tests.support.knowledge import link_in, published, rows_with
from tests.support.learning import goes_to, nothing_comes, nudge, through, to_monday
from tests.support.people import Person, SaidNo, Workspace
from tests.support.surfaces import Message


@pytest.fixture
async def lena(workspace: Workspace, thrice: Thrice, clock: MovableClock) -> Person:
    """Lena, who joined on a Monday at eight (UTC) and learns what the starter course holds."""
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()
    return lena


async def to_a_card(person: Person) -> Message:
    """Read on until a card is asked; returns it with its answer shown."""
    for _ in range(10):
        step = [m for m in await person.dms() if not m.ephemeral][-1]
        if "Good" in step.buttons:
            return step
        await person.clicks(step, next(each for each in ("Next", "Show answer", "A") if each in step.buttons))
    raise AssertionError("no card is asked")


async def told(person: Person, text: str) -> Message:
    """What somebody is told privately in the direct message with the app."""
    said = await person.receives(text)
    assert said.ephemeral, "beside what was clicked, which stays as it was"
    return said


async def at_once(person: Person, on: Message, *labels: str) -> int:
    """Press buttons of one message at the same time; returns how many presses found their button still there."""
    pressed = await asyncio.gather(*(person.clicks(on, label) for label in labels), return_exceptions=True)
    late = [each for each in pressed if each is not None]
    assert all(isinstance(each, SaidNo) and each.status == 404 for each in late), late
    await person.workspace.quiet()
    return len(labels) - len(late)


async def test_yesterdays_nudge_says_so(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    old = await nudge(thrice, lena)
    clock.passes(days=1)
    for label in ("Start", "Snooze", "Skip today"):
        await lena.clicks(old, label)
        said = await told(lena, "That was for Monday")
        assert "`/thrice learn now` starts a sprint at any time." in said.reads
    assert (await lena.again(old) or old).buttons == old.buttons


async def test_yesterdays_sprint_says_so_and_todays_goes_on(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    await lena.clicks(await nudge(thrice, lena), "Start")
    old = await to_a_card(lena)
    clock.passes(days=1)
    await lena.clicks(old, "Good")
    await told(lena, "That sprint was Monday's; its cards come back by themselves.")
    await lena.clicks(await nudge(thrice, lena), "Start")
    assert "Done for today" in (await through(lena))[-1].reads


async def test_two_clicks_at_once_count_once(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    shown = await nudge(thrice, lena)
    await at_once(lena, shown, "Start", "Start", "Start")
    assert len(await rows_of(thrice, "sprints")) == 1
    card = await to_a_card(lena)
    await at_once(lena, card, "Good", "Good", "Easy")
    assert len(await rows_of(thrice, "grades")) == 1
    assert (await lena.dms())[-1].reads != card.reads, "it went on by one step"
    await through(lena)


async def rows_of(thrice: Thrice, table: str) -> list[str]:
    return [row for row in await rows_with(thrice, "") if row.startswith(f"{table}:")]


async def test_a_nudge_that_was_answered_says_how(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    shown = await nudge(thrice, lena)
    if await at_once(lena, shown, "Skip today", "Skip today") == 2:
        await told(lena, "You skipped today. `/thrice learn now` starts a sprint all the same.")
    assert (await lena.again(shown) or shown).buttons == []

    clock.passes(days=1)
    first = await nudge(thrice, lena)
    await lena.clicks(first, "Snooze")
    await lena.clicks(await lena.receives("Until when?", button="1 hour"), "1 hour")
    clock.passes(minutes=61)
    second = await nudge(thrice, lena)
    await lena.clicks(second, "Start")
    begun = (await lena.dms())[-1]
    earlier = await lena.receives("I come back at", button="Start")
    await lena.clicks(earlier, "Start")
    same = await lena.again(earlier)
    assert same is not None
    assert same.reads == begun.reads, "the one sprint of the day, wherever it is taken up"
    await nothing_comes(workspace, thrice, lena)


def value_of(message: Message, label: str) -> tuple[str, str]:
    """The action and the value behind a button."""
    buttons = [e for b in message.all_blocks for e in b.get("elements", ()) if e.get("type") == "button"]
    found = next(each for each in buttons if each["text"]["text"] == label)
    return found["action_id"], found["value"]


async def test_nobody_answers_for_somebody_else(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    eve = workspace.person("eve", tz="UTC")
    await eve.says("/thrice learn")
    goes_to(clock, 9, 31)
    lenas, eves = await nudge(thrice, lena), await nudge(thrice, eve)
    for label in ("Start", "Snooze", "Skip today"):
        action, value = value_of(lenas, label)
        await eve.does("click", {"channel": eves.channel, "ts": eves.ts, "action_id": action, "value": value})
        await told(eve, "This prompt is somebody else's.")
    await lena.clicks(lenas, "Start")
    await eve.clicks(eves, "Start")
    lenas, eves = await to_a_card(lena), await to_a_card(eve)
    action, value = value_of(lenas, "Good")
    await eve.does("click", {"channel": eves.channel, "ts": eves.ts, "action_id": action, "value": value})
    await told(eve, "This sprint is somebody else's.")
    assert await rows_of(thrice, "grades") == []


async def test_the_first_sprint_may_start_right_after_joining(workspace: Workspace) -> None:
    mia = workspace.person("mia", tz="UTC")
    await mia.says("/thrice learn")

    async def begun() -> bool:
        [said] = await mia.says("/thrice learn now")
        return "Next" in said.buttons

    await workspace.eventually(begun, within=10, because="the starter course has cards")


async def test_a_sprint_starts_whenever_one_likes(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    [begun] = await lena.says("/thrice learn now")
    assert "1 of" in begun.reads
    [same] = await lena.says("/thrice learn now")
    assert same.reads == begun.reads, "it goes on where it was left"
    goes_to(clock, 9, 31)
    await nothing_comes(workspace, thrice, lena)


async def test_a_page_that_is_retired_is_passed_over(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    await published(workspace)
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()
    goes_to(clock, 9, 31)
    await lena.clicks(await nudge(thrice, lena), "Start")
    async with thrice.storage.begin(1) as uow:
        article = await uow.articles.get(1)
        assert article is not None
        await publishing.retire(uow, article, by="thrice", at=clock())
        title = article.title
    await CardRounds(thrice.storage, clock).follow()
    steps = await through(lena)
    assert len(steps) > 2, "the course's lesson is still asked"
    assert [step.reads for step in steps[1:] if title in step.reads] == []


async def test_a_learner_is_forgotten_and_handed_over(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    goes_to(clock, 9, 31)
    await lena.clicks(await nudge(thrice, lena), "Start")
    await through(lena)
    [shown] = await lena.says("/thrice export me")
    async with aiohttp.ClientSession() as session, session.get(link_in(shown)) as opened:
        held = json.loads(await opened.text())["learning"]
    assert {"learners", "nudges", "sprints", "grades", "memories"} <= {part for part, rows in held.items() if rows}

    [ask] = await lena.says("/thrice forget me")
    await lena.clicks(ask, "Forget me")
    await lena.receives("It is done")
    await workspace.quiet()
    allowed = ("members:", "outgoing:", "workflow_")
    assert [row for row in await rows_with(thrice, await lena.id()) if not row.startswith(allowed)] == []
    clock.passes(days=1)
    await nothing_comes(workspace, thrice, lena)
    [refused] = await lena.says("/thrice learn")
    assert "forget you" in refused.reads


async def test_times_are_changed_in_the_modal(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    [shown] = await lena.says("/thrice learn")
    await lena.clicks(shown, "Change")
    modal = await lena.sees_modal()
    for wrong, field, sentence in (
        ({"Time of the nudge": "03:00"}, "Time of the nudge", "within your working hours, 09:00 to 17:00"),
        ({"Time of the nudge": "09:30", "Working day ends": "08:00"}, "Working day ends", "end after it begins"),
        ({"Working day ends": "17:00", "Pause until": "2020-01-01"}, "Pause until", "later day than today"),
    ):
        errors = await lena.submits(modal, wrong)
        assert list(errors) == [field]
        assert sentence in errors[field]
    assert list(await lena.submits(modal, {"Working days": []})) == ["Working days"]
    chosen = {
        "Pause until": None,
        "Time of the nudge": "14:15",
        "Working days": ["Tuesday", "Saturday"],
        "Country": "Austria",
        "How often": "every second working day",
        "New cards a day": "2",
    }
    assert [m for m in await lena.dms() if "Saved" in m.reads] == []
    assert await lena.submits(modal, chosen) == {}
    told = await lena.receives("Saved. The next nudge comes on Tuesday")
    assert "at 14:15, from then on every second working day. Holidays: Austria." in told.reads
    [now] = await lena.says("/thrice learn")
    assert "The next nudge comes on Tuesday" in now.reads
    assert "at 14:15, from then on every second working day. Holidays: Austria." in now.reads
    goes_to(clock, 14, 16, days=1)
    await nudge(thrice, lena)

    await lena.clicks(now, "Change")
    modal = await lena.sees_modal()
    boxes = modal.fields["Working days"]["element"]
    assert [each["text"]["text"] for each in boxes["initial_options"]] == ["Tuesday", "Saturday"]
