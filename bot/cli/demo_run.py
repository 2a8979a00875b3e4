"""Runs `thrice demo`."""

import asyncio
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from rich.console import Console

from bot.bootstrap import Thrice
from bot.cli.demo_blocks import DemoBlocks
from bot.cli.demo_clock import DemoClock
from bot.cli.demo_telling import tell_what_happens
from bot.cli.furnishing import make_importer, opened
from bot.clock import Clock
from bot.config import Settings
from bot.errors import SettingsError
from bot.knowledge.importing.reader import Export
from bot.knowledge.importing.team import workspace_for
from bot.makers import make_ready
from bot.playground import Options, Playground
from bot.playground.seed import (
    TEAM_DOMAIN,
    TEAM_NAME,
    TRY_THIS,
    bring_in_the_app,
    furnish_calendars,
    seed,
    write_export,
)
from bot.providers.calendars.oauth import redirect_address
from bot.slack.manifest import manifest
from bot.telemetry import logs

HOST = "127.0.0.1"
INTERRUPTED = 130


def run(port: int, thrice_port: int) -> int:
    """Run the demo until a signal comes; return the exit status."""
    console = Console()
    logs.set_up(level="warning")
    try:
        return asyncio.run(_demo(port, thrice_port, console))
    except SettingsError as wrong:
        console.print(str(wrong), markup=False, highlight=False, soft_wrap=True)
        return 1
    except OSError as taken:
        console.print(
            f"The chat page cannot listen on {HOST}:{port} ({taken.strerror}). Choose another port: --port.",
            markup=False,
        )
        return 1


async def _demo(port: int, thrice_port: int, console: Console) -> int:
    """Run until a signal comes; return the exit status."""
    stopped_by: asyncio.Future[signal.Signals] = asyncio.get_running_loop().create_future()

    def stop(by: signal.Signals) -> None:
        if not stopped_by.done():
            stopped_by.set_result(by)

    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop, name)
    async with running(port, thrice_port, console) as (playground, thrice):
        _say_where(console, playground.url, thrice.url)
        by = await stopped_by
        console.print("\nStopping. Nothing of this demo is kept.", markup=False)
    return INTERRUPTED if by is signal.SIGINT else 0


@asynccontextmanager
async def running(
    port: int, thrice_port: int, console: Console, clock: DemoClock | None = None
) -> AsyncIterator[tuple[Playground, Thrice]]:
    """Run the demo for the length of a block; it says in the console what happens. Port 0 takes a free one."""
    clock = clock or DemoClock()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thrice-demo-")))
        thrice_port = thrice_port or _free_port()
        playground = Playground(_options(port, f"http://{HOST}:{thrice_port}", clock))
        seeded = seed(playground.world)
        furnish_calendars(playground.world, playground.calendars, seeded)
        console.print("Setting up Northwind Robotics: a dozen people, some weeks of chatter…", markup=False)
        await stack.enter_async_context(playground)
        settings = _settings(playground, folder, thrice_port)
        await _bring_history_in(playground, settings, folder, clock)
        thrice = await stack.enter_async_context(Thrice(settings, clock=clock))
        rounds, blocks = thrice.rounds, DemoBlocks(playground, thrice)
        looks = (rounds.nudge, blocks.look, rounds.sum_up, rounds.remind, rounds.pass_reviews_on)
        clock.afterwards(*looks, rounds.look_after_articles)
        bring_in_the_app(playground.world, seeded)
        for beside in (tell_what_happens(playground.url, console), blocks.follow()):
            stack.push_async_callback(_end, asyncio.create_task(beside))
        yield playground, thrice


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _options(port: int, thrice_url: str, clock: DemoClock) -> Options:
    return Options(
        host=HOST,
        port=port,
        request_url=f"{thrice_url}/slack/events",
        manifest=manifest(thrice_url),
        team_name=TEAM_NAME,
        team_domain=TEAM_DOMAIN,
        wiki_url=f"{thrice_url}/wiki",
        try_this=TRY_THIS,
        calendar_redirect=redirect_address(thrice_url, "google"),
        clock=clock.seconds,
        put_forward=clock.put_forward,
    )


async def _bring_history_in(playground: Playground, settings: Settings, folder: Path, clock: Clock) -> None:
    """Import what was said before Thrice came, as a team would: from a standard export."""
    path = folder / "export.zip"
    write_export(playground.world, path)
    make_ready(settings.storage)
    async with opened(settings.storage) as storage:
        with Export(path) as export:
            async with storage.begin() as uow:
                workspace = await workspace_for(uow, playground.world.team.id, at=clock())
            await make_importer(storage, settings).run(export, workspace.id)


def _settings(playground: Playground, folder: Path, port: int) -> Settings:
    """Return settings of the demo's own: what the environment holds is not for it."""
    return Settings(
        {
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": playground.signing_secret,
            "SLACK_CLIENT_ID": playground.tokens.client_id,
            "SLACK_CLIENT_SECRET": playground.tokens.client_secret,
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": f"sqlite:///{folder}/demo.db",
            "THRICE_HOST": HOST,
            "THRICE_PORT": str(port),
            "THRICE_PUBLIC_URL": f"http://{HOST}:{port}",
            "THRICE_GOOGLE_CLIENT_ID": playground.letting_in.client_id,
            "THRICE_GOOGLE_CLIENT_SECRET": playground.letting_in.client_secret,
            "THRICE_GOOGLE_API_URL": playground.calendar_urls.api,
            "THRICE_GOOGLE_CONSENT_URL": playground.calendar_urls.consent,
            "THRICE_GOOGLE_TOKEN_URL": playground.calendar_urls.tokens,
        }
    )


def _say_where(console: Console, page: str, wiki: str) -> None:
    lines = [
        "",
        "  Thrice is running. Open the chat page and follow “Try this”:",
        "",
        f"      {page}/",
        "",
        f"  The wiki is at {wiki}/wiki; sign in by typing /thrice wiki in the chat.",
        "  Below you see what Thrice does as it happens. Ctrl-C stops.",
        "",
    ]
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
