"""`thrice course`: adds, checks, lists, exports and removes courses, which are folders of Markdown."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.course_path import app as path_app
from bot.cli.course_people import people
from bot.cli.in_team import Team, refuse, run
from bot.clock import utc_now
from bot.errors import BotError
from bot.learning import reading as passages
from bot.learning.cards import rules
from bot.learning.courses import shelving
from bot.learning.courses.folder import read_folder
from bot.learning.courses.values import CourseFolder
from bot.learning.pace import minutes
from models.uow import UnitOfWork

app = typer.Typer(
    help="Add courses (folders of Markdown), check, list, export and remove them; paths and people too.",
    no_args_is_help=True,
)
app.add_typer(path_app, name="path")
app.command()(people)
Key = Annotated[str, typer.Argument(metavar="COURSE", help="The course's key, as `thrice course list` shows it.")]
Folder = Annotated[Path, typer.Argument(metavar="PATH", help="A folder of Markdown files.", show_default=False)]


@app.command()
def add(path: Folder, team: Team = None) -> None:
    """Add a course, or bring the one of the same folder name up to date. Nothing is changed where anything is wrong.

    Exit status: 0 added, 1 the folder cannot be a course (each line says where and why).
    """
    folder = _read(path)

    async def work(uow: UnitOfWork) -> str:
        done = await shelving.shelve(uow, folder, at=utc_now())
        if not done.is_change:
            return f"“{folder.title}” is there already, as it stands in this folder."
        return (
            f"“{folder.title}” ({folder.key}): {done.new} new, {done.changed} changed, {done.removed} removed lessons."
        )

    typer.echo(run(work, team))


@app.command()
def check(path: Folder) -> None:
    """Say what a course would be, lesson by lesson, with the cards that the rules make, or what is wrong with it."""
    folder = _read(path)
    table = Table(title=folder.title)
    for heading in ("lesson", "title", "minutes", "cards"):
        table.add_column(heading, justify="right" if heading in ("minutes", "cards") else "left")
    for part in folder.parts:
        cards = rules.make(passages.read(part.title, part.body_markdown))
        table.add_row(part.key, part.title, str(minutes(part.seconds)), str(len(cards)))
    Console().print(table)


@app.command(name="list")
def list_(team: Team = None) -> None:
    """List the courses, with their lessons and how many members take each."""

    async def work(uow: UnitOfWork) -> Table:
        table = Table("course", "title", "lessons", "minutes", "learners")
        for course in await uow.courses.offered():
            lessons = await uow.courses.lessons(course.id)
            reading = str(minutes(sum(lesson.seconds for lesson in lessons)))
            table.add_row(
                course.key, course.title, str(len(lessons)), reading, str(await uow.courses.learners(course.id))
            )
        return table

    Console().print(run(work, team))


@app.command()
def export(course: Key, path: Folder, team: Team = None) -> None:
    """Write a course into a folder, as `thrice course add` reads it. Files that are there are kept: status 1."""
    files = run(lambda uow: shelving.as_files(uow, course), team)
    there = [name for name in files if (path / name).exists()]
    if there:
        refuse(f"{path} holds {there[0]} already. Choose an empty folder.")
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    typer.echo(f"{len(files)} files written to {path}.")


@app.command()
def remove(course: Key, team: Team = None) -> None:
    """Offer a course no longer. What was learned of it is kept, for when it is added again."""

    async def work(uow: UnitOfWork) -> str:
        return (await shelving.remove(uow, course, at=utc_now())).title

    typer.echo(f"“{run(work, team)}” is offered no longer.")


def _read(path: Path) -> CourseFolder:
    try:
        return read_folder(path)
    except (BotError, OSError) as wrong:
        refuse(str(wrong))
