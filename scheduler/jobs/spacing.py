"""The job of spacing: once a month, weights of FSRS that a team's own answers give, if they foresee better."""

import structlog

from bot.learning import optimising
from bot.learning.fitting import Fitter, FittingFailed
from bot.learning.jobs import OptimiseSpacing
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def optimise_spacing(tools: Tools, job: OptimiseSpacing) -> None:
    """Fit, judge, and keep or leave it; where fitting fails, that was this month's."""
    try:
        outcome = await optimising.optimise(tools.storage, job.workspace_id, Fitter(), at=tools.clock())
    except FittingFailed as failed:
        log.warning("spacing_not_optimised", workspace=job.workspace_id, error=type(failed).__name__)
    else:
        verdict = outcome.verdict
        kept = verdict is not None and verdict.keep
        log.info("spacing_optimised", workspace=job.workspace_id, answers=outcome.answers, kept=kept)
    async with tools.storage.begin(job.workspace_id) as uow:
        await optimising.looked_at(uow, at=tools.clock())
