"""Runs `thrice evaluate`."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.config import KnowledgeSettings, ModelSettings, read
from bot.errors import BotError, SettingsError
from bot.knowledge import evaluation
from bot.makers import make_embedder
from bot.ports.embedder import Embedder, EmbedderUnavailable

INTERRUPTED = 130

Measured = dict[str, Any]
Row = TypeVar("Row")


def pairs(file: Path) -> int:
    """Judge pairs; return the exit status."""
    return _run(lambda progress: _judge(evaluation.read_pairs(file), evaluation.judge_pairs, progress))


def stream(file: Path) -> int:
    """Judge a stream; return the exit status."""

    def judge() -> Callable[..., Coroutine[Any, Any, dict[str, float | int]]]:
        return partial(evaluation.judge_stream, draft_after=read(KnowledgeSettings).draft_after)

    return _run(lambda progress: _judge(evaluation.read_stream(file), judge(), progress))


def questions(file: Path, *, capture: bool) -> int:
    """Judge detection; return the exit status."""

    async def judge(progress: evaluation.Progress) -> Measured:
        said = await asyncio.to_thread(evaluation.read_said, file)
        return dict(evaluation.judge_questions(said, capture=capture, progress=progress))

    return _run(judge)


async def _judge(
    rows: list[Row],
    judge: Callable[[list[Row], Embedder, evaluation.Progress], Coroutine[Any, Any, dict[str, float | int]]],
    progress: evaluation.Progress,
) -> Measured:
    return dict(await judge(rows, make_embedder(read(ModelSettings)), progress))


def _run(judge: Callable[[evaluation.Progress], Coroutine[Any, Any, Measured]]) -> int:
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
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    typer.echo(json.dumps(measured))
    return 0
