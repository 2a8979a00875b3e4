"""Paths: which there are, who is on them, and how far somebody is in what they hold."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select

from models.articles import Article, Revision
from models.audience import Reader, article_is_readable
from models.cards import Card, CardSource
from models.courses import Course, LearningPath, Lesson, PathMember, Person, same_role
from models.repositories.articles import LIVE
from models.repositories.base import Repository
from models.sprints import Memory


class Behind(NamedTuple):
    """How far somebody is in one thing: of so many cards, so many were asked. A lesson's `title` is its course's."""

    of: str | int
    """A course's key or an article's id."""
    title: str
    cards: int
    asked: int


class PathRepository(Repository):
    """Paths: which there are, who is on them, and how far somebody is in what they hold."""

    async def all(self) -> Sequence[LearningPath]:
        """Return every path, by name."""
        return (await self._session.scalars(select(LearningPath).order_by(LearningPath.name))).all()

    async def get(self, path_id: int) -> LearningPath | None:
        """Return a path; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(LearningPath).where(LearningPath.id == path_id).with_for_update())

    async def named(self, name: str) -> LearningPath | None:
        """Return the path of a name."""
        return await self._session.scalar(select(LearningPath).where(LearningPath.name == name))

    async def membership(self, path_id: int, user_id: str) -> PathMember | None:
        """Return the row that says that a member chose a path, was assigned to it, or left it."""
        return await self._session.scalar(
            select(PathMember).where(PathMember.path_id == path_id, PathMember.user_id == user_id)
        )

    async def members(self, path_id: int) -> Sequence[PathMember]:
        """Return the rows of who chose a path, was assigned to it, or left it."""
        return (await self._session.scalars(select(PathMember).where(PathMember.path_id == path_id))).all()

    async def of_member(self, user_id: str) -> Sequence[LearningPath]:
        """Return the paths that a member is on, by a row of theirs or by their role, the oldest of both first."""
        mine = and_(PathMember.path_id == LearningPath.id, PathMember.workspace_id == LearningPath.workspace_id)
        me = and_(Person.workspace_id == LearningPath.workspace_id, Person.user_id == user_id)
        rows = await self._session.execute(
            select(LearningPath, PathMember, Person.role)
            .outerjoin(PathMember, and_(mine, PathMember.user_id == user_id))
            .outerjoin(Person, me)
            .order_by(LearningPath.id)
        )
        found = [
            (row.at if row is not None else path.at, path.id, path)
            for path, row, role in rows
            if (row.left_at is None if row is not None else same_role(path.role, role or ""))
        ]
        return list(dict.fromkeys(path for _, _, path in sorted(found, key=lambda each: each[:2])))

    async def items_of(self, user_id: str) -> Sequence[Mapping[str, Any]]:
        """Return what a member's paths hold, path by path, each thing once."""
        held = [item for path in await self.of_member(user_id) for item in path.items]
        return [dict(item) for item in dict.fromkeys(tuple(item.items()) for item in held)]

    async def lessons_behind(self, user_id: str) -> Sequence[Behind]:
        """Return how far somebody is in every lesson that is offered and has cards."""
        rows = await self._session.execute(
            select(Course.key, Course.title, func.count(Card.id), func.count(Memory.id))
            .join(Lesson, and_(Lesson.course_id == Course.id, Lesson.workspace_id == Course.workspace_id))
            .join(CardSource, and_(CardSource.lesson_id == Lesson.id, CardSource.workspace_id == Course.workspace_id))
            .join(Card, and_(Card.source_id == CardSource.id, Card.workspace_id == Course.workspace_id))
            .outerjoin(Memory, _remembers(user_id))
            .where(Course.removed_at.is_(None), Lesson.removed_at.is_(None), Card.retired_at.is_(None))
            .group_by(Course.key, Course.title, Lesson.id)
        )
        return [Behind(*row) for row in rows]

    async def articles_behind(self, reader: Reader, article_ids: Collection[int]) -> Sequence[Behind]:
        """Return how far a reader is in those of some articles that they may read now."""
        rows = await self._session.execute(
            select(Article.id, Revision.title, func.count(Card.id), func.count(Memory.id))
            .join(Revision, and_(Revision.article_id == Article.id, Revision.number == Article.published_revision))
            .outerjoin(CardSource, CardSource.article_id == Article.id)
            .outerjoin(Card, and_(Card.source_id == CardSource.id, Card.retired_at.is_(None)))
            .outerjoin(Memory, _remembers(reader.user_id))
            .where(Article.id.in_(list(article_ids)), Article.status.in_(LIVE), Article.dismissed_at.is_(None))
            .where(article_is_readable(reader))
            .group_by(Article.id, Revision.title)
        )
        return [Behind(*row) for row in rows]

    async def live_article(self, name: str) -> Article | None:
        """Return the published article of an id or of the last part of its address."""
        which = Article.id == int(name) if name.isdecimal() and len(name) < 10 else Article.slug == name
        return await self._session.scalar(
            select(Article).where(which, Article.status.in_(LIVE), Article.dismissed_at.is_(None))
        )

    async def asked_of(self, items: Sequence[Mapping[str, Any]]) -> tuple[int, dict[str, int]]:
        """Return how many cards some items have, and how many of them each member was asked."""
        sources = self._sources(items)
        live = (Card.source_id.in_(sources), Card.retired_at.is_(None))
        cards = await self._session.scalar(select(func.count(Card.id)).where(*live))
        rows = await self._session.execute(
            select(Memory.user_id, func.count(Memory.id))
            .join(Card, and_(Card.id == Memory.card_id, Card.workspace_id == Memory.workspace_id))
            .where(*live)
            .group_by(Memory.user_id)
        )
        return cards or 0, {row.user_id: row[1] for row in rows}

    def _sources(self, items: Sequence[Mapping[str, Any]]) -> Any:
        courses = [item["course"] for item in items if "course" in item]
        articles = [item["article"] for item in items if "article" in item]
        of_lesson = and_(Lesson.id == CardSource.lesson_id, Lesson.workspace_id == CardSource.workspace_id)
        of_course = and_(Course.id == Lesson.course_id, Course.removed_at.is_(None), Course.key.in_(courses))
        of_article = and_(Article.id == CardSource.article_id, Article.id.in_(articles))
        live = and_(of_article, Article.status.in_(LIVE), Article.dismissed_at.is_(None))
        return (
            select(CardSource.id)
            .outerjoin(Lesson, and_(of_lesson, Lesson.removed_at.is_(None)))
            .outerjoin(Course, of_course)
            .outerjoin(Article, live)
            .where(CardSource.workspace_id == self._workspace_id, (Course.id.is_not(None)) | (Article.id.is_not(None)))
        )


def _remembers(user_id: str) -> Any:
    return and_(Memory.card_id == Card.id, Memory.workspace_id == Card.workspace_id, Memory.user_id == user_id)
