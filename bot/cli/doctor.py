"""`thrice doctor`: names what is missing or wrong, and how to mend it."""

from typing import Annotated

import typer

from bot.cli.loading import loading


def doctor(
    key: Annotated[
        bool, typer.Option("--new-key", help="Print a fresh THRICE_SECRET_KEY and do nothing else.")
    ] = False,
) -> None:
    """Look at settings, Slack, database, key, port and models. Exit status 1 if anything is wrong."""
    with loading():
        from bot.cli.doctor_run import run
        from bot.workspaces.secrets import new_key
    if key:
        print(new_key())
        return
    raise typer.Exit(run())
