"""A seeded playground, a small app behind it, and browser windows onto it, for the tests of the chat page."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground
from bot.playground.seed import Seeded

from .tiny_app import Json, TinyApp

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Stage:
    """A seeded playground, the small app behind it, and browser windows onto it."""

    def __init__(self, playground: Playground, seeded: Seeded, app: TinyApp, browser: Browser) -> None:
        self.playground = playground
        self.seeded = seeded
        self.app = app
        self.slack = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
        self._browser = browser
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def person(self, name: str) -> str:
        return self.seeded.people[name].id

    def channel(self, name: str) -> str:
        return self.seeded.channels[name].id

    async def window(self, person: str, channel: str = "help", **how: Any) -> Page:
        """A fresh browser window in which one is `person` and looks at `channel`."""
        context = await self._browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | how))
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        await page.goto(f"{self.playground.url}/#/{self.person(person)}/{self.channel(channel)}")
        await expect(page.locator("body.ready")).to_be_attached()
        return page

    async def tells(self, person: str, text: str, blocks: list[Json] | None = None) -> None:
        """The app writes to somebody directly."""
        opened = await self.slack.conversations_open(users=[self.person(person)])
        await self.slack.chat_postMessage(channel=opened["channel"]["id"], text=text, blocks=blocks)


def said(page: Page, text: str) -> Locator:
    """The message in the middle of the page that contains `text`."""
    return page.locator(".conversation .message", has_text=text)


async def be(page: Page, name: str) -> None:
    """Switch to somebody by "You are: … ▾"."""
    await page.locator(".switch").click()
    await page.get_by_role("menuitemradio", name=name).click()
    await expect(page.locator(".switch__name")).to_have_text(name.split(maxsplit=1)[0])


async def write(page: Page, text: str, field: str = "Message #help") -> None:
    """Type into a composer and send."""
    await page.get_by_label(field, exact=True).fill(text)
    await page.get_by_label(field, exact=True).press("Enter")


def button(label: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action, **more}
