"""Learning budgets: a curator gives them, members spend them with one command, and nobody's spending is shown."""

import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.bootstrap import Thrice
from bot.learning.quarters import Quarter
from scheduler.following_cards import CardRounds
from tests.support.clock import MovableClock
from tests.support.knowledge import link_in, rows_with
from tests.support.learning import nudge, to_monday
from tests.support.people import Person, Workspace

HOURS, MONEY = "Hours for each member, this quarter", "Money for each member, this quarter"
NEXT_HOURS, NEXT_MONEY = "Hours for each member, next quarter", "Money for each member, next quarter"


@pytest.fixture
async def root(workspace: Workspace, clock: MovableClock) -> Person:
    """Root, an admin of the workspace; it is a Monday in the first weeks of a quarter."""
    into_a_quarter(clock)
    root = workspace.person("root", is_admin=True, tz="UTC")
    await workspace.quiet()
    return root


def into_a_quarter(clock: MovableClock) -> None:
    """Let it be a Monday morning in the third week of a quarter."""
    begins = Quarter.of(clock().date()).next.first
    clock.passes(days=(begins - clock().date()).days + 12)
    to_monday(clock)


async def gives(who: Person, hours: str | None = None, money: str | None = None, **later: str) -> dict[str, str]:
    """Give a budget in the window behind the button; returns what is refused, by field."""
    [shown] = await who.says("/thrice learn budget")
    await who.clicks(shown, "Budget")
    return await who.submits(await who.sees_modal(), {HOURS: hours, MONEY: money, **later})


async def reads(who: Person, command: str) -> str:
    [said] = await who.says(f"/thrice learn {command}")
    return said.reads


