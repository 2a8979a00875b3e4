"""A whole Thrice beside a playground, over real HTTP, for scenarios to act in."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Thrice
from bot.config import Settings
from bot.playground.options import Options, Pace
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from tests.support.people import Workspace

Starter = Callable[..., Any]


def settings_for(playground: Playground, database: str, **more: str) -> Settings:
    """Return the settings with which Thrice runs in a playground."""
    return Settings(
        {
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": playground.signing_secret,
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": database,
            "THRICE_PORT": "0",
            "THRICE_LOG_LEVEL": "warning",
            **more,
        }
    )


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def start(stack: AsyncExitStack, tmp_path: Path) -> Starter:
    """Start a playground and a Thrice in it; returns the workspace, with the running `thrice` on it."""

    async def start(rate_limits: bool = False, **settings: str) -> Workspace:
        options = Options(
            port=0,
            manifest=manifest(url="http://127.0.0.1:3000"),
            rate_limits=rate_limits,
            pace=Pace(retry_waits=(0.0, 0.2, 0.5)),
        )
        playground = await stack.enter_async_context(Playground(options))
        thrice = await stack.enter_async_context(
            Thrice(settings_for(playground, f"sqlite:///{tmp_path}/thrice.db", **settings))
        )
        workspace = await stack.enter_async_context(Workspace(playground))
        await workspace.put("/control/app", {"request_url": f"{thrice.url}/slack/events"})
        workspace.thrice = thrice
        await workspace.channel("#help", with_app=True)
        return workspace

    return start


@pytest.fixture
async def workspace(start: Starter) -> Workspace:
    """A workspace with Thrice invited to #help."""
    started: Workspace = await start()
    return started
