"""What the commands share that do their work in one transaction of one team's workspace."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import typer

from bot.cli.furnishing import missing_file, opened, ready_to_read
from bot.clock import utc_now
from bot.config import Settings
from bot.errors import BotError, NotFound, SettingsError
from bot.knowledge.importing.team import find_workspace, workspace_for
from bot.makers import make_ready
from models.uow import Storage, UnitOfWork

Done = TypeVar("Done")

BY = "command line"
"""Who did it, where nobody in Slack did."""


def run(work: Callable[[UnitOfWork], Awaitable[Done]], team: str | None, *, begins: bool = False) -> Done:
    """Do some work in one transaction of the team's workspace; a refusal is its sentence and status 1.

    `begins`: the work may begin a database, which is then said; other work needs one that is there.
    """

    async def at_once(storage: Storage, workspace_id: int) -> Done:
        async with storage.begin(workspace_id) as uow:
            return await work(uow)

    return in_storage(at_once, team, begins=begins)


def in_storage(work: Callable[[Storage, int], Awaitable[Done]], team: str | None, *, begins: bool = False) -> Done:
    """Do some work in transactions of its own, in the team's workspace; `begins` is as `run` has it."""

    async def in_workspace() -> Done:
        settings = Settings()
        if (path := missing_file(settings.storage)) is not None:
            if not begins:
                raise SettingsError(f"There is no database at {path}. Is DATABASE_URL right?")
            typer.echo(f"There was no database at {path}: a new one is begun.", err=True)
        await asyncio.to_thread(make_ready, settings.storage)
        async with opened(settings.storage) as storage:
            async with storage.begin() as uow:
                workspace = await workspace_for(uow, team, at=utc_now())
            return await work(storage, workspace.id)

    return _done(in_workspace())


def look(work: Callable[[UnitOfWork], Awaitable[Done]], team: str | None) -> Done:
    """Read something of the team's workspace, at one moment and without holding up a Thrice that runs."""

    async def in_workspace() -> Done:
        settings = Settings()
        await asyncio.to_thread(ready_to_read, settings.storage)
        async with opened(settings.storage) as storage:
            async with storage.look() as uow:
                workspace = await find_workspace(uow, team)
            if workspace is None:
                raise NotFound(
                    "Thrice is installed in no workspace yet." if team is None else f"There is no team {team}."
                )
            async with storage.look(workspace.id) as uow:
                return await work(uow)

    return _done(in_workspace())


def _done(work: Coroutine[Any, Any, Done]) -> Done:
    try:
        return asyncio.run(work)
    except (BotError, SettingsError) as refusal:
        refuse(str(refusal))


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with status 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
