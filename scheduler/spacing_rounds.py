"""The clock's look at spacing: once a month each team's weights are fitted anew, where the optimiser is installed."""

from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.learning import fitting, judging, optimising
from bot.learning.jobs import OptimiseSpacing
from models.uow import Storage

EVERY: Final = timedelta(hours=6)


class SpacingRounds:
    """Looks over every workspace. Any number of replicas may make the same round: the month keeps it single."""

    def __init__(self, storage: Storage, clock: Clock, *, installed: bool | None = None) -> None:
        self._storage = storage
        self._clock = clock
        self._installed = fitting.is_installed() if installed is None else installed

    async def optimise(self) -> None:
        """Leave a job for each team that has answered enough and has not had this month's."""
        if not self._installed:
            return
        month = optimising.month_of(self._clock())
        async with self._storage.look() as uow:
            due = [w.id for w in await uow.workspaces.installed() if w.settings.get(optimising.LOOKED_AT) != month]
        for workspace_id in due:
            async with self._storage.begin(workspace_id) as uow:
                if await uow.sprints.count_grades() >= judging.FEWEST:
                    await uow.enqueue(
                        OptimiseSpacing(workspace_id=workspace_id), key=f"optimise:{workspace_id}:{month}"
                    )
