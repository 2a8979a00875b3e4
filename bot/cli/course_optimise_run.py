"""Runs `thrice course optimise`."""

import typer
from rich.console import Console

from bot.cli.in_team import in_storage, refuse, run
from bot.clock import utc_now
from bot.learning import optimising
from bot.learning.fitting import Fitter, NotInstalled, is_installed
from bot.learning.optimising import Outcome
from models.uow import Storage


def optimise(team: str | None, *, reset: bool) -> None:
    """Fit a team's weights, or go back to those that come with Thrice; say what came of it."""
    if reset:
        there = run(optimising.reset, team)
        typer.echo("FSRS's own weights hold again." if there else "There were no other weights than FSRS's own.")
        return
    if not is_installed():
        refuse(str(NotInstalled()))

    async def work(storage: Storage, workspace_id: int) -> Outcome:
        return await optimising.optimise(storage, workspace_id, Fitter(), at=utc_now())

    with Console(stderr=True).status("Fitting; this can take some minutes."):
        outcome = in_storage(work, team)
    typer.echo(outcome.sentence())
