"""What members learned, as records tell it: of whoever learns, and was not forgotten."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select

from models.articles import Article, Revision
from models.audience import PUBLIC
from models.cards import Card, CardSource
from models.courses import Course, CourseMember, Lesson
from models.learners import Learner
from models.members import Member
from models.repositories.articles import LIVE
from models.repositories.base import Repository
from models.sprints import Application, Grade, Memory, Sprint


class LearnedThing(NamedTuple):
    """The page (`slug`) or lesson that a source is. `title` is empty for a page that not everybody may read."""

    source_id: int
    slug: str | None
    lesson_id: int | None
    title: str
    course_id: int | None
    course: str | None


class SprintDone(NamedTuple):
    """A sprint that came to its end with something asked. `seconds` is what its cards took."""

    user_id: str
    name: str
    at: datetime
    cards: int
    seconds: float


class Taken(NamedTuple):
    """A course that somebody took up, or has been asked every card of."""

    user_id: str
    name: str
    at: datetime
    course_id: int
    title: str


class Used(NamedTuple):
    """Something that somebody used at work."""

    user_id: str
    name: str
    at: datetime
    source_id: int


class LearnedRepository(Repository):
    """What members learned, as records tell it."""

    async def things(self, source_ids: Collection[int]) -> Sequence[LearnedThing]:
        """Return the pages and lessons that some sources are, as they are called now."""
        public = and_(Article.audience == PUBLIC, Article.status.in_(LIVE), Article.dismissed_at.is_(None))
        found = await self._session.execute(
            select(
                CardSource.id, Article.slug, Revision.title, public, Lesson.id, Lesson.title, Course.id, Course.title
            )
            .outerjoin(Article, and_(Article.id == CardSource.article_id, _same_workspace(Article)))
            .outerjoin(Revision, and_(Revision.article_id == Article.id, Revision.number == Article.published_revision))
            .outerjoin(Lesson, and_(Lesson.id == CardSource.lesson_id, _same_workspace(Lesson)))
            .outerjoin(Course, and_(Course.id == Lesson.course_id, _same_workspace(Course)))
            .where(CardSource.id.in_(list(source_ids)))
            .order_by(CardSource.id)
        )
        return [
            LearnedThing(source, slug, lesson, lesson_title or (title if told else "") or "", course_id, course)
            for source, slug, title, told, lesson, lesson_title, course_id, course in found
        ]

    async def asked_whole(self, user_id: str, course_ids: Collection[int]) -> Sequence[Course]:
        """Return those of some courses of which a member has been asked every card that there is."""
        remembers = and_(Memory.card_id == Card.id, Memory.user_id == user_id)
        found = await self._session.scalars(
            select(Course)
            .join(Lesson, and_(Lesson.course_id == Course.id, Lesson.removed_at.is_(None)))
            .join(CardSource, CardSource.lesson_id == Lesson.id)
            .join(Card, and_(Card.source_id == CardSource.id, Card.retired_at.is_(None)))
            .outerjoin(Memory, remembers)
            .where(Course.id.in_(list(course_ids)), Course.removed_at.is_(None))
            .group_by(Course.id)
            .having(func.count(Card.id) == func.count(Memory.id))
            .order_by(Course.id)
        )
        return found.all()

    async def sprints_done(self) -> Sequence[SprintDone]:
        """Return every finished sprint in which something was asked."""
        rows = await self._session.execute(
            _of_learners(
                select(
                    Sprint.user_id, Member.name, Sprint.ended_at, func.count(Grade.id), func.sum(Grade.seconds)
                ).join(Grade, Grade.sprint_id == Sprint.id),
                Sprint,
            )
            .where(Sprint.ended_at.is_not(None))
            .group_by(Sprint.id, Sprint.user_id, Member.name, Sprint.ended_at)
        )
        return [SprintDone(*row) for row in rows]

    async def used(self) -> Sequence[Used]:
        """Return everything that somebody said that they used."""
        rows = await self._session.execute(
            _of_learners(
                select(Application.user_id, Member.name, Application.answered_at, Application.source_id), Application
            ).where(Application.outcome == "used")
        )
        return [Used(*row) for row in rows]

    async def taken(self) -> Sequence[Taken]:
        """Return every course that somebody takes."""
        rows = await self._session.execute(
            _of_learners(
                select(CourseMember.user_id, Member.name, CourseMember.at, Course.id, Course.title).join(
                    Course, Course.id == CourseMember.course_id
                ),
                CourseMember,
            )
        )
        return [Taken(*row) for row in rows]

    async def completed(self) -> Sequence[Taken]:
        """Return every course of which somebody has been asked every card, with the moment of the last one."""
        cards = (
            select(Lesson.course_id, func.count(Card.id).label("cards"))
            .join(CardSource, CardSource.lesson_id == Lesson.id)
            .join(Card, Card.source_id == CardSource.id)
            .where(Lesson.removed_at.is_(None), Card.retired_at.is_(None))
            .group_by(Lesson.course_id)
            .subquery()
        )
        first = (
            select(Grade.user_id, Grade.card_id, func.min(Grade.at).label("at"))
            .group_by(Grade.user_id, Grade.card_id)
            .subquery()
        )
        rows = await self._session.execute(
            select(first.c.user_id, Member.name, func.max(first.c.at), Course.id, Course.title)
            .join(Card, and_(Card.id == first.c.card_id, Card.retired_at.is_(None)))
            .join(CardSource, CardSource.id == Card.source_id)
            .join(Lesson, and_(Lesson.id == CardSource.lesson_id, Lesson.removed_at.is_(None)))
            .join(Course, and_(Course.id == Lesson.course_id, Course.removed_at.is_(None)))
            .join(cards, cards.c.course_id == Course.id)
            .join(Learner, and_(Learner.user_id == first.c.user_id, Learner.left_at.is_(None)))
            .join(Member, and_(Member.user_id == first.c.user_id, Member.forgotten_at.is_(None)))
            .group_by(first.c.user_id, Member.name, Course.id, Course.title, cards.c.cards)
            .having(func.count(Card.id) == cards.c.cards)
        )
        return [Taken(*row) for row in rows]


def _same_workspace(table: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = table.workspace_id == CardSource.workspace_id
    return same


def _of_learners(rows: Select[*tuple[Any, ...]], table: Any) -> Select[*tuple[Any, ...]]:
    """Keep the rows of members who learn now: not of those who left, nor of those who were forgotten."""
    return rows.join(Learner, and_(Learner.user_id == table.user_id, Learner.left_at.is_(None))).join(
        Member, and_(Member.user_id == table.user_id, Member.forgotten_at.is_(None))
    )
