"""What somebody could learn next: sources with cards that the person was never asked."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from models.articles import Article, Revision
from models.audience import Reader, article_is_readable
from models.cards import Card, CardSource
from models.courses import Course, CourseMember, Lesson
from models.questions import Question
from models.repositories.articles import LIVE
from models.repositories.base import Repository
from models.sprints import Memory


class Material(NamedTuple):
    """A source, and what is to be read before its cards are asked. `slug` is its page's; none for a lesson."""

    source_id: int
    title: str
    body_markdown: str
    slug: str | None


class CurriculumRepository(Repository):
    """What somebody could learn next, and what a source says."""

    async def articles(self, reader: Reader, *, limit: int) -> Sequence[int]:
        """Return sources of published articles that `reader` may read, with cards that are new to this person.

        What the person asked comes first, then what was asked most often.
        """
        topic = and_(Question.workspace_id == Article.workspace_id, Question.topic_id == Article.topic_id)
        asked_by_them = exists(select(Question.id).where(topic, Question.asker == reader.user_id))
        asked = select(func.count(Question.id)).where(topic).scalar_subquery()
        found = await self._session.scalars(
            select(CardSource.id)
            .join(Article, and_(Article.id == CardSource.article_id, Article.workspace_id == CardSource.workspace_id))
            .where(
                Article.status.in_(LIVE),
                Article.dismissed_at.is_(None),
                article_is_readable(reader),
                self._has_new_cards(reader.user_id),
            )
            .order_by(asked_by_them.desc(), asked.desc(), Article.id)
            .limit(limit)
        )
        return found.all()

    async def lessons(self, user_id: str, *, limit: int) -> Sequence[int]:
        """Return sources of lessons of the courses that a member takes, with cards that are new to this person.

        Courses come in the order in which they were taken up, lessons in theirs.
        """
        takes = and_(CourseMember.course_id == Course.id, CourseMember.workspace_id == Course.workspace_id)
        found = await self._session.scalars(
            select(CardSource.id)
            .join(Lesson, and_(Lesson.id == CardSource.lesson_id, Lesson.workspace_id == CardSource.workspace_id))
            .join(Course, Course.id == Lesson.course_id)
            .join(CourseMember, and_(takes, CourseMember.user_id == user_id))
            .where(Lesson.removed_at.is_(None), Course.removed_at.is_(None), self._has_new_cards(user_id))
            .order_by(CourseMember.at, CourseMember.id, Lesson.position)
            .limit(limit)
        )
        return found.all()

    async def of_paths(self, reader: Reader, items: Sequence[Mapping[str, Any]], *, limit: int) -> Sequence[int]:
        """Return sources of what paths hold that `reader` may read, with cards that are new to them, in its order."""
        places = {(kind, which): n for n, item in enumerate(items) for kind, which in item.items()}
        courses = {which: n for (kind, which), n in places.items() if kind == "course"}
        articles = {which: n for (kind, which), n in places.items() if kind == "article"}
        found: list[tuple[int, int, int]] = []
        if courses:
            found += await self._lessons_of(reader.user_id, courses, limit)
        if articles:
            found += await self._articles_of(reader, articles, limit)
        return [source_id for _, _, source_id in sorted(found)[:limit]]

    async def _lessons_of(self, user_id: str, courses: Mapping[str, int], limit: int) -> list[tuple[int, int, int]]:
        place = case(courses, value=Course.key)
        rows = await self._session.execute(
            select(place, Lesson.position, CardSource.id)
            .join(Lesson, and_(Lesson.id == CardSource.lesson_id, Lesson.workspace_id == CardSource.workspace_id))
            .join(Course, Course.id == Lesson.course_id)
            .where(Course.key.in_(courses), Lesson.removed_at.is_(None), Course.removed_at.is_(None))
            .where(self._has_new_cards(user_id))
            .order_by(place, Lesson.position, CardSource.id)
            .limit(limit)
        )
        return [(n, position, source_id) for n, position, source_id in rows]

    async def _articles_of(self, reader: Reader, articles: Mapping[int, int], limit: int) -> list[tuple[int, int, int]]:
        place = case(articles, value=Article.id)
        rows = await self._session.execute(
            select(place, CardSource.id)
            .join(Article, and_(Article.id == CardSource.article_id, Article.workspace_id == CardSource.workspace_id))
            .where(Article.id.in_(articles), Article.status.in_(LIVE), Article.dismissed_at.is_(None))
            .where(article_is_readable(reader), self._has_new_cards(reader.user_id))
            .order_by(place)
            .limit(limit)
        )
        return [(n, 0, source_id) for n, source_id in rows]

    async def new_cards(self, user_id: str, source_ids: Collection[int]) -> Sequence[Card]:
        """Return the cards of some sources that a member was never asked, source by source, in their order."""
        return (
            await self._session.scalars(
                select(Card)
                .where(Card.source_id.in_(list(source_ids)), Card.retired_at.is_(None), ~self._was_asked(user_id))
                .order_by(Card.source_id, Card.position, Card.id)
            )
        ).all()

    async def begun(self, user_id: str, source_ids: Collection[int]) -> frozenset[int]:
        """Return those of some sources of which a member was asked a card before: they were read then."""
        asked = and_(Memory.card_id == Card.id, Memory.workspace_id == Card.workspace_id)
        found = await self._session.scalars(
            select(Card.source_id)
            .distinct()
            .join(Memory, and_(asked, Memory.user_id == user_id))
            .where(Card.source_id.in_(list(source_ids)))
        )
        return frozenset(found)

    async def material(self, reader: Reader, source_id: int) -> Material | None:
        """Return what a source says now; none where the reader may not read it, or it is offered no longer."""
        of_article = await self._session.execute(
            select(CardSource.id, Revision.title, Revision.body_markdown, Article.slug)
            .join(Article, and_(Article.id == CardSource.article_id, Article.workspace_id == CardSource.workspace_id))
            .join(Revision, and_(Revision.article_id == Article.id, Revision.number == Article.published_revision))
            .where(
                CardSource.id == source_id,
                Article.status.in_(LIVE),
                Article.dismissed_at.is_(None),
                article_is_readable(reader),
            )
        )
        of_lesson = await self._session.execute(
            select(CardSource.id, Lesson.title, Lesson.body_markdown)
            .join(Lesson, and_(Lesson.id == CardSource.lesson_id, Lesson.workspace_id == CardSource.workspace_id))
            .join(Course, Course.id == Lesson.course_id)
            .where(CardSource.id == source_id, Lesson.removed_at.is_(None), Course.removed_at.is_(None))
        )
        if (article := of_article.first()) is not None:
            return Material(*article)
        lesson = of_lesson.first()
        return Material(*lesson, None) if lesson is not None and reader.reads_public else None

    async def course_of(self, source_id: int) -> str | None:
        """Return the title of the course that a lesson's source belongs to; none for an article's."""
        return await self._session.scalar(
            select(Course.title)
            .join(Lesson, and_(Lesson.course_id == Course.id, Lesson.workspace_id == Course.workspace_id))
            .join(CardSource, and_(CardSource.lesson_id == Lesson.id, CardSource.workspace_id == Lesson.workspace_id))
            .where(CardSource.id == source_id, Lesson.removed_at.is_(None), Course.removed_at.is_(None))
        )

    @staticmethod
    def _was_asked(user_id: str) -> ColumnElement[bool]:
        return exists(
            select(Memory.id).where(
                Memory.workspace_id == Card.workspace_id, Memory.card_id == Card.id, Memory.user_id == user_id
            )
        )

    def _has_new_cards(self, user_id: str) -> ColumnElement[bool]:
        return exists(
            select(Card.id).where(
                Card.workspace_id == CardSource.workspace_id,
                Card.source_id == CardSource.id,
                Card.retired_at.is_(None),
                ~self._was_asked(user_id),
            )
        )
