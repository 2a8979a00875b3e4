"""Fixtures of the browser tests."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import async_playwright

from bot.cli.demo_clock import DemoClock
from bot.playground import Options, Playground
from bot.playground.seed import TRY_THIS, bring_in_the_app, seed

from .stage import ARGUMENTS, CHROMIUM, Stage
from .tiny_app import TinyApp


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The whole stage; a script error, a blocked script or a wrong signature fails the test that caused it."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM} (apt-get install chromium, or set CHROMIUM)")
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(TinyApp())
        wiki = "http://127.0.0.1:9/wiki"
        clock = DemoClock()
        options = Options(
            port=0, request_url=app.url, try_this=TRY_THIS, wiki_url=wiki, rate_limits=False,
            clock=clock.seconds, put_forward=clock.put_forward,
        )  # fmt: skip
        playground = Playground(options)
        seeded = seed(playground.world)
        app.signing_secret = playground.signing_secret
        await stack.enter_async_context(playground)
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        stack.push_async_callback(browser.close)
        bring_in_the_app(playground.world, seeded)
        ready = Stage(playground, seeded, app, browser)
        yield ready
        for context in ready.contexts:
            await context.close()
        assert ready.complaints == []
        assert app.forged == 0
