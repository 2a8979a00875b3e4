"""`thrice evaluate pairs|stream|questions FILE`: measures matching and detection on labelled data."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.loading import loading

evaluate = typer.Typer(
    name="evaluate",
    help="Measure matching and detection on labelled files, with the code that serves. Prints one JSON object.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, show_default=False)]


@evaluate.command()
def pairs(file: File) -> None:
    """Tell pairs that mean the same from others. FILE: 1|0 <tab> text <tab> text."""
    with loading():
        from bot.cli import evaluate_run
    raise typer.Exit(evaluate_run.pairs(file))


@evaluate.command()
def stream(file: File) -> None:
    """Find the questions that come back. FILE: topic <tab> person <tab> text, in the order asked; topic - = once."""
    with loading():
        from bot.cli import evaluate_run
    raise typer.Exit(evaluate_run.stream(file))


@evaluate.command()
def questions(
    file: File, capture: Annotated[bool, typer.Option("--capture", help='Judge "is worth capturing".')] = False
) -> None:
    """Tell questions from other messages. FILE: 1|0 <tab> text."""
    with loading():
        from bot.cli import evaluate_run
    raise typer.Exit(evaluate_run.questions(file, capture=capture))
