"""Runs `thrice serve`."""

import asyncio
import gc
import signal

from rich.console import Console

from bot.bootstrap import Thrice
from bot.cli import arenas
from bot.cli.roles import Role
from bot.config import Settings
from bot.errors import SettingsError
from bot.telemetry import logs

INTERRUPTED = 130


def run(role: Role) -> int:
    """Serve until a signal comes; return the exit status."""
    console = Console(stderr=True)
    arenas.share()
    try:
        settings = Settings()
        logs.set_up(level=settings.operation.log_level, style=settings.operation.log_format)
        return asyncio.run(_serve(settings, role, console))
    except SettingsError as wrong:
        console.print(str(wrong), markup=False, highlight=False, soft_wrap=True)
        return 1


async def _serve(settings: Settings, role: Role, console: Console) -> int:
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
