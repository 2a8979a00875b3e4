"""`thrice course records`: writes what members learned into a CSV file, or sends refused records once more."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.cli.teams import Team


def records(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.csv", help="Where to; - is standard output.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Not what was before this day.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Send what the record store refused once more.")] = False,
    team: Team = None,
) -> None:
    """Write what members learned as CSV: sprints, uses at work, courses taken and completed. Grades are not in it.

    Works while `thrice serve` runs. Nothing is in it of members who left or were forgotten. A file that is there is
    kept: status 1.
    """
    if (file is None) != again:
        raise typer.BadParameter("say a FILE.csv, or --again alone", param_hint="FILE.csv")
    with loading():
        from bot.cli import course_records_run
    if file is None:
        course_records_run.again(team)
    else:
        course_records_run.records(file, team, since=since)
