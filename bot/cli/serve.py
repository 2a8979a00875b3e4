"""`thrice serve`: takes Slack's requests, runs the jobs, serves the wiki."""

from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.cli.roles import Role


def serve(
    role: Annotated[Role, typer.Option(help="web takes requests, worker runs jobs, all does both.")] = Role.ALL,
) -> None:
    """Run Thrice until it is told to stop (SIGTERM or Ctrl-C).

    Exit status: 0 after SIGTERM, 130 after Ctrl-C, 1 where it cannot start and says why.
    """
    with loading():
        from bot.cli.serve_run import run
    raise typer.Exit(run(role))
