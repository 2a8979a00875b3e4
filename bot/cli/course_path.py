"""`thrice course path`: sets, lists, removes and assigns paths, which order courses and pages for a role."""

from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.cli.teams import Team

app = typer.Typer(
    help="Order courses and pages for a role, and say who learns them.", no_args_is_help=True, rich_markup_mode=None
)
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
    with loading():
        from bot.cli import course_path_run
    course_path_run.set_(name, items, role, team)


@app.command(name="list")
def list_(team: Team = None) -> None:
    """List the paths: what they hold, how many people are on each, and the mean share of it behind them.

    Nothing here is about one person: where fewer than three are on a path, no mean is told.
    """
    with loading():
        from bot.cli import course_path_run
    course_path_run.list_(team)


@app.command()
def remove(name: Name, team: Team = None) -> None:
    """Remove a path. What was learned on it is kept, and so are its courses."""
    with loading():
        from bot.cli import course_path_run
    course_path_run.remove(name, team)


@app.command()
def assign(
    name: Name,
    users: Annotated[
        list[str], typer.Argument(metavar="USER…", help="Slack ids (U012ABCDEF), or e-mail addresses of the list.")
    ],
    team: Team = None,
) -> None:
    """Put people on a path. They see it in the App Home and may leave it; nobody is assigned where one is unknown."""
    with loading():
        from bot.cli import course_path_run
    course_path_run.assign(name, users, team)
