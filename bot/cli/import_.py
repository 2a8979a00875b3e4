"""`thrice import EXPORT.zip`: brings a standard Slack export in, and shows what was asked most."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.loading import loading

_TEAM = re.compile(r"[TE][A-Z0-9]{1,30}")


def import_export(
    export: Annotated[
        Path, typer.Argument(metavar="EXPORT.zip", help="A standard Slack export.", exists=True, show_default=False)
    ],
    team: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="The Slack team it belongs to; without it, the one that Thrice is installed in."
        ),
    ] = None,
) -> None:
    """Read a standard Slack export, and list the questions that were asked most, with drafts.

    It can be stopped with Ctrl-C and goes on where it was when it is run again; what is there already is not
    doubled. Exit status: 0 done, 1 refused or a day could not be read, 130 stopped.
    """
    if team is not None and _TEAM.fullmatch(team) is None:
        raise typer.BadParameter("a Slack team's id looks like T0123ABCD", param_hint="--team")
    with loading():
        from bot.cli.import_run import run
    raise typer.Exit(run(export, team))
