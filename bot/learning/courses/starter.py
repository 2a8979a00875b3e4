"""The course that comes with Thrice, about using Thrice: every new learner takes it, so that no first day is empty."""

from datetime import datetime
from functools import cache
from pathlib import Path

from bot.learning.courses import shelving
from bot.learning.courses.folder import read_folder
from bot.learning.courses.values import CourseFolder
from models.uow import UnitOfWork

KEY = "using-thrice"


async def give(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Have a new learner take the starter course; where a curator has removed it, it stays removed."""
    course = await uow.courses.get(KEY)
    if course is not None and course.removed_at is not None:
        return
    await shelving.shelve(uow, _folder(), at=at)
    await shelving.take_up(uow, user_id, KEY, at=at)


@cache
def _folder() -> CourseFolder:
    return read_folder(Path(__file__).with_name(KEY))
