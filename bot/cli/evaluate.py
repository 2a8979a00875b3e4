"""`thrice evaluate pairs|stream|questions FILE`: measures matching and detection on labelled data."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.config import KnowledgeSettings, ModelSettings, read
from bot.errors import BotError, SettingsError
from bot.knowledge import evaluation
from bot.makers import make_embedder
from bot.ports.embedder import Embedder, EmbedderUnavailable

INTERRUPTED = 130

evaluate = typer.Typer(
    name="evaluate",
    help="Measure matching and detection on labelled files, with the code that serves. Prints one JSON object.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, show_default=False)]
Measured = dict[str, Any]
Row = TypeVar("Row")


@evaluate.command()
def pairs(file: File) -> None:
    """Tell pairs that mean the same from others. FILE: 1|0 <tab> text <tab> text."""
    _run(lambda progress: _judge(evaluation.read_pairs(file), evaluation.judge_pairs, progress))


@evaluate.command()
def stream(file: File) -> None:
    """Find the questions that come back. FILE: topic <tab> person <tab> text, in the order asked; topic - = once."""

    def judge() -> Callable[..., Coroutine[Any, Any, dict[str, float | int]]]:
        return partial(evaluation.judge_stream, draft_after=read(KnowledgeSettings).draft_after)

    _run(lambda progress: _judge(evaluation.read_stream(file), judge(), progress))


@evaluate.command()
def questions(
    file: File, capture: Annotated[bool, typer.Option("--capture", help='Judge "is worth capturing".')] = False
) -> None:
    """Tell questions from other messages. FILE: 1|0 <tab> text."""

    async def judge(progress: evaluation.Progress) -> Measured:
        said = await asyncio.to_thread(evaluation.read_said, file)
        return dict(evaluation.judge_questions(said, capture=capture, progress=progress))

    _run(judge)


async def _judge(
    rows: list[Row],
    judge: Callable[[list[Row], Embedder, evaluation.Progress], Coroutine[Any, Any, dict[str, float | int]]],
    progress: evaluation.Progress,
) -> Measured:
    return dict(await judge(rows, make_embedder(read(ModelSettings)), progress))


def _run(judge: Callable[[evaluation.Progress], Coroutine[Any, Any, Measured]]) -> None:
    """Show progress and refusals on standard error; print what was measured on standard output, and nothing else."""
    errors = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    try:
        with Progress(*columns, console=errors, transient=True) as bar:
            task = bar.add_task("Reading", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, description="Judging", completed=done, total=total)

            measured = asyncio.run(judge(show))
    except (BotError, SettingsError, EmbedderUnavailable) as refusal:
        errors.print(str(refusal), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(json.dumps(measured))
