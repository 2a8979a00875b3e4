"""Runs `thrice course`."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.in_team import refuse, run
from bot.clock import utc_now
from bot.errors import BotError
from bot.learning import reading as passages
from bot.learning.cards import rules
from bot.learning.courses import shelving
from bot.learning.courses.folder import read_folder
from bot.learning.courses.values import CourseFolder
from bot.learning.pace import minutes
from models.uow import UnitOfWork


def add(path: Path, team: str | None) -> None:
    """Add a course, or bring the one of its folder's name up to date; nothing is changed where anything is wrong."""
    folder = _read(path)

    async def work(uow: UnitOfWork) -> str:
        done = await shelving.shelve(uow, folder, at=utc_now())
        if not done.is_change:
            return f"“{folder.title}” is there already, as it stands in this folder."
        return (
            f"“{folder.title}” ({folder.key}): {done.new} new, {done.changed} changed, {done.removed} removed lessons."
        )

    typer.echo(run(work, team, begins=True))


def check(path: Path) -> None:
    """Say what a course would be, lesson by lesson, with the cards that the rules make, or what is wrong with it."""
    folder = _read(path)
    table = Table(title=folder.title)
    for heading in ("lesson", "title", "minutes", "cards"):
        table.add_column(heading, justify="right" if heading in ("minutes", "cards") else "left")
    for part in folder.parts:
        cards = rules.make(passages.read(part.title, part.body_markdown))
        table.add_row(part.key, part.title, str(minutes(part.seconds)), str(len(cards)))
    Console().print(table)


def list_(team: str | None) -> None:
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


def export(course: str, path: Path, team: str | None) -> None:
    """Write a course into a folder, as `thrice course add` reads it. Files that are there are kept: status 1."""
    files = run(lambda uow: shelving.as_files(uow, course), team)
    there = [name for name in files if (path / name).exists()]
    if there:
        refuse(f"{path} holds {there[0]} already. Choose an empty folder.")
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    typer.echo(f"{len(files)} files written to {path}.")


def remove(course: str, team: str | None) -> None:
    """Offer a course no longer. What was learned of it is kept, for when it is added again."""

    async def work(uow: UnitOfWork) -> str:
        return (await shelving.remove(uow, course, at=utc_now())).title

    typer.echo(f"“{run(work, team)}” is offered no longer.")


def _read(path: Path) -> CourseFolder:
    try:
        return read_folder(path)
    except (BotError, OSError) as wrong:
        refuse(str(wrong))
