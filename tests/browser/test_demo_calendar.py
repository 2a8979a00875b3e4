"""A Friday is defended in the demo, lived in a browser by three people: on Monday, on Friday, and a week later."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from rich.console import Console

from bot.cli.demo_clock import DemoClock
from bot.cli.demo_run import running
from bot.playground import Playground

from .stage import ARGUMENTS, CHROMIUM, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM} (apt-get install chromium)"),
]
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@dataclass
class Demo:
    """The demo on a Monday morning, and the browser of whoever tries it."""

    playground: Playground
    browser: Browser
    complaints: list[str]

    async def window(self, person: str, channel: str) -> Page:
        page = await (await self.browser.new_context(viewport={"width": 1280, "height": 860})).new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        world = self.playground.world
        await page.goto(f"{self.playground.url}/#/{world.person(person).id}/{world.room(channel).id}")
        await expect(page.locator("body.ready")).to_be_attached()
        return page


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with AsyncExitStack() as stack:
        playground, _ = await stack.enter_async_context(running(0, 0, Console(quiet=True), DemoClock(MONDAY)))
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        stack.push_async_callback(browser.close)
        ready = Demo(playground, browser, [])
        yield ready
        assert ready.complaints == []


def sidebar(page: Page, name: str) -> Locator:
    return page.locator(".side-row", has_text=name)


def block(page: Page, day: str) -> Locator:
    """The learning block of a day such as `Fri 4`."""
    return page.locator(".weekday", has=page.get_by_role("heading", name=day)).locator(".event--block")


async def messages(page: Page) -> None:
    """Look at what Thrice wrote directly."""
    await sidebar(page, "Thrice").click()
    await page.get_by_role("tab", name="Messages").click()


async def leap(page: Page, where: str) -> None:
    await page.locator(".clock").click()
    await page.get_by_role("menuitem", name=where).click()


async def take_part(page: Page, channel: str) -> None:
    await write(page, "/thrice focus", field=f"Message #{channel}")
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("button", name="Leave")).to_be_visible()


async def connect(page: Page, person: str) -> None:
    """From the button in Slack through Thrice's page and the playground's window, and back."""
    await page.get_by_role("button", name="Connect a calendar").click()
    link = page.locator(".message", has_text="Here is your link").get_by_role("button", name="Connect a calendar")
    async with page.context.expect_page() as opened:
        await link.click()
    wiki = await opened.value
    await wiki.get_by_role("link", name="Connect Google Calendar").click()
    await expect(wiki.get_by_label("Whose calendar")).to_have_value(re.compile("."))
    assert await wiki.locator("#user option:checked").inner_text() == person
    await expect(wiki.get_by_text("standing in for Google")).to_be_visible()
    await wiki.get_by_role("button", name="Allow").click()
    await expect(wiki.get_by_role("status")).to_contain_text("Your Google calendar is connected")
    await wiki.close()


async def test_a_friday_is_defended(demo: Demo) -> None:
    # One story: to start the demo takes as long as each of them.
    await who_connects_nothing_subscribes_to_the_feed(demo)
    await a_hard_block_has_the_calendar_say_no(demo)
    await a_firm_one_comes_with_other_times_and_its_owner_has_the_last_word(demo)


async def a_firm_one_comes_with_other_times_and_its_owner_has_the_last_word(demo: Demo) -> None:
    page = await demo.window("lena", "office")
    step = page.locator(".step", has_text="See it in your calendar")
    await sidebar(page, "Calendar").click()
    await expect(page.locator(".weekday")).to_have_count(7)
    await expect(step).not_to_have_class(re.compile("step--done"))
    await sidebar(page, "office").click()
    await take_part(page, "office")
    await connect(page, "Lena Vogel")

    await sidebar(page, "Calendar").click()
    await expect(block(page, "Fri 4")).to_contain_text("14:00 – 16:00")
    await expect(block(page, "Fri 4")).to_contain_text("busy, by Thrice")
    await expect(step).to_have_class(re.compile("step--done"))
    await leap(page, "Next Friday")
    await messages(page)
    await expect(page.locator(".message", has_text="Your learning block: 14:00 to 16:00")).to_be_visible()

    # What is told unasked waits until the block is over.
    for _ in range(3):
        await leap(page, "One hour on")
    told = page.locator(".message", has_text="takes time of your learning block (Friday 11 December")
    await expect(told).to_contain_text("Customer call: Alpine Logistics")
    await expect(told.get_by_role("button", name=re.compile("^Move to "))).to_have_count(3)
    await told.get_by_role("button", name="Move to Thursday").click()
    await sidebar(page, "Calendar").click()
    await page.get_by_role("button", name="The week after").click()
    await expect(block(page, "Thu 10")).to_be_visible()
    await expect(block(page, "Fri 11")).to_have_count(0)

    # The owner's own hand wins: moved in the calendar it is moved in Slack, and a deleted one is asked about, once.
    await block(page, "Thu 10").click()
    await page.get_by_label("From", exact=True).fill("09:30")
    await page.get_by_label("To", exact=True).fill("11:30")
    await page.get_by_role("button", name="Save").click()
    await expect(block(page, "Thu 10")).to_contain_text("09:30 – 11:30")
    await page.get_by_role("button", name="The week after").click()
    await block(page, "Fri 18").click(position={"x": 12, "y": 12})  # the customer call lies over its middle
    await page.get_by_role("button", name="Delete").click()
    await messages(page)
    asked = page.locator(".message", has_text="You deleted your learning block")
    await expect(asked).to_have_count(1)
    await leap(page, "Next Monday")
    await page.get_by_role("tab", name="Home").click()
    await expect(page.locator(".home__body")).to_contain_text("10 December, 09:30 to 11:30")


async def a_hard_block_has_the_calendar_say_no(demo: Demo) -> None:
    page = await demo.window("priya", "engineering")
    await take_part(page, "engineering")
    await page.get_by_role("button", name="Settings", exact=True).click()
    await page.locator("dialog .picker", has_text="Firm").click()
    await page.get_by_role("option", name=re.compile("^Hard")).click()
    await page.locator("dialog").get_by_role("button", name="Save").click()
    await connect(page, "Priya Raman")
    await sidebar(page, "Calendar").click()
    await expect(block(page, "Fri 4")).to_contain_text("focus time, declines invitations")
    await page.get_by_role("button", name="Add a meeting").click()
    await page.get_by_role("button", name="Add", exact=True).click()
    declined = page.locator(".event", has_text="Quarterly numbers")
    await expect(declined).to_have_attribute("data-state", "declined")
    await expect(declined).to_contain_text("This time is kept free for learning")
    await page.set_viewport_size({"width": 360, "height": 800})
    assert await page.locator("html").evaluate("element => element.scrollWidth") <= 360


async def who_connects_nothing_subscribes_to_the_feed(demo: Demo) -> None:
    page = await demo.window("marcus", "general")
    await take_part(page, "general")
    address = await page.locator("code", has_text="/calendar/").inner_text()
    await sidebar(page, "Calendar").click()
    await page.get_by_label("Subscribe to an address").fill(address)
    await page.get_by_role("button", name="Subscribe").click()
    await expect(block(page, "Fri 4")).to_contain_text("from the address you subscribed to")
    await page.get_by_role("button", name="Unsubscribe").click()
    await expect(block(page, "Fri 4")).to_have_count(0)
