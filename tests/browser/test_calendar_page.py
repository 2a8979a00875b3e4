"""Connecting a calendar in a real browser, whose rules for cookies, forms and redirections no double of ours knows."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.config import CalendarSettings, WebSettings, read
from bot.knowledge.search import Search
from bot.learning_blocks import members
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.policy import BlockPolicy
from bot.open_calendar import OpenCalendar
from bot.providers import embedders
from bot.telemetry.metrics import Metrics
from bot.web.app import build_web
from bot.web.parts import CalendarParts, WebParts
from bot.workspaces.secrets import SecretBox
from bot.workspaces.signing_in import Purpose, Redeemed, create_link
from models.engine import make_engine
from models.uow import Storage
from tests.browser.stage import ARGUMENTS, CHROMIUM
from tests.browser.test_wiki_pages import serving
from tests.counterparts.dav_servers import PASSWORD, USER, radicale
from tests.counterparts.google_calendar import GoogleDouble, google_double
from tests.counterparts.mail_server import MailDouble, mail_double
from tests.counterparts.serve import served
from tests.databases import SqliteDatabases
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, Matrices, Team

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM} (apt-get install chromium)"),
]


class Later:
    """An application that is known only once its address is."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass
class Site:
    """The page of Chen, who takes part in the blocks, and the provider's window, which is of another site."""

    address: str
    context: BrowserContext
    page: Page
    google: GoogleDouble
    mail: MailDouble
    team: Team

    async def sign_in(self, page: Page) -> None:
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            details = {"next": "/wiki/calendar"}
            link = await create_link(uow, user_id="U3", purpose=Purpose.WIKI, now=NOW, details=details)
        await page.goto(f"{self.address}{link}")


async def _nothing(_who: Redeemed) -> bytes:
    return b"{}"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        storage = Storage(make_engine(SqliteDatabases(tmp_path).another()), Jobs())
        stack.push_async_callback(storage.close)
        team, later, box = await Team.founded(storage), Later(), SecretBox([os.urandom(32)])
        address = await stack.enter_async_context(serving(later))
        google = await stack.enter_async_context(google_double())
        google.authority.redirect = f"{address}/calendar/connected/google"
        mail = await stack.enter_async_context(mail_double())
        window = await stack.enter_async_context(served(_window(google)))
        settings = {
            "THRICE_SMTP_URL": f"smtp://localhost:{mail.port}",
            "THRICE_SMTP_FROM": "Thrice <thrice@example.com>",
            "THRICE_GOOGLE_CLIENT_ID": "client-1",
            "THRICE_GOOGLE_CLIENT_SECRET": "s3cret",
            "THRICE_GOOGLE_API_URL": f"{google.url}/calendar/v3",
            "THRICE_GOOGLE_TOKEN_URL": google.url,
            "THRICE_GOOGLE_CONSENT_URL": f"{window.replace('127.0.0.1', 'localhost')}/consent",
        }
        calendars = OpenCalendar(storage, box, read(CalendarSettings, settings), public_url=address, clock=lambda: NOW)
        stack.push_async_callback(calendars.close)
        feeds = FeedSecrets(box, address)
        later.app = build_web(
            WebParts(
                storage=storage,
                settings=WebSettings(_env_file=None, THRICE_PUBLIC_URL=address),
                search=Search(embedders.build("local", {}), Matrices()),
                metrics=Metrics(),
                readiness={},
                export=_nothing,
                connecting=CalendarParts(calendars, calendars.secrets, feeds),
                clock=lambda: NOW,
            )
        )
        async with storage.begin(team.workspace_id) as uow:
            await members.join(uow, "U3", policy=BlockPolicy(), feeds=feeds, at=NOW)
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        stack.push_async_callback(browser.close)
        context = await browser.new_context(java_script_enabled=False)
        yield Site(address, context, await context.new_page(), google, mail, team)


def _window(google: GoogleDouble) -> web.Application:
    """Where the owner of a calendar agrees: a page with a link, as theirs has a button."""

    async def consent(request: web.Request) -> web.Response:
        back = request.url.with_path("/").with_query(google.authority.agree(dict(request.query))).query_string
        page = f'<title>Google</title><a href="{google.authority.redirect}?{back}">Allow</a>'
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/consent", consent)
    return app


