"""Courses and lessons: what rules ask of them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from models.courses import Course, CourseMember, Lesson
from models.repositories.base import Repository


class CourseRepository(Repository):
    """Courses and lessons: what rules ask of them."""

    async def get(self, key: str) -> Course | None:
        """Return the course of this key, removed or not."""
        return await self._session.scalar(select(Course).where(Course.key == key))

    async def locked(self, key: str) -> Course | None:
        """Return the course of this key; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(Course).where(Course.key == key).with_for_update())

    async def offered(self) -> Sequence[Course]:
        """Return the courses that were not removed, by title."""
        return (
            await self._session.scalars(
                select(Course).where(Course.removed_at.is_(None)).order_by(Course.title, Course.id)
            )
        ).all()

    async def lessons(self, course_id: int) -> Sequence[Lesson]:
        """Return a course's lessons that were not removed, in order."""
        return (
            await self._session.scalars(
                select(Lesson)
                .where(Lesson.course_id == course_id, Lesson.removed_at.is_(None))
                .order_by(Lesson.position, Lesson.id)
            )
        ).all()

    async def all_lessons(self, course_id: int) -> Sequence[Lesson]:
        """Return a course's lessons, removed ones too."""
        return (await self._session.scalars(select(Lesson).where(Lesson.course_id == course_id))).all()

    async def membership(self, course_id: int, user_id: str) -> CourseMember | None:
        """Return the row that says that a member takes a course."""
        return await self._session.scalar(
            select(CourseMember).where(CourseMember.course_id == course_id, CourseMember.user_id == user_id)
        )

    async def learners(self, course_id: int) -> int:
        """Return how many members take a course."""
        return (
            await self._session.scalar(select(func.count(CourseMember.id)).where(CourseMember.course_id == course_id))
            or 0
        )

    async def taken(self, user_id: str) -> Sequence[int]:
        """Return the ids of the courses that a member takes, in the order in which they were taken up."""
        return (
            await self._session.scalars(
                select(CourseMember.course_id)
                .where(CourseMember.user_id == user_id)
                .order_by(CourseMember.at, CourseMember.id)
            )
        ).all()

    async def sizes(self) -> dict[int, tuple[int, int]]:
        """Return how many lessons each course has, and how many seconds they take to read."""
        rows = await self._session.execute(
            select(Lesson.course_id, func.count(Lesson.id), func.sum(Lesson.seconds))
            .where(Lesson.removed_at.is_(None))
            .group_by(Lesson.course_id)
        )
        return {course_id: (lessons, seconds) for course_id, lessons, seconds in rows}
