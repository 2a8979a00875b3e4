"""Cards: what rules ask of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from models.articles import Article, Revision
from models.audience import Reader, article_is_readable
from models.cards import Card, CardReport, CardSource
from models.courses import Course, Lesson
from models.repositories.articles import LIVE
from models.repositories.base import Repository
from models.sprints import Grade


class Behind(NamedTuple):
    """An article or lesson whose cards are not in line with it: its state, and since when they say what they say."""

    article_id: int | None
    lesson_id: int | None
    state: str
    since: float


class CardRepository(Repository):
    """Cards and what they were made of: what rules ask of them."""

    async def get(self, card_id: int) -> Card | None:
        """Return the card, retired or not."""
        return await self._session.scalar(select(Card).where(Card.id == card_id))

    async def many(self, card_ids: Collection[int]) -> Sequence[Card]:
        """Return those of the cards that are there, retired or not, by id."""
        return (await self._session.scalars(select(Card).where(Card.id.in_(list(card_ids))).order_by(Card.id))).all()

    async def source(self, source_id: int) -> CardSource | None:
        """Return what cards were made of."""
        return await self._session.scalar(select(CardSource).where(CardSource.id == source_id))

    async def source_of(self, *, article_id: int | None = None, lesson_id: int | None = None) -> CardSource | None:
        """Return what cards of an article or of a lesson were made of; its row is locked, so that two act in turn."""
        which = CardSource.article_id == article_id if article_id is not None else CardSource.lesson_id == lesson_id
        return await self._session.scalar(select(CardSource).where(which).with_for_update())

    async def of_source(self, source_id: int) -> Sequence[Card]:
        """Return a source's cards, retired ones too, in their order."""
        return (
            await self._session.scalars(
                select(Card).where(Card.source_id == source_id).order_by(Card.position, Card.id)
            )
        ).all()

    async def said(self, reader: Reader, source_ids: Collection[int]) -> Sequence[tuple[CardSource, str, str]]:
        """Return those of some sources that `reader` may read now and that are offered, with title and body.

        Only sources whose cards were made of the revision that is published now.
        """
        wanted = CardSource.id.in_(list(source_ids))
        pages = await self._session.execute(
            select(CardSource, Revision.title, Revision.body_markdown)
            .join(Article, and_(Article.id == CardSource.article_id, Article.workspace_id == CardSource.workspace_id))
            .join(Revision, and_(Revision.article_id == Article.id, Revision.number == Article.published_revision))
            .where(
                wanted,
                _article_is_live(),
                article_is_readable(reader),
                CardSource.revision == Article.published_revision,
            )
        )
        found = [(source, title, body) for source, title, body in pages]
        if reader.reads_public:
            lessons = await self._session.execute(
                select(CardSource, Lesson.title, Lesson.body_markdown)
                .join(Lesson, and_(Lesson.id == CardSource.lesson_id, Lesson.workspace_id == CardSource.workspace_id))
                .join(Course, Course.id == Lesson.course_id)
                .where(wanted, _lesson_is_live(), CardSource.revision == Lesson.version)
            )
            found += [(source, title, body) for source, title, body in lessons]
        return found

    async def readable_pages(self, reader: Reader, *, limit: int) -> Sequence[int]:
        """Return the articles that are offered and that `reader` may read now, the newest first."""
        found = await self._session.scalars(
            select(Article.id)
            .where(_article_is_live(), Article.published_revision.is_not(None), article_is_readable(reader))
            .order_by(Article.id.desc())
            .limit(limit)
        )
        return found.all()

    async def pages(self, reader: Reader, article_ids: Collection[int]) -> list[tuple[str, str]]:
        """Return title and body of those of some articles that are offered and that `reader` may read now."""
        found = await self._session.execute(
            select(Revision.title, Revision.body_markdown)
            .join(Article, and_(Article.id == Revision.article_id, Article.workspace_id == Revision.workspace_id))
            .where(
                Article.id.in_(list(article_ids)),
                Revision.number == Article.published_revision,
                _article_is_live(),
                article_is_readable(reader),
            )
            .order_by(Article.id)
        )
        return [(title, body) for title, body in found]

    async def lesson(self, lesson_id: int) -> tuple[Lesson, bool] | None:
        """Return a lesson and whether it is offered."""
        found = await self._session.execute(
            select(Lesson, Course.removed_at.is_(None))
            .join(Course, Course.id == Lesson.course_id)
            .where(Lesson.id == lesson_id)
        )
        row = found.first()
        return (row[0], bool(row[1]) and row[0].removed_at is None) if row is not None else None

    async def behind(self, *, limit: int) -> list[Behind]:
        """Return articles and lessons whose cards are not in line with them, oldest first."""
        articles = await self._session.execute(self.articles_behind().limit(limit))
        lessons = await self._session.execute(self.lessons_behind().limit(limit))
        return [
            *(Behind(found[0], None, f"{found[1]}:{found[2]}:{found[3]}", _since(found[4])) for found in articles),
            *(Behind(None, found[0], f"{found[1]}:{found[2]}", _since(found[3])) for found in lessons),
        ]

    @staticmethod
    def articles_behind() -> Select[int, int | None, int, bool, datetime]:
        """Return the query for articles that cards do not follow yet."""
        live = _article_is_live()
        behind = or_(
            and_(CardSource.id.is_(None), live),
            CardSource.revision != Article.published_revision,
            CardSource.newest != Article.revision,
            CardSource.offered != live,
        )
        same = and_(CardSource.article_id == Article.id, CardSource.workspace_id == Article.workspace_id)
        return (
            select(Article.id, Article.published_revision, Article.revision, live, CardSource.made_at)
            .outerjoin(CardSource, same)
            .where(Article.published_revision.is_not(None), behind)
            .order_by(Article.id)
        )

    @staticmethod
    def lessons_behind() -> Select[int, int, bool, datetime]:
        """Return the query for lessons that cards do not follow yet."""
        live = _lesson_is_live()
        behind = or_(
            and_(CardSource.id.is_(None), live), CardSource.revision != Lesson.version, CardSource.offered != live
        )
        same = and_(CardSource.lesson_id == Lesson.id, CardSource.workspace_id == Lesson.workspace_id)
        return (
            select(Lesson.id, Lesson.version, live, CardSource.made_at)
            .join(Course, Course.id == Lesson.course_id)
            .outerjoin(CardSource, same)
            .where(behind)
            .order_by(Lesson.id)
        )

    # Reports --------------------------------------------------------------------------------------------------

    async def reports(self, card_id: int) -> Sequence[CardReport]:
        """Return what was said of a card and is not settled, oldest first."""
        return (
            await self._session.scalars(
                select(CardReport)
                .where(CardReport.card_id == card_id, CardReport.settled_at.is_(None))
                .order_by(CardReport.at, CardReport.id)
            )
        ).all()

    async def report(self, card_id: int, user_id: str, what: str) -> CardReport | None:
        """Return that somebody said this of a card, settled or not."""
        return await self._session.scalar(
            select(CardReport).where(
                CardReport.card_id == card_id, CardReport.user_id == user_id, CardReport.what == what
            )
        )

    async def called_wrong(self, card_ids: Collection[int], by: int) -> frozenset[int]:
        """Return those of some cards that at least so many people called wrong, unsettled."""
        found = await self._session.scalars(
            select(CardReport.card_id)
            .where(CardReport.card_id.in_(list(card_ids)), CardReport.what == "wrong", CardReport.settled_at.is_(None))
            .group_by(CardReport.card_id)
            .having(func.count(CardReport.id) >= by)
        )
        return frozenset(found)

    async def grades(self, card_id: int, *, since: datetime) -> Sequence[tuple[str, int]]:
        """Return who graded a card how since a moment, in the order of it."""
        found = await self._session.execute(
            select(Grade.user_id, Grade.rating)
            .where(Grade.card_id == card_id, Grade.at >= since)
            .order_by(Grade.at, Grade.id)
        )
        return [(user_id, rating) for user_id, rating in found]

    async def misread(
        self, reader: Reader, article_ids: Collection[int] | None = None, *, limit: int | None = None
    ) -> Sequence[tuple[Article, str]]:
        """Return pages that `reader` may read with a sentence that people were sure of and got wrong; of some, or all.

        Only as long as they are published as they were then. A card that rests because its source changed says nothing
        any more; one that a person retired still does.
        """
        still_says = or_(Card.retired_because.is_(None), Card.retired_because != "source")
        source_of = and_(CardSource.article_id == Article.id, CardSource.workspace_id == Article.workspace_id)
        seen_by = and_(Card.id == CardSource.unclear_card, Card.workspace_id == CardSource.workspace_id)
        wanted = (
            select(Article, Card.sentence)
            .join(CardSource, source_of)
            .join(Card, seen_by)
            .where(CardSource.unclear == Article.published_revision, Card.sentence != "", still_says)
            .where(_article_is_live(), article_is_readable(reader))
            .order_by(Article.id)
            .limit(limit)
        )
        if article_ids is not None:
            wanted = wanted.where(Article.id.in_(list(article_ids)))
        return [(article, sentence) for article, sentence in await self._session.execute(wanted)]


def _since(made_at: datetime | None) -> float:
    return made_at.timestamp() if made_at is not None else 0.0


def _article_is_live() -> ColumnElement[bool]:
    return and_(Article.status.in_(LIVE), Article.dismissed_at.is_(None))


def _lesson_is_live() -> ColumnElement[bool]:
    return and_(Lesson.removed_at.is_(None), Course.removed_at.is_(None))
