"""`thrice course path`: sets, lists, removes and assigns paths, which order courses and pages for a role."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.in_team import BY, Team, run
from bot.clock import utc_now
from bot.learning import paths
from bot.learning.paths import FEWEST_FOR_A_SHARE
from bot.slack.blockkit.phrases import counted
from models.uow import UnitOfWork

app = typer.Typer(help="Order courses and pages for a role, and say who learns them.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help='The path\'s name, such as "New joiner in support".')]


@app.command(name="set")
def set_(
    name: Name,
    items: Annotated[
        list[str], typer.Argument(metavar="course:KEY|page:ID…", help="What it holds, in the order of learning.")
    ],
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="People of this role are on it from the start; '' for nobody.")
    ] = None,
    team: Team = None,
) -> None:
    """Make a path, or change the one of this name. Nothing is changed where anything is wrong.

    A page's ID is the last part of its address. Without --role a path keeps the role it has.
    """

    async def work(uow: UnitOfWork) -> str:
        path, new = await paths.set_path(uow, name, items, role=role, by=BY, at=utc_now())
        whose = f", for the role “{path.role}”" if path.role else ""
        return f"“{path.name}” {'made' if new else 'changed'}: {counted(len(path.items), 'step')}{whose}."

    typer.echo(run(work, team))


@app.command(name="list")
def list_(team: Team = None) -> None:
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


@app.command()
def remove(name: Name, team: Team = None) -> None:
    """Remove a path. What was learned on it is kept, and so are its courses."""

    async def work(uow: UnitOfWork) -> None:
        await paths.remove(uow, name, by=BY, at=utc_now())

    run(work, team)
    typer.echo(f"“{name}” is removed.")


@app.command()
def assign(
    name: Name,
    users: Annotated[
        list[str], typer.Argument(metavar="USER…", help="Slack ids (U012ABCDEF), or e-mail addresses of the list.")
    ],
    team: Team = None,
) -> None:
    """Put people on a path. They see it in the App Home and may leave it; nobody is assigned where one is unknown."""

    async def work(uow: UnitOfWork) -> int:
        return await paths.assign(uow, name, users, by=BY, at=utc_now())

    new = run(work, team)
    typer.echo(f"{new} put on “{name}”; {len(set(users)) - new} on it already.")
