"""A whole Thrice beside a playground, over real HTTP, for scenarios to act in."""

import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.bootstrap import Thrice
from bot.config import Settings
from bot.playground.options import Options, Pace
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from tests.support.clock import MovableClock
from tests.support.people import Workspace

Starter = Callable[..., Any]
Mode = Literal["http", "socket", "oauth"]


def free_port() -> dict[str, str]:
    """Return the settings with which Thrice listens on a port that nobody uses, and tells people so."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {"THRICE_PORT": str(port), "THRICE_PUBLIC_URL": f"http://127.0.0.1:{port}"}


def credentials(playground: Playground, mode: Mode) -> dict[str, str]:
    """Return what Thrice is told of its app: one workspace over HTTP or a socket, or OAuth for several."""
    if mode == "oauth":
        tokens = playground.tokens
        own = {"SLACK_CLIENT_ID": tokens.client_id, "SLACK_CLIENT_SECRET": tokens.client_secret}
        return {**own, "SLACK_SIGNING_SECRET": playground.signing_secret}
    if mode == "socket":
        return {"SLACK_BOT_TOKEN": playground.bot_token, "SLACK_APP_TOKEN": playground.app_token}
    return {"SLACK_BOT_TOKEN": playground.bot_token, "SLACK_SIGNING_SECRET": playground.signing_secret}


def settings_for(playground: Playground, database: str, mode: Mode = "http", **more: str) -> Settings:
    """Return the settings with which Thrice runs in a playground."""
    return Settings(
        {
            **credentials(playground, mode),
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": database,
            **free_port(),
            "THRICE_LOG_LEVEL": "warning",
            **more,
        }
    )


def at_work(database: Path) -> Callable[[], bool]:
    """Return a look at whether jobs are waiting or under way in a database."""

    def look() -> bool:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            under_way = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
            return bool(connection.execute(under_way).fetchone()[0])

    return look


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def started() -> list[Thrice]:
    """The processes that `start` has started, for scenarios that look behind the door or at the web."""
    return []


@pytest.fixture
def clock() -> MovableClock:
    """The time of the playground and of Thrice; scenarios let days pass."""
    return MovableClock()


@pytest.fixture
def start(stack: AsyncExitStack, tmp_path: Path, started: list[Thrice], clock: MovableClock) -> Starter:
    """Start a playground and a Thrice in it; returns the workspace."""

    async def start(
        rate_limits: bool = False,
        mode: Mode = "http",
        retry_waits: tuple[float, ...] = (0.0, 0.2, 0.5),
        app: dict[str, Any] | None = None,
        credentials: bool = False,
        **settings: str,
    ) -> Workspace:
        where = free_port()
        options = Options(
            port=0,
            manifest=app or manifest(where["THRICE_PUBLIC_URL"]),
            rate_limits=rate_limits,
            pace=Pace(retry_waits=retry_waits),
            clock=clock.seconds,
        )
        playground = await stack.enter_async_context(Playground(options))
        if credentials:
            tokens = playground.tokens
            settings |= {"SLACK_CLIENT_ID": tokens.client_id, "SLACK_CLIENT_SECRET": tokens.client_secret}
        thrice = await stack.enter_async_context(
            Thrice(
                settings_for(playground, f"sqlite:///{tmp_path}/thrice.db", mode, **{**where, **settings}), clock=clock
            )
        )
        workspace = await stack.enter_async_context(Workspace(playground, at_work(tmp_path / "thrice.db")))
        if mode != "socket":
            await workspace.put("/control/app", {"request_url": f"{thrice.url}/slack/events"})
        started.append(thrice)
        await workspace.channel("#help", with_app=True)
        return workspace

    return start


@pytest.fixture
def thrice(workspace: Workspace, started: list[Thrice]) -> Thrice:
    """The Thrice of `workspace`."""
    return started[0]


@pytest.fixture
async def workspace(start: Starter) -> Workspace:
    """A workspace with Thrice invited to #help."""
    started: Workspace = await start()
    return started
