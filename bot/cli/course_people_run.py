"""Runs `thrice course people`."""

from pathlib import Path

import typer

from bot.cli.in_team import refuse, run
from bot.clock import utc_now
from bot.errors import BotError
from bot.learning import people as rules
from bot.learning.people import Kept
from bot.learning.people_file import read_people
from models.uow import UnitOfWork


def people(file: Path, team: str | None, *, replace: bool) -> None:
    """Bring the list of people up to date: their roles put them on paths, their country presets their holidays.

    A column slack_id says who somebody is in Slack; without it, the one member of that name is. Exit status: 0 done,
    1 the file is no such list (each line says where and why), and nothing was changed.
    """
    try:
        listed = read_people(file)
    except BotError as wrong:
        refuse(str(wrong))

    async def work(uow: UnitOfWork) -> Kept:
        return await rules.keep(uow, listed, replace=replace, at=utc_now())

    for line in _told(run(work, team, begins=True), len(listed)):
        typer.echo(line)


def _told(kept: Kept, listed: int) -> list[str]:
    known = listed - kept.left_out
    said = [
        f"{listed} listed: {kept.new} new, {kept.changed} changed, {kept.removed} removed, {kept.same} as they were.",
        "All of them are known in Slack."
        if kept.tied == known
        else f"{kept.tied} of {known} are known in Slack; the others will be, by their name, when they begin to learn.",
    ]
    if kept.unclear:
        lines = ", ".join(str(line) for line in kept.unclear)
        said.append(f"Several people have the name on line {lines}: say who is who in a column slack_id.")
    if kept.left_out:
        said.append(f"{kept.left_out} left out: they asked to be forgotten.")
    return said
