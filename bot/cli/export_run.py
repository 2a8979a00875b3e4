"""Runs `thrice export`."""

import asyncio
import os
import sys

import typer

from bot.cli.furnishing import opened, ready_to_read
from bot.config import Settings
from bot.errors import BotError, SettingsError
from bot.knowledge.exporting import export_everything
from bot.workspaces.policy import Policy


def run() -> int:
    """Print everything; return the exit status."""
    try:
        asyncio.run(_export(Settings()))
    except (BotError, SettingsError) as refusal:
        typer.echo(str(refusal), err=True)
        return 1
    except BrokenPipeError:
        # Whoever reads has seen enough, as `head` does; Python would complain once more while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


async def _export(settings: Settings) -> None:
    await asyncio.to_thread(ready_to_read, settings.storage)
    async with opened(settings.storage) as storage, storage.look() as uow:
        async for piece in export_everything(uow, Policy.of(settings.knowledge)):
            sys.stdout.write(piece)
        sys.stdout.flush()
