"""The wiki in a real browser: signing in, reading and searching work, and nothing that a page says is executed."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright, expect
from starlette.types import ASGIApp

from bot.config import WebSettings
from bot.knowledge.search import Search
from bot.providers import embedders
from bot.telemetry.metrics import Metrics
from bot.web.app import build_web
from bot.web.parts import WebParts
from bot.workspaces.signing_in import Purpose, Redeemed, create_link
from models.engine import make_engine
from models.uow import Storage
from tests.browser.stage import ARGUMENTS, CHROMIUM
from tests.databases import SqliteDatabases
from tests.wiki_world import NOW, Matrices, Team

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM} (apt-get install chromium)"),
]

BODY = """## Short answer

Ask **IT** in the [portal](https://it.example.com); access takes a day. [\\[1\\]](https://acme.slack.com/archives/C1/p1700000000000100)

## Steps

1. Open the portal and choose *Network*.
2. Run this on your machine:

    ```
    vpnctl login --profile office
    ```

3. Tell `#help` if it says `ERR_CERT_4711`.

| Who | How long |
|---|---|
| Employees | a day |
| Freelancers | a week |

> The certificate lasts a year.
"""

PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<details open ontoggle=window.pwned=1>x</details>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><input autofocus onfocus=window.pwned=1>",
    "<object data=http://evil.example/x></object>",
    "<math><mi//xlink:href='data:x,<script>window.pwned=1</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=1>'>",
    "![x](http://evil.example/pixel.png)",
    "![x](data:image/svg+xml,<svg onload=window.pwned=1>)",
    "[x](javascript:window.pwned=1)",
    "[x](data:text/html,<script>window.pwned=1</script>)",
    '[x](http://a.example/"onmouseover="window.pwned=1)',
    "<javascript:window.pwned=1>",
    "[x]: javascript:window.pwned=1\n\n[x]",
    "</div></main><script>window.pwned=1</script>",
    "```\n</code></pre><script>window.pwned=1</script>\n```",
    "{{ 7*7 }}{% raw %}<script>window.pwned=1</script>",
    "\u202e\u0000<scr\u0000ipt>window.pwned=1</script>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "<a href='&#106;avascript:window.pwned=1' autofocus onfocus=window.pwned=1>x</a>",
]
WRAPS = [
    *("{}", "> {}", "- {}", "# {}", "**{}**", "    {}", "`{}`", "[{}](http://ok.example)"),
    *("| {} |\n|---|\n| {} |", "1. {}\n\n   {}"),
]


async def _hands_over(_who: Redeemed) -> bytes:
    return b"{}"


@dataclass
class Site:
    """A served wiki, and a page of a browser that looks at it."""

    address: str
    team: Team
    page: Page

    async def sign_in(self, user_id: str) -> None:
        """Open a fresh one-time link."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            link = await create_link(uow, user_id=user_id, purpose=Purpose.WIKI, now=NOW)
        await self.page.goto(f"{self.address}{link}")


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    storage = Storage(make_engine(SqliteDatabases(tmp_path).another()))
    team = await Team.founded(storage)
    parts = WebParts(
        storage=storage,
        settings=WebSettings(_env_file=None),
        search=Search(embedders.build("local", {}), Matrices()),
        metrics=Metrics(),
        readiness={},
        export=_hands_over,
        clock=lambda: NOW,
    )
    async with (
        serving(build_web(parts)) as address,
        async_playwright() as driver,
    ):
        browser = await driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield Site(address, team, await browser.new_page())
        finally:
            await browser.close()
    await storage.close()


async def test_a_member_signs_in_reads_searches_and_signs_out(site: Site, tmp_path: Path) -> None:
    article = await site.team.article(
        "How do I get VPN access?",
        BODY,
        tags=["vpn", "network"],
        phrasings=[
            "anyone know who hands out vpn accounts? can't connect from home",
            "Where can I request access to the VPN?",
        ],
        revisions=["Ask HR in the portal; access takes a day."],
    )
    await site.team.article("How do I claim back travel expenses?", "Send receipts to finance.", status="stale")
    await site.team.offer(article, "U3", "solved")
    draft = await site.team.article("How do I order a standing desk?", status="draft", reviewer="")
    await site.team.review(draft, "U1")
    page = site.page

    await page.goto(f"{site.address}/wiki")
    assert await page.locator("code").inner_text() == "/thrice wiki"
    await page.screenshot(path=tmp_path / "stranger.png", full_page=True)

    await site.sign_in("U1")
    assert page.url == f"{site.address}/wiki"
    await page.screenshot(path=tmp_path / "front.png", full_page=True)
    await page.get_by_role("link", name="How do I get VPN access?").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("How do I get VPN access?")
    await expect(page.locator(".prose ol > li")).to_have_count(3)
    await page.screenshot(path=tmp_path / "page.png", full_page=True)
    await page.get_by_role("link", name="History").click()
    await expect(page.locator(".diff")).to_have_count(2)
    await page.screenshot(path=tmp_path / "history.png", full_page=True)

    await page.get_by_role("searchbox").fill("ERR_CERT_4711")
    await page.keyboard.press("Enter")
    await expect(page.locator(".entries li")).to_have_count(1)
    await page.screenshot(path=tmp_path / "search.png", full_page=True)

    for name in ("Tags", "Review", "Numbers"):
        await page.get_by_role("navigation", name="Wiki").get_by_role("link", name=name).click()
        await expect(page.locator('nav a[aria-current="page"]')).to_have_text(name)
        await page.screenshot(path=tmp_path / f"{name.lower()}.png", full_page=True)

    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{site.address}/wiki/{article.slug}")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await page.screenshot(path=tmp_path / "phone-dark.png", full_page=True)
    await page.goto(f"{site.address}/wiki/{article.slug}/history")
    await page.screenshot(path=tmp_path / "phone-dark-history.png", full_page=True)

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    answer = await page.goto(f"{site.address}/wiki")
    assert answer is not None
    assert answer.status == 401


async def test_the_keyboard_is_enough(site: Site) -> None:
    await site.team.article("How do I get VPN access?")
    await site.sign_in("U3")
    page = site.page
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert await page.locator(".skip").bounding_box() is not None
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "How do I get VPN access?"
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/wiki/1")


@pytest.mark.slow
async def test_two_hundred_hostile_pages_execute_nothing(site: Site) -> None:
    chance = random.Random(7)
    bodies = [
        "\n\n".join(
            chance.choice(WRAPS).replace("{}", payload) for payload in chance.sample(PAYLOADS, k=chance.randint(2, 6))
        )
        for _ in range(200)
    ]
    articles = [
        await site.team.article(f"{PAYLOADS[place % len(PAYLOADS)]} {place}", body, phrasings=[body[:80]])
        for place, body in enumerate(bodies)
    ]
    page = site.page
    outside: list[str] = []
    dialogs: list[str] = []
    page.on(
        "request", lambda request: outside.append(request.url) if not request.url.startswith(site.address) else None
    )
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    # The trap works: what is written here as it is does execute.
    await page.set_content("<img src=x onerror=window.pwned=1>")
    await page.wait_for_function("window.pwned === 1")

    await site.sign_in("U3")
    outside.clear()
    for article in articles:
        answer = await page.goto(f"{site.address}/wiki/{article.slug}")
        assert answer is not None
        assert answer.status == 200
        found = await page.evaluate(HARM)
        assert found == [], f"page {article.slug}: {found}"
    assert outside == []
    assert dialogs == []


HARM = """() => {
  const found = [];
  if (window.pwned !== undefined) found.push("executed");
  for (const element of document.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) if (name.startsWith("on")) found.push(name);
    const alien = "script, style, iframe, object, embed, img, link, meta, base, svg, input, form";
    if (element.closest("main") && element.matches(alien)) found.push(element.localName);
    if (element.matches("a") && !["http:", "https:", "mailto:"].includes(element.protocol)) found.push(element.href);
  }
  if (document.querySelectorAll("main").length !== 1) found.push("torn apart");
  return found;
}"""
