"""`thrice course optimise`: fits when cards come back to what a team's people really remember."""

from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.cli.teams import Team


def optimise(
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the weights that come with Thrice.")] = False,
    team: Team = None,
) -> None:
    """Fit FSRS's weights to a team's answers, and keep them if they foresee its latest answers better.

    Needs the optional extra: pip install "fsrs[optimizer]". `thrice serve` does the same once a month where it is
    installed. Exit status: 0 done, kept or not; 1 it could not be tried.
    """
    with loading():
        from bot.cli import course_optimise_run
    course_optimise_run.optimise(team, reset=reset)
