"""Runs `thrice export`."""

import asyncio
import os
import sys
from pathlib import Path

import typer

from bot.cli.furnishing import opened
from bot.config import Settings, StorageSettings
from bot.errors import BotError, SettingsError
from bot.knowledge.exporting import export_everything
from bot.makers import said_if_closed
from bot.workspaces.policy import Policy
from migrations.runner import is_behind
from models.engine import parse


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
    await asyncio.to_thread(_ready, settings.storage)
    async with opened(settings.storage) as storage, storage.look() as uow:
        async for piece in export_everything(uow, Policy.of(settings.knowledge)):
            sys.stdout.write(piece)
        sys.stdout.flush()


def _ready(settings: StorageSettings) -> None:
    """Raise `SettingsError` where there is no database, or one behind; reading must not make or change one."""
    url = parse(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise SettingsError(f"There is no database at {url.database}: nothing to export.")
    with said_if_closed(settings.database_url):
        behind = is_behind(settings.database_url)
    if behind:
        raise SettingsError("The database is behind this version of Thrice. Run `thrice migrate` first.")
