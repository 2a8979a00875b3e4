"""Catching up: pages that their cards do not follow yet, as jobs whose keys name the state of a page."""

from datetime import datetime
from typing import Final

from bot.learning.jobs import FollowSource
from models.uow import UnitOfWork

AGAIN_AFTER: Final = 600
"""Seconds after which a page that is still behind gets another job: the last one failed for good."""
AT_ONCE: Final = 500


async def catch_up(uow: UnitOfWork, *, at: datetime) -> None:
    """Leave a job for each article and lesson that changed, was retired or restored; again it changes nothing."""
    try_ = int(at.timestamp()) // AGAIN_AFTER
    for found in await uow.cards.behind(limit=AT_ONCE):
        which = f"a{found.article_id}" if found.article_id is not None else f"l{found.lesson_id}"
        await uow.enqueue(
            FollowSource(workspace_id=uow.workspace_id, article_id=found.article_id, lesson_id=found.lesson_id),
            key=f"cards:{uow.workspace_id}:{which}:{found.state}:{found.since}:{try_}",
        )
