"""What the pages of the wiki show: every query here asks what the reader may read."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select

from models.articles import Article, Offer, Review, Revision
from models.audience import Reader, article_is_readable, channel_is_readable, revision_is_readable
from models.channels import Channel
from models.questions import Question, Topic
from models.repositories.articles import LIVE
from models.repositories.base import Repository
from models.saving import Note
from models.workspaces import Workspace


class WikiRepository(Repository):
    """What the pages of the wiki show: every query here asks what the reader may read."""

    async def newest(self, reader: Reader, *, limit: int, offset: int = 0) -> Sequence[Article]:
        """Return published articles, the last confirmed first."""
        return (
            await self._session.scalars(
                select(Article)
                .where(_is_live_for(reader))
                .order_by(Article.verified_at.desc(), Article.id.desc())
                .limit(limit)
                .offset(offset)
            )
        ).all()

    async def most_used(self, reader: Reader, *, limit: int) -> Sequence[Article]:
        """Return published articles that were shown to somebody who asked, the most often shown first."""
        shown = func.count(Offer.id)
        return (
            await self._session.scalars(
                select(Article)
                .join(Offer, and_(Offer.article_id == Article.id, Offer.workspace_id == Article.workspace_id))
                .where(_is_live_for(reader))
                .group_by(Article.id)
                .order_by(shown.desc(), Article.id.desc())
                .limit(limit)
            )
        ).all()

    async def count(self, reader: Reader) -> int:
        """Return how many published articles there are."""
        return await self._session.scalar(select(func.count(Article.id)).where(_is_live_for(reader))) or 0

    async def by_slug(self, reader: Reader, slug: str) -> Article | None:
        """Return the article of any status; one that was dismissed is gone."""
        return await self._session.scalar(
            select(Article).where(Article.slug == slug, Article.dismissed_at.is_(None), article_is_readable(reader))
        )

    async def searchable(self, reader: Reader, article_ids: Collection[int]) -> Sequence[Article]:
        """Return those of the articles that a search of the reader may show: published ones, and the drafts of which
        the reader is the reviewer."""
        asked = select(Review.article_id).where(Review.reviewer == reader.user_id, Review.closed_at.is_(None))
        own_draft = and_(
            Article.status == "draft",
            literal(bool(reader.user_id)),
            or_(Article.reviewer == reader.user_id, Article.id.in_(asked)),
        )
        return (
            await self._session.scalars(
                select(Article).where(
                    Article.id.in_(list(article_ids)),
                    Article.dismissed_at.is_(None),
                    or_(_is_live(), own_draft),
                    article_is_readable(reader),
                )
            )
        ).all()

    async def notes(self, reader: Reader, note_ids: Collection[int]) -> Sequence[Note]:
        """Return those of the saved notes whose channel the reader may read."""
        return (
            await self._session.scalars(
                select(Note).where(Note.id.in_(list(note_ids)), channel_is_readable(reader, Note.channel_id))
            )
        ).all()

    async def articles_of_questions(self, question_ids: Collection[int]) -> Mapping[int, int]:
        """Return the article (its id) that each of the questions led to, of those that led to one."""
        rows = await self._session.execute(
            select(Question.id, Article.id)
            .join(Article, and_(Article.topic_id == Question.topic_id, Article.workspace_id == Question.workspace_id))
            .where(Question.id.in_(list(question_ids)), Article.dismissed_at.is_(None))
        )
        return dict(rows.all())

    async def revisions(self, reader: Reader, article_id: int, *, newest: int) -> Sequence[Revision]:
        """Return an article's revisions up to the number `newest`, newest first."""
        return (
            await self._session.scalars(
                select(Revision)
                .where(Revision.article_id == article_id, Revision.number <= newest, revision_is_readable(reader))
                .order_by(Revision.number.desc())
            )
        ).all()

    async def bodies(self, articles: Collection[Article]) -> Mapping[int, Revision]:
        """Return, by article, the revision that readers see: the published one, of a draft the newest."""
        shown = {article.id: article.shown_revision for article in articles}
        rows = await self._session.scalars(
            select(Revision).where(
                or_(
                    false(),
                    *(and_(Revision.article_id == key, Revision.number == number) for key, number in shown.items()),
                )
            )
        )
        return {revision.article_id: revision for revision in rows}

    async def questions(self, reader: Reader, topic_ids: Collection[int]) -> Sequence[Question]:
        """Return the questions of topics as far as the reader may read them, newest first."""
        return (
            await self._session.scalars(
                select(Question)
                .where(Question.topic_id.in_(list(topic_ids)), channel_is_readable(reader, Question.channel_id))
                .order_by(Question.asked_at.desc(), Question.id.desc())
            )
        ).all()

    async def verdicts(self, reader: Reader, article_ids: Collection[int] | None = None) -> Counter[str]:
        """Count what people said of published articles that they were shown: `shown` is all, the others by verdict."""
        of_these = Offer.article_id.in_(
            list(article_ids) if article_ids is not None else select(Article.id).where(_is_live_for(reader))
        )
        rows = await self._session.execute(
            select(Offer.verdict, func.count(Offer.id)).where(of_these).group_by(Offer.verdict)
        )
        counted: Counter[str] = Counter()
        for verdict, number in rows:
            counted["shown"] += number
            if verdict is not None:
                counted[verdict] += number
        return counted

    async def statuses(self, reader: Reader) -> Counter[str]:
        """Count published articles by status."""
        rows = await self._session.execute(
            select(Article.status, func.count(Article.id)).where(_is_live_for(reader)).group_by(Article.status)
        )
        return Counter(dict(rows.all()))

    async def times_to_publication(self, reader: Reader) -> Sequence[timedelta]:
        """Return how long each published article took from the ask that set it off to its first publication."""
        first = (
            select(Review.article_id, func.min(Review.closed_at).label("at"))
            .where(Review.outcome == "published", Review.workspace_id == self._workspace_id)
            .group_by(Review.article_id)
            .subquery()
        )
        rows = await self._session.execute(
            select(Topic.fired_at, first.c.at)
            .join_from(Article, Topic, and_(Topic.id == Article.topic_id, Topic.workspace_id == Article.workspace_id))
            .join(first, first.c.article_id == Article.id)
            .where(Topic.fired_at.is_not(None), _is_live_for(reader))
        )
        return [max(published - fired, timedelta()) for fired, published in rows]

    async def tags(self, reader: Reader) -> Counter[str]:
        """Count the tags of published articles."""
        rows = await self._session.scalars(select(Article.tags).where(_is_live_for(reader)))
        return Counter(tag for tags in rows for tag in tags)

    async def tagged(self, reader: Reader, tag: str) -> Sequence[Article]:
        """Return the published articles with a tag, by title."""
        return [
            article
            for article in await self._session.scalars(
                select(Article).where(_is_live_for(reader)).order_by(Article.title, Article.id)
            )
            if tag in article.tags
        ]

    async def open_reviews(self, reader: Reader) -> Sequence[tuple[Review, Article]]:
        """Return the reviews that nobody has answered yet, oldest first."""
        rows = await self._session.execute(
            select(Review, Article)
            .join(Article, and_(Article.id == Review.article_id, Article.workspace_id == Review.workspace_id))
            .where(
                Review.closed_at.is_(None),
                Review.held.is_(False),
                Article.dismissed_at.is_(None),
                article_is_readable(reader),
            )
            .order_by(Review.asked_at, Review.id)
        )
        return [(review, article) for review, article in rows]

    async def open_review(self, article_id: int) -> Review | None:
        """Return the article's open review; unlike `ReviewRepository.open_of` this locks nothing."""
        return await self._session.scalar(
            select(Review)
            .where(Review.article_id == article_id, Review.closed_at.is_(None))
            .order_by(Review.id.desc())
            .limit(1)
        )

    async def channel_names(self, channel_ids: Collection[str]) -> Mapping[str, str]:
        """Return the cached names of channels that have one."""
        rows = await self._session.execute(
            select(Channel.channel_id, Channel.name).where(Channel.channel_id.in_(list(channel_ids)))
        )
        return {channel_id: name for channel_id, name in rows if name}

    async def workspace(self) -> tuple[str, str]:
        """Return the workspace's name and its address in Slack; either may be empty."""
        row = (
            await self._session.execute(select(Workspace.name, Workspace.url).where(Workspace.id == self._workspace_id))
        ).one_or_none()
        return (row[0], row[1]) if row is not None else ("", "")


def _is_live() -> ColumnElement[bool]:
    return and_(Article.status.in_(LIVE), Article.published_revision.is_not(None), Article.dismissed_at.is_(None))


def _is_live_for(reader: Reader) -> ColumnElement[bool]:
    return and_(_is_live(), article_is_readable(reader))