async def test_hours_and_money_are_given_spent_and_taken_back(
    workspace: Workspace, root: Person, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    nothing = await reads(lena, "budget")
    assert "No learning budget is given for" in nothing
    assert "admins" in nothing, "it says who could give one"
    assert "nothing was booked" in await reads(lena, "spent 2h Falconry course")
    assert "learning budget" not in (await lena.opens_home()).reads.lower()

    assert await gives(root, "10", "300 EUR") == {}
    said = await root.receives("Saved")
    assert "10 h and 300 EUR" in said.reads

    [booked] = await lena.says("/thrice learn spent 2h Falconry course")
    assert "2 h for “Falconry course”" in booked.reads
    assert "8 h of 10 h" in booked.reads
    assert booked.buttons == ["Take back"]
    assert booked.ephemeral
    await lena.says("/thrice learn spent 40,50 eur Designing Data-Intensive Applications")
    account = await reads(lena, "budget")
    for line in ("8 h of 10 h", "259.50 EUR of 300 EUR", "Designing Data-Intensive Applications", "Falconry course"):
        assert line in account
    quarter = Quarter.of(clock().date())
    lapses = f"{quarter.last.day} {quarter.last:%B}"
    assert lapses in account
    home = (await lena.opens_home()).reads
    assert f"Learning budget: 8 h and 259.50 EUR left, until {lapses}." in home

    # More than is left is refused, and nothing is booked.
    refused = await reads(lena, "spent 8 h 15 min A whole working day")
    assert "8 h" in refused
    assert "Nothing was booked" in refused
    assert "A whole working day" not in await reads(lena, "budget")

    await lena.clicks(booked, "Take back")
    back = await lena.receives("Taken back", channel="#general")
    assert "10 h of 10 h" in back.reads
    assert "Falconry course" not in await reads(lena, "budget")
    assert "Learning budget: 10 h and 259.50 EUR left" in (await lena.opens_home()).reads

    # Lowered below what is spent, it is used up; withdrawn, nothing more can be booked. What was booked stays.
    assert await gives(root, "10", "30 EUR") == {}
    assert "Nothing is left of 30 EUR; spent: 40.50 EUR." in await reads(lena, "budget")
    assert "Nothing was booked" in await reads(lena, "spent 1 EUR Coffee")
    assert await gives(root, "", "") == {}
    assert "none" in (await root.receives("Saved")).reads
    assert "Designing Data-Intensive Applications" in await reads(lena, "budget")
    assert "nothing was booked" in await reads(lena, "spent 1 EUR Coffee")
    logged = "".join(capsys.readouterr())
    assert "refused" in logged
    assert not any(word in logged for word in ("Falconry", "Designing", "Coffee", "whole working day"))


async def test_sums_show_from_three_people_on_and_to_curators_alone(workspace: Workspace, root: Person) -> None:
    await gives(root, "10")
    people = [workspace.person(name, tz="UTC") for name in ("amina", "bo", "chen")]
    for number, person in enumerate(people, start=1):
        assert "people used" not in await reads(root, "budget"), "it would show what one or two spent"
        await person.says(f"/thrice learn spent {number}h Something of {person.name}'s own")
    shown = await reads(root, "budget")
    assert "Together, 3 people used 6 h of 30 h." in shown
    assert "own" not in shown
    assert "people used" not in await reads(people[0], "budget")
    [theirs] = await people[0].says("/thrice learn budget")
    assert "Budget" not in theirs.buttons


async def test_the_window_says_what_cannot_be(workspace: Workspace, root: Person) -> None:
    for hours, money, field, sentence in (
        ("-1", None, HOURS, "more than nothing"),
        ("NaN", None, HOURS, "such as"),
        ("1e9", None, HOURS, "such as"),
        ("5000", None, HOURS, "1000 h"),
        ("30 EUR", None, HOURS, "such as"),
        (None, "300", MONEY, "currency"),
        (None, "300 XXQ", MONEY, "currency"),
        (None, "10 h", MONEY, "currency"),
        (None, "1.234 EUR", MONEY, "two decimals"),
        (None, "9" * 30 + " EUR", MONEY, "at most"),
    ):
        errors = await gives(root, hours, money)
        assert list(errors) == [field], (hours, money, errors)
        assert sentence in errors[field], errors
    assert "No learning budget is given" in await reads(root, "budget")


async def test_a_new_quarter_begins_with_what_was_given_for_it(
    workspace: Workspace, root: Person, clock: MovableClock
) -> None:
    lena = workspace.person("lena", tz="UTC")
    await gives(root, "10", None, **{NEXT_HOURS: "4", NEXT_MONEY: "€50"})
    [booked] = await lena.says("/thrice learn spent 9h Falconry course")
    [shown] = await root.says("/thrice learn budget")
    await root.clicks(shown, "Budget")
    old_window = await root.sees_modal()
    clock.passes(days=(Quarter.of(clock().date()).last - clock().date()).days + 1)

    account = await reads(lena, "budget")
    assert "4 h of 4 h" in account, "what was left has lapsed"
    assert "Falconry course" not in account
    await lena.clicks(booked, "Take back")
    back = await lena.receives("Taken back", channel="#general")
    assert "That quarter is over" in back.reads
    assert "4 h of 4 h" in await reads(lena, "budget")
    errors = await root.submits(old_window, {HOURS: "11", NEXT_HOURS: "5"})
    assert "over" in errors[HOURS]
    assert "4 h of 4 h" in await reads(lena, "budget")


async def test_nobody_takes_back_for_somebody_else_or_twice(workspace: Workspace, thrice: Thrice, root: Person) -> None:
    await gives(root, "10")
    lena, eve = workspace.person("lena", tz="UTC"), workspace.person("eve", tz="UTC")
    [lenas] = await lena.says("/thrice learn spent 2h Falconry course")
    [eves] = await eve.says("/thrice learn spent 1h Speaking")
    [button] = [e for b in lenas.all_blocks for e in b.get("elements", ()) if e.get("type") == "button"]
    for value in (button["value"], '{"spending_id":999}', '{"spending_id":-1}', "{}", "x", '{"spending_id":1e400}'):
        body = {"channel": eves.channel, "ts": eves.ts, "action_id": button["action_id"], "value": value}
        await eve.does("click", body)
    assert "9 h of 10 h" in await reads(eve, "budget")
    assert "8 h of 10 h" in await reads(lena, "budget")
    said = [m.reads for m in await eve.private("#general")]
    assert any("somebody else's" in each for each in said)
    assert any("I do not know what this button is about" in each for each in said)
    assert not any("Falconry" in each for each in said)

    [account] = await lena.says("/thrice learn budget")
    await lena.clicks(account, "Take back")
    await lena.clicks(lenas, "Take back")
    assert "taken back already" in (await lena.receives("already", channel="#general")).reads
    assert "10 h of 10 h" in await reads(lena, "budget")


async def test_whatever_is_typed_gets_a_sentence_and_books_nothing_by_mistake(
    workspace: Workspace, thrice: Thrice, root: Person
) -> None:
    await gives(root, "10", "300 EUR")
    lena = workspace.person("lena", tz="UTC")
    for typed, sentence in (
        ("", "such as"),
        ("20 minutes", "what it was for"),
        ("2h", "what it was for"),
        ("0h Nothing", "more than nothing"),
        ("-2h Time machine", "more than nothing"),
        ("NaN EUR Book", "such as"),
        ("1e9 EUR Book", "such as"),
        ("1000000000 EUR Book", "Nothing was booked"),
        ("99999999999999999999 h Book", "Nothing was booked"),
        ("40.123 EUR Book", "two decimals"),
        ("40 USD Book", "nothing was booked"),
        ("$40 Book", "nothing was booked"),
        ("3 days Conference", "hours"),
        ("40 Book", "such as"),
        (f"2h {'title ' * 900}", "characters"),
    ):
        said = await reads(lena, f"spent {typed}")
        assert sentence in said, (typed, said)
        assert "<@" not in said
    assert "10 h of 10 h" in await reads(lena, "budget")
    assert "300 EUR of 300 EUR" in await reads(lena, "budget")

    title = "<!channel> *Bold* `code` & <https://evil.example|x> <@U0123ABCD> _it_"
    [booked] = await lena.says(f"/thrice learn spent 1h {title}")
    assert "<!channel>" not in booked.text + booked.reads
    assert "<@U" not in booked.text + booked.reads
    assert "<!channel>" not in await reads(lena, "budget")
    assert "9 h of 10 h" in await reads(lena, "budget")


async def test_guests_have_none_and_members_need_not_get_nudges(workspace: Workspace, root: Person) -> None:
    await gives(root, "10")
    gus, mia = workspace.person("gus", is_guest=True), workspace.person("mia", tz="UTC")
    for command in ("budget", "spent 1h Book"):
        [refused] = await gus.says(f"/thrice learn {command}", await gus.dm_with_app())
        assert "full members" in refused.reads
    assert "9 h of 10 h" in await reads(mia, "spent 1h Book")


async def test_what_was_spent_is_handed_over_and_erased(workspace: Workspace, thrice: Thrice, root: Person) -> None:
    await gives(root, "10", "300 EUR")
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn spent 90 min Heron watching for beginners")
    [shown] = await lena.says("/thrice export me")
    async with aiohttp.ClientSession() as session, session.get(link_in(shown)) as opened:
        held = json.loads(await opened.text())["learning"]
    [spent] = held["spendings"]
    assert (spent["what"], spent["unit"], spent["amount"]) == ("Heron watching for beginners", "min", "90")

    [ask] = await lena.says("/thrice forget me")
    await lena.clicks(ask, "Forget me")
    await lena.receives("It is done")
    await workspace.quiet()
    assert await rows_with(thrice, "Heron") == []
    assert "forget you" in await reads(lena, "spent 1h Book")

    # A curator who goes leaves what was given, and no trace of who gave it.
    [ask] = await root.says("/thrice forget me")
    await root.clicks(ask, "Forget me")
    await root.receives("It is done")
    await workspace.quiet()
    assert [row for row in await rows_with(thrice, await root.id()) if row.startswith(("budgets:", "audit"))] == []
    assert "10 h of 10 h" in await reads(workspace.person("mia", tz="UTC"), "budget")


def goes_to_day(clock: MovableClock, days_before_end: int, hour: int, minute: int = 0) -> None:
    """Let it be a time (UTC) so many days before the end of the present quarter."""
    day = Quarter.of(clock().date()).last - timedelta(days=days_before_end)
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    clock.passes(seconds=(there - clock()).total_seconds())


def first_working_day(quarter: Quarter) -> int:
    """How many days before a quarter's end the first reminder comes to somebody who works Monday to Friday."""
    return next(n for n in range(14, 0, -1) if (quarter.last - timedelta(days=n)).weekday() < 5)


async def reminders(who: Person) -> list[str]:
    return [m.reads for m in await who.dms() if "lapses after" in m.reads]


async def test_what_is_left_is_told_in_a_nudge_or_in_one_message_twice_a_quarter(
    workspace: Workspace, thrice: Thrice, root: Person, clock: MovableClock
) -> None:
    await gives(root, "10", "300 EUR")
    lena, mia, vic = (workspace.person(name, tz="UTC") for name in ("lena", "mia", "vic"))
    for person in (lena, mia, vic):
        await person.says("/thrice learn")
    await CardRounds(thrice.storage, clock).follow()
    await vic.says("/thrice learn spent 10h A week of falconry")
    await vic.says("/thrice learn spent 300 EUR The falcon")
    quarter = Quarter.of(clock().date())

    # Lena gets the day's nudge, and it says so; Mia has started by herself, so no nudge comes to her.
    goes_to_day(clock, first_working_day(quarter), 9)
    await mia.says("/thrice learn now")
    goes_to_day(clock, first_working_day(quarter), 9, 31)
    shown = await nudge(thrice, lena)
    assert f"10 h and 300 EUR of your learning budget are left; it lapses after {quarter.lapses}." in shown.reads
    await thrice.rounds.remind()
    await workspace.quiet()
    assert await reminders(mia) == [], "an hour after the time of the nudge, and no sooner"
    goes_to_day(clock, first_working_day(quarter), 10, 31)
    for _ in range(3):
        await thrice.rounds.nudge()
        await thrice.rounds.remind()
        await workspace.quiet()
    [told] = await reminders(mia)
    assert "10 h and 300 EUR of your learning budget are left" in told
    assert len(await reminders(lena)) == 1
    assert await reminders(vic) == [], "nothing is left"

    # Whoever hides amounts is told without them. On the last working days everybody is told once more, and no more.
    [now] = await lena.says("/thrice learn")
    await lena.clicks(now, "Change")
    await lena.submits(await lena.sees_modal(), {"Amounts": ["Hide amounts"]})
    assert "There is a learning budget until" in (await lena.opens_home()).reads
    for days in range(first_working_day(quarter) - 1, -4, -1):
        for minute in (31, 91):
            day = quarter.last - timedelta(days=days)
            there = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(minutes=minute)
            clock.passes(seconds=(there - clock()).total_seconds())
            await thrice.rounds.nudge()
            await thrice.rounds.remind()
            await workspace.quiet(0.2)
    for person in (lena, mia):
        _, last = await reminders(person)
        assert "I will not mention it again this quarter." in last
    assert "Some of your learning budget is left" in (await reminders(lena))[1]
    assert await reminders(vic) == []
