"""Runs `thrice course path`."""

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.in_team import BY, run
from bot.clock import utc_now
from bot.learning import paths
from bot.learning.paths import FEWEST_FOR_A_SHARE
from bot.slack.blockkit.phrases import counted
from models.uow import UnitOfWork


def set_(name: str, items: list[str], role: str | None, team: str | None) -> None:
    """Make a path, or change the one of this name. Nothing is changed where anything is wrong.

    A page's ID is the last part of its address. Without --role a path keeps the role it has.
    """

    async def work(uow: UnitOfWork) -> str:
        path, new = await paths.set_path(uow, name, items, role=role, by=BY, at=utc_now())
        whose = f", for the role “{path.role}”" if path.role else ""
        return f"“{path.name}” {'made' if new else 'changed'}: {counted(len(path.items), 'step')}{whose}."

    typer.echo(run(work, team))


def list_(team: str | None) -> None:
    """List the paths: what they hold, how many people are on each, and the mean share of it behind them.

    Nothing here is about one person: where fewer than three are on a path, no mean is told.
    """

    async def work(uow: UnitOfWork) -> Table:
        table = Table("path", "role", "holds", "people", "mean done")
        for each in await paths.sums(uow):
            holds = ", ".join(
                f"{'page' if kind == 'article' else kind}:{key}" for i in each.path.items for kind, key in i.items()
            )
            share = f"{each.share:.0%}" if each.share is not None else f"(fewer than {FEWEST_FOR_A_SHARE})"
            table.add_row(each.path.name, each.path.role, holds, str(each.people), share)
        return table

    Console().print(run(work, team))


def remove(name: str, team: str | None) -> None:
    """Remove a path. What was learned on it is kept, and so are its courses."""

    async def work(uow: UnitOfWork) -> None:
        await paths.remove(uow, name, by=BY, at=utc_now())

    run(work, team)
    typer.echo(f"“{name}” is removed.")


def assign(name: str, users: list[str], team: str | None) -> None:
    """Put people on a path. They see it in the App Home and may leave it; nobody is assigned where one is unknown."""

    async def work(uow: UnitOfWork) -> int:
        return await paths.assign(uow, name, users, by=BY, at=utc_now())

    new = run(work, team)
    typer.echo(f"{new} put on “{name}”; {len(set(users)) - new} on it already.")
