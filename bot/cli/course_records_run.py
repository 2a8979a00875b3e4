"""Runs `thrice course records`."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import typer

from bot.cli.in_team import look, refuse, run
from bot.clock import utc_now
from bot.config import Settings
from bot.learning.records_file import Line, lines, write
from models.uow import UnitOfWork


def records(file: Path, team: str | None, *, since: datetime | None) -> None:
    """Write what members learned into a file that is not there yet, readable to its owner alone."""
    under = Settings().web.public_url
    begins = since.replace(tzinfo=UTC) if since is not None else None

    async def work(uow: UnitOfWork) -> Sequence[Line]:
        return await lines(uow, under=under, since=begins)

    found = look(work, team)
    with _opened(file) as stream:
        count = write(found, stream)
    where = "standard output" if str(file) == "-" else file
    typer.echo(f"{count} {'record' if count == 1 else 'records'} written to {where}.", err=True)


def again(team: str | None) -> None:
    """Have what the record store refused sent once more, by the Thrice that runs or by the next one."""

    async def work(uow: UnitOfWork) -> int:
        return await uow.records.offer_again(at=utc_now())

    typer.echo(f"{run(work, team)} records will be sent once more.")


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    if str(file) == "-":
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough, as `head` does; Python would complain once more while it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        refuse(f"{file} is there already. Choose another name.")
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
        yield stream
