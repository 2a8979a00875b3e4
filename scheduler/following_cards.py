"""The clock's look at cards: pages that their cards do not follow yet."""

from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.learning.cards.catching_up import catch_up
from models.uow import Storage

EVERY: Final = timedelta(seconds=20)


class CardRounds:
    """Looks over every workspace. Any number of replicas may make the same round: keys keep it single."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def follow(self) -> None:
        """Leave a job for each article and lesson that was published, changed, retired or restored."""
        async with self._storage.look() as uow:
            workspaces = [workspace.id for workspace in await uow.workspaces.installed()]
        for workspace_id in workspaces:
            # Looked for without the writer's turn: as a rule there is nothing to leave.
            async with self._storage.look(workspace_id) as uow:
                behind = await uow.cards.behind(limit=1)
            if behind:
                async with self._storage.begin(workspace_id) as uow:
                    await catch_up(uow, at=self._clock())
