"""`thrice course people`: brings an organisation's list of people up to date from a CSV file."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.cli.teams import Team


def people(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="With the header name,email,role,manager,country.")],
    replace: Annotated[bool, typer.Option("--replace", help="Remove whoever is not in this file.")] = False,
    team: Team = None,
) -> None:
    """Bring the list of people up to date: their roles put them on paths, their country presets their holidays.

    A column slack_id says who somebody is in Slack; without it, the one member of that name is. Exit status: 0 done,
    1 the file is no such list (each line says where and why), and nothing was changed.
    """
    with loading():
        from bot.cli import course_people_run
    course_people_run.people(file, team, replace=replace)
