"""The clock's look at cards: pages that their cards do not follow yet, as jobs whose keys name the state of a page."""

from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.learning.jobs import FollowSource
from models.uow import Storage
from scheduler.jobs.cards import AGAIN_AFTER

EVERY: Final = timedelta(seconds=20)
_AT_ONCE: Final = 500


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
                behind = await uow.cards.behind(limit=_AT_ONCE)
            if not behind:
                continue
            try_ = int(self._clock().timestamp()) // AGAIN_AFTER
            async with self._storage.begin(workspace_id) as uow:
                for found in behind:
                    which = f"a{found.article_id}" if found.article_id is not None else f"l{found.lesson_id}"
                    await uow.enqueue(
                        FollowSource(workspace_id=workspace_id, article_id=found.article_id, lesson_id=found.lesson_id),
                        key=f"cards:{workspace_id}:{which}:{found.state}:{found.since}:{try_}",
                    )
