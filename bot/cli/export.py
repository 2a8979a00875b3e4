"""`thrice export --json`: prints everything that is held as one JSON object."""

from typing import Annotated

import typer

from bot.cli.loading import loading


def export(
    json: Annotated[bool, typer.Option("--json", help="As one JSON object, the one form there is so far.")] = False,
) -> None:
    """Print the questions, topics, articles, saved notes and members of every workspace on standard output.

    Works while `thrice serve` runs: what is printed is of one moment.
    """
    if not json:
        raise typer.BadParameter("say --json, the one form there is so far", param_hint="--json")
    with loading():
        from bot.cli.export_run import run
    raise typer.Exit(run())
