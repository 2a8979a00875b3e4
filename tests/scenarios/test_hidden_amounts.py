"""Whoever wants to see no numbers of their own learning sees none: nowhere, and from the same minute on."""

import re

import aiohttp
import pytest

from bot.bootstrap import Thrice
from scheduler.following_cards import CardRounds
from tests.support.clock import MovableClock
from tests.support.knowledge import link_in
from tests.support.learning import goes_to, nudge, through, to_monday
from tests.support.people import Person, Workspace

AMOUNT = re.compile(r"\d+ (card|week|people|time|of)")


@pytest.fixture
async def lena(workspace: Workspace, thrice: Thrice, clock: MovableClock) -> Person:
    """Lena, who has learned what the starter course holds on a Monday, and sees by how much."""
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()
    goes_to(clock, 9, 31)
    await lena.clicks(await nudge(thrice, lena), "Start")
    steps = await through(lena)
    assert AMOUNT.search(steps[-1].reads)
    return lena


async def hide(lena: Person, choice: list[str]) -> None:
    [now] = await lena.says("/thrice learn")
    await lena.clicks(now, "Change")
    modal = await lena.sees_modal()
    assert await lena.submits(modal, {"Amounts": choice}) == {}


async def page_of(lena: Person) -> str:
    """What the wiki page of one's own learning reads, without its markup."""
    [shown] = await lena.says("/thrice wiki")
    link = link_in(shown)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        opened = await session.get(link)
        page = await session.get(opened.url.with_path("/wiki/learning").with_query(None))
        return re.sub(r"<[^>]+>", " ", (await page.text()).split("<h1>")[1])


async def test_whoever_hides_amounts_sees_none_anywhere(
    workspace: Workspace, thrice: Thrice, lena: Person, clock: MovableClock
) -> None:
    assert AMOUNT.search((await lena.opens_home()).reads)
    assert AMOUNT.search(await page_of(lena))
    await hide(lena, ["Hide amounts"])
    await lena.receives("Saved. The next nudge comes on Tuesday")
    assert AMOUNT.search((await lena.opens_home()).reads) is None
    page = await page_of(lena)
    assert "Using Thrice" in page
    assert AMOUNT.search(page) is None, page
    [shelf] = await lena.says("/thrice learn courses")
    assert "begun" in shelf.reads or "all done" in shelf.reads
    assert " done." not in shelf.reads.replace("all done.", "")

    goes_to(clock, 9, 31, days=1)
    shown = await nudge(thrice, lena)
    assert AMOUNT.search(shown.reads) is None, shown.reads
    assert "to recall" in shown.reads or "New:" in shown.reads
    await lena.clicks(shown, "Start")
    done = (await through(lena, "Again"))[-1]
    assert AMOUNT.search(done.reads) is None, done.reads

    await hide(lena, [])
    assert AMOUNT.search((await lena.opens_home()).reads)
