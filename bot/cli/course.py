"""`thrice course`: adds, checks, lists, exports and removes courses, which are folders of Markdown."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.course_optimise import optimise
from bot.cli.course_path import app as path_app
from bot.cli.course_people import people
from bot.cli.course_records import records
from bot.cli.loading import loading
from bot.cli.teams import Team

app = typer.Typer(
    help="Add courses (folders of Markdown), check, list, export and remove them; paths, people and records too.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(path_app, name="path")
app.command()(people)
app.command()(records)
app.command()(optimise)
Key = Annotated[str, typer.Argument(metavar="COURSE", help="The course's key, or its title.")]
Folder = Annotated[Path, typer.Argument(metavar="PATH", help="A folder of Markdown files.", show_default=False)]


@app.command()
def add(path: Folder, team: Team = None) -> None:
    """Add a course, or bring the one of the same folder name up to date. Nothing is changed where anything is wrong.

    Exit status: 0 added, 1 the folder cannot be a course (each line says where and why).
    """
    with loading():
        from bot.cli import course_run
    course_run.add(path, team)


@app.command()
def check(path: Folder) -> None:
    """Say what a course would be, lesson by lesson, with the cards that the rules make, or what is wrong with it."""
    with loading():
        from bot.cli import course_run
    course_run.check(path)


@app.command(name="list")
def list_(team: Team = None) -> None:
    """List the courses, with their lessons and how many members take each."""
    with loading():
        from bot.cli import course_run
    course_run.list_(team)


@app.command()
def export(course: Key, path: Folder, team: Team = None) -> None:
    """Write a course into a folder, as `thrice course add` reads it. Files that are there are kept: status 1."""
    with loading():
        from bot.cli import course_run
    course_run.export(course, path, team)


@app.command()
def remove(course: Key, team: Team = None) -> None:
    """Offer a course no longer. What was learned of it is kept, for when it is added again."""
    with loading():
        from bot.cli import course_run
    course_run.remove(course, team)
