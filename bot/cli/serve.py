"""`thrice serve`: takes Slack's requests, runs the jobs, serves the wiki."""

import asyncio
import signal
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from bot.config import Settings
from bot.errors import SettingsError
from bot.telemetry import logs


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


def serve(
    role: Annotated[Role, typer.Option(help="web takes requests, worker runs jobs, all does both.")] = Role.ALL,
) -> None:
    """Run Thrice until it is told to stop (SIGTERM or Ctrl-C)."""
    console = Console(stderr=True)
    try:
        settings = Settings()
        logs.set_up(level=settings.operation.log_level, style=settings.operation.log_format)
        asyncio.run(_serve(settings, role, console))
    except SettingsError as wrong:
        console.print(str(wrong), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


async def _serve(settings: Settings, role: Role, console: Console) -> None:
    from bot.bootstrap import Thrice

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with Thrice(settings, role=role.value) as thrice:
        console.print(f"Thrice is ready at {thrice.url}", markup=False, highlight=False)
        await stop.wait()
        console.print("Stopping.", markup=False)
