"""What the commands share that do their work in one transaction of one team's workspace."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer

from bot.cli.furnishing import opened
from bot.clock import utc_now
from bot.config import Settings
from bot.errors import BotError, SettingsError
from bot.knowledge.importing.team import workspace_for
from bot.makers import make_ready
from models.uow import UnitOfWork

Done = TypeVar("Done")

BY = "command line"
"""Who did it, where nobody in Slack did."""


def run(work: Callable[[UnitOfWork], Awaitable[Done]], team: str | None) -> Done:
    """Do some work in one transaction of the team's workspace; a refusal is its sentence and status 1."""

    async def in_workspace() -> Done:
        settings = Settings()
        await asyncio.to_thread(make_ready, settings.storage)
        async with opened(settings.storage) as storage:
            async with storage.begin() as uow:
                workspace = await workspace_for(uow, team, at=utc_now())
            async with storage.begin(workspace.id) as uow:
                return await work(uow)

    try:
        return asyncio.run(in_workspace())
    except (BotError, SettingsError) as refusal:
        refuse(str(refusal))


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with status 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
