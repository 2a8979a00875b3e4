"""Courses, lessons and paths: what rules ask of them."""

from collections.abc import Sequence

from sqlalchemy import select

from models.courses import Course, Lesson
from models.repositories.base import Repository


class CourseRepository(Repository):
    """Courses, lessons and paths: what rules ask of them."""

    async def get(self, key: str) -> Course | None:
        """Return the course of this key, removed or not."""
        return await self._session.scalar(select(Course).where(Course.key == key))

    async def lessons(self, course_id: int) -> Sequence[Lesson]:
        """Return a course's lessons that were not removed, in order."""
        return (
            await self._session.scalars(
                select(Lesson)
                .where(Lesson.course_id == course_id, Lesson.removed_at.is_(None))
                .order_by(Lesson.position, Lesson.id)
            )
        ).all()
