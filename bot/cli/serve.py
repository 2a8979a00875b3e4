"""`thrice serve`: takes Slack's requests, runs the jobs, serves the wiki."""

import asyncio
import gc
import signal
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from bot.config import Settings
from bot.errors import SettingsError
from bot.telemetry import logs

INTERRUPTED = 130


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


def serve(
    role: Annotated[Role, typer.Option(help="web takes requests, worker runs jobs, all does both.")] = Role.ALL,
) -> None:
    """Run Thrice until it is told to stop (SIGTERM or Ctrl-C).

    Exit status: 0 after SIGTERM, 130 after Ctrl-C, 1 where it cannot start and says why.
    """
    console = Console(stderr=True)
    try:
        settings = Settings()
        logs.set_up(level=settings.operation.log_level, style=settings.operation.log_format)
        status = asyncio.run(_serve(settings, role, console))
    except SettingsError as wrong:
        console.print(str(wrong), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    raise typer.Exit(status)


async def _serve(settings: Settings, role: Role, console: Console) -> int:
    """Serve until a signal comes; return the exit status."""
    from bot.bootstrap import Thrice

    stop = asyncio.Event()
    interrupted = False
    loop = asyncio.get_running_loop()

    def on_interrupt() -> None:
        nonlocal interrupted
        interrupted = True
        stop.set()

    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, on_interrupt)
    async with Thrice(settings, role=role.value) as thrice:
        # What is there by now stays; to go through all of it for garbage takes a tenth of a second, time and again.
        gc.freeze()
        console.print(f"Thrice is ready at {thrice.url}", markup=False, highlight=False)
        await stop.wait()
        console.print("Stopping.", markup=False)
    return INTERRUPTED if interrupted else 0
