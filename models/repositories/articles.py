"""Articles, revisions, sources and thread links: what rules ask of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import String, cast, or_, select, update

from models.articles import Article, Revision, Source, ThreadLink
from models.audience import Reader, article_is_readable
from models.repositories.base import Repository

LIVE = ("verified", "stale")
"""The states in which an article is offered to readers."""


class ArticleRepository(Repository):
    """Articles, revisions, sources and thread links: what rules ask of them."""

    async def get(self, article_id: int) -> Article | None:
        """Return the article."""
        return await self._session.scalar(select(Article).where(Article.id == article_id))

    async def of_topic(self, topic_id: int) -> Article | None:
        """Return the topic's article that was not dismissed."""
        return await self._session.scalar(
            select(Article)
            .where(Article.topic_id == topic_id, Article.dismissed_at.is_(None))
            .order_by(Article.id.desc())
            .limit(1)
        )

    async def of_note(self, note_id: int) -> Article | None:
        """Return the article that was drafted from a note."""
        return await self._session.scalar(select(Article).where(Article.note_id == note_id).limit(1))

    async def readable(self, reader: Reader, article_id: int) -> Article | None:
        """Return the article if `reader` may read it now."""
        return await self._session.scalar(select(Article).where(Article.id == article_id, article_is_readable(reader)))

    async def readable_live(self, reader: Reader, topic_ids: Collection[int]) -> Sequence[Article]:
        """Return the published articles of several topics that `reader` may read now."""
        return (
            await self._session.scalars(
                select(Article).where(
                    Article.topic_id.in_(list(topic_ids)),
                    Article.status.in_(LIVE),
                    Article.dismissed_at.is_(None),
                    article_is_readable(reader),
                )
            )
        ).all()

    async def live_topics(self, audiences: Collection[str]) -> frozenset[int]:
        """Return the topics of these audiences that have a published article."""
        found = await self._session.scalars(
            select(Article.topic_id).where(
                Article.audience.in_(list(audiences)),
                Article.status.in_(LIVE),
                Article.dismissed_at.is_(None),
                Article.topic_id.is_not(None),
            )
        )
        return frozenset(topic_id for topic_id in found if topic_id is not None)

    async def slug_taken(self, slug: str) -> bool:
        """Tell whether an article has this slug."""
        return await self._session.scalar(select(Article.id).where(Article.slug == slug)) is not None

    async def revision(self, article_id: int, number: int) -> Revision | None:
        """Return one revision."""
        return await self._session.scalar(
            select(Revision).where(Revision.article_id == article_id, Revision.number == number)
        )

    async def revisions(self, article_id: int) -> Sequence[Revision]:
        """Return every revision, oldest first."""
        return (
            await self._session.scalars(
                select(Revision).where(Revision.article_id == article_id).order_by(Revision.number)
            )
        ).all()

    async def sources(self, article_id: int, revision: int) -> Sequence[Source]:
        """Return what a revision cites, oldest message first."""
        return (
            await self._session.scalars(
                select(Source)
                .where(Source.article_id == article_id, Source.revision == revision)
                .order_by(Source.ts, Source.id)
            )
        ).all()

    async def all_sources(self, article_id: int) -> Sequence[Source]:
        """Return what any revision cites."""
        return (await self._session.scalars(select(Source).where(Source.article_id == article_id))).all()

    async def citing(self, channel_id: str, ts: str) -> Sequence[Article]:
        """Return the articles of which any revision cites a message."""
        return (
            await self._session.scalars(
                select(Article).where(
                    Article.id.in_(select(Source.article_id).where(Source.channel_id == channel_id, Source.ts == ts))
                )
            )
        ).all()

    async def citing_author(self, author: str) -> Sequence[Article]:
        """Return the articles of which any revision cites a person's messages."""
        return (
            await self._session.scalars(
                select(Article).where(Article.id.in_(select(Source.article_id).where(Source.author == author)))
            )
        ).all()

    async def speaking_of(self, user_id: str) -> Sequence[Article]:
        """Return the articles of which any revision mentions a person."""
        mentions = cast(Revision.draft, String).contains(f"@{{{user_id}}}")
        return (
            await self._session.scalars(
                select(Article).where(Article.id.in_(select(Revision.article_id).where(mentions)))
            )
        ).all()

    async def thread_links(self, article_id: int) -> Sequence[ThreadLink]:
        """Return the threads that got the article's link."""
        return (await self._session.scalars(select(ThreadLink).where(ThreadLink.article_id == article_id))).all()

    async def thread_link(self, article_id: int, channel_id: str, thread_ts: str) -> ThreadLink | None:
        """Return the link that a thread got, if it got one."""
        return await self._session.scalar(
            select(ThreadLink).where(
                ThreadLink.article_id == article_id,
                ThreadLink.channel_id == channel_id,
                ThreadLink.thread_ts == thread_ts,
            )
        )

    async def verified_before(self, moment: datetime) -> Sequence[Article]:
        """Return the verified articles that nobody has confirmed since `moment`."""
        return (
            await self._session.scalars(
                select(Article).where(Article.status == "verified", Article.verified_at < moment)
            )
        ).all()

    async def stale_before(self, moment: datetime) -> Sequence[Article]:
        """Return the articles that have been stale since before `moment`."""
        return (
            await self._session.scalars(select(Article).where(Article.status == "stale", Article.stale_at < moment))
        ).all()

    async def made_of(self, topic_ids: Collection[int], note_ids: Collection[int]) -> Sequence[Article]:
        """Return every article made of these topics or notes."""
        return (
            await self._session.scalars(
                select(Article).where(or_(Article.topic_id.in_(list(topic_ids)), Article.note_id.in_(list(note_ids))))
            )
        ).all()

    async def anonymise(self, author: str) -> None:
        """Take a person's id out of every citation, revision and thread of responsibility; the links stay."""
        await self._session.execute(update(Source).where(Source.author == author).values(author=""))
        await self._session.execute(update(Revision).where(Revision.author == author).values(author=""))
        await self._session.execute(update(Article).where(Article.reviewer == author).values(reviewer=None))