async def test_caldav_is_connected_with_the_keyboard_alone(site: Site, tmp_path: Path) -> None:
    page = site.page
    (tmp_path / "dav").mkdir()
    async with radicale(tmp_path / "dav") as server:
        await site.sign_in(page)
        await page.get_by_label("Address", exact=True).focus()
        for text in (server.url, USER, "wrong"):
            await page.keyboard.insert_text(text)
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("does not accept the name and the app password")
        await expect(page).to_have_title("Not connected: My calendar · Thrice")
        await expect(page.get_by_label("Address", exact=True)).to_have_value(server.url)
        await expect(page.get_by_label("App password")).to_have_value("")
        await page.get_by_label("App password").focus()
        await page.keyboard.insert_text(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("is connected")
        await expect(page).to_have_url(f"{site.address}/wiki/calendar?done=caldav")
        await page.get_by_role("button", name="Disconnect CalDAV, Work").press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("is disconnected")
        await expect(page.get_by_text("No calendar yet for Chen.")).to_be_visible()


async def test_googles_window_of_another_site_leads_back_into_the_same_session(site: Site) -> None:
    page = site.page
    await site.sign_in(page)
    await page.get_by_role("link", name="Connect Google Calendar").click()
    await expect(page).to_have_title("Google")
    await page.get_by_role("link", name="Allow").click()
    await expect(page.get_by_role("status")).to_contain_text("Your Google calendar is connected")
    await expect(page.get_by_text("amina@example.com")).to_be_visible()


async def test_another_browser_of_the_same_person_is_refused_what_the_first_began(site: Site) -> None:
    page = site.page
    await site.sign_in(page)
    await page.get_by_role("link", name="Connect Google Calendar").click()
    allow = await page.get_by_role("link", name="Allow").get_attribute("href")
    assert allow is not None
    other = await site.context.browser.new_context() if site.context.browser is not None else site.context
    stranger = await other.new_page()
    await stranger.goto(allow)
    await expect(stranger.get_by_role("heading", level=1)).to_have_text("Sign in from Slack")
    await site.sign_in(stranger)
    await stranger.goto(allow)
    await expect(stranger.get_by_role("alert")).to_contain_text("in another browser")
    await page.goto(allow)
    await expect(page.get_by_role("status")).to_contain_text("is connected")


@pytest.mark.parametrize("width", [320, 360, 1100])
async def test_nothing_reaches_over_the_edge(site: Site, width: int) -> None:
    page = site.page
    await page.set_viewport_size({"width": width, "height": 800})
    await site.sign_in(page)
    await page.get_by_label("Address", exact=True).fill("https://" + "x" * 1_900)
    await page.get_by_label("User name").fill("a:b")
    await page.get_by_label("App password").fill("x")
    await page.get_by_role("button", name="Connect", exact=True).click()
    await expect(page.get_by_label("User name")).to_be_focused()
    assert await page.locator("html").evaluate("element => element.scrollWidth") <= width


async def test_an_address_is_confirmed_from_its_letter_in_the_same_browser_only(site: Site) -> None:
    page = site.page
    await site.sign_in(page)
    await page.get_by_label("E-mail address").fill("chen@example.org")
    await page.get_by_role("button", name="Send the letter").click()
    await expect(page.get_by_role("status")).to_contain_text("A letter is on its way")
    [letter] = site.mail.taken
    [link] = [line for line in letter.get_content().splitlines() if line.startswith("http")]
    other = await site.context.browser.new_context() if site.context.browser is not None else site.context
    stranger = await other.new_page()
    await stranger.goto(link)
    await expect(stranger.get_by_role("heading", level=1)).to_have_text("Sign in first")
    await page.goto(link)
    await expect(page.get_by_role("main")).to_contain_text("chen@example.org")
    await page.get_by_role("button", name="Confirm").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("The address is confirmed")
    await expect(page.get_by_role("button", name="Disconnect Invitations by e-mail, chen@example.org")).to_be_visible()
