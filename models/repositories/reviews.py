"""Reviews and offers: what rules ask of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from models.articles import Article, Offer, Review
from models.repositories.base import Repository


class ReviewRepository(Repository):
    """Reviews and offers: what rules ask of them."""

    async def get(self, review_id: int) -> Review | None:
        """Return the review."""
        return await self._session.scalar(select(Review).where(Review.id == review_id))

    async def open_of(self, article_id: int) -> Review | None:
        """Return the article's open review; the row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(
            select(Review)
            .where(Review.article_id == article_id, Review.closed_at.is_(None))
            .order_by(Review.id.desc())
            .limit(1)
            .with_for_update()
        )

    async def all_of(self, article_id: int) -> Sequence[Review]:
        """Return every review of the article, oldest first."""
        return (
            await self._session.scalars(select(Review).where(Review.article_id == article_id).order_by(Review.id))
        ).all()

    async def due(self, now: datetime) -> Sequence[Review]:
        """Return the open reviews that should pass on by now."""
        return (
            await self._session.scalars(
                select(Review).where(Review.closed_at.is_(None), Review.due_at <= now).order_by(Review.due_at)
            )
        ).all()

    async def waiting_for(self, reviewer: str) -> Sequence[tuple[Review, Article]]:
        """Return the open reviews of a person with their articles, oldest first."""
        rows = await self._session.execute(
            select(Review, Article)
            .join(Article, (Article.id == Review.article_id) & (Article.workspace_id == Review.workspace_id))
            .where(Review.reviewer == reviewer, Review.closed_at.is_(None), Article.dismissed_at.is_(None))
            .order_by(Review.asked_at)
        )
        return [(review, article) for review, article in rows]

    async def uncertain_since(self, reviewer: str, moment: datetime) -> int:
        """Return how many uncertain cards a reviewer got since `moment`."""
        return (
            await self._session.scalar(
                select(func.count(Review.id)).where(
                    Review.reviewer == reviewer,
                    Review.uncertain.is_(True),
                    Review.held.is_(False),
                    Review.asked_at >= moment,
                )
            )
            or 0
        )

    async def held(self) -> Sequence[tuple[Review, Article]]:
        """Return the reviews whose cards wait for their turn."""
        rows = await self._session.execute(
            select(Review, Article)
            .join(Article, (Article.id == Review.article_id) & (Article.workspace_id == Review.workspace_id))
            .where(Review.held.is_(True), Review.closed_at.is_(None))
        )
        return [(review, article) for review, article in rows]

    async def offer(self, offer_id: int) -> Offer | None:
        """Return the offer; the row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(Offer).where(Offer.id == offer_id).with_for_update())

    async def offer_for(self, question_id: int, article_id: int) -> Offer | None:
        """Return the offer of an article that a question got."""
        return await self._session.scalar(
            select(Offer).where(Offer.question_id == question_id, Offer.article_id == article_id)
        )

    async def offers_of(self, article_id: int) -> Sequence[Offer]:
        """Return every offer of an article."""
        return (
            await self._session.scalars(select(Offer).where(Offer.article_id == article_id).order_by(Offer.id))
        ).all()

    async def who_said_not_mine(self, article_id: int, wording: str) -> frozenset[str]:
        """Return who said Not my question of an article when they had asked in this wording."""
        return frozenset(
            await self._session.scalars(
                select(Offer.user_id).where(
                    Offer.article_id == article_id, Offer.wording == wording, Offer.verdict == "not_mine"
                )
            )
        )

    async def last_offer_to(self, user_id: str) -> Offer | None:
        """Return what was last offered to a person."""
        return await self._session.scalar(
            select(Offer).where(Offer.user_id == user_id).order_by(Offer.id.desc()).limit(1)
        )

    async def offers_to(self, user_id: str) -> Sequence[Offer]:
        """Return everything offered to a person."""
        return (await self._session.scalars(select(Offer).where(Offer.user_id == user_id))).all()

    async def solved_for(self, user_id: str) -> int:
        """Return how many answers a person said to have solved their question."""
        return (
            await self._session.scalar(
                select(func.count(Offer.id)).where(Offer.user_id == user_id, Offer.verdict == "solved")
            )
            or 0
        )

    async def forget(self, user_id: str) -> None:
        """Remove what was offered to a person, and the person's id from every review."""
        await self._session.execute(delete(Offer).where(Offer.user_id == user_id))
        await self._session.execute(update(Review).where(Review.reviewer == user_id).values(reviewer=""))

    async def open_with(self, reviewer: str) -> Sequence[Review]:
        """Return the open reviews of a person."""
        return (
            await self._session.scalars(select(Review).where(Review.reviewer == reviewer, Review.closed_at.is_(None)))
        ).all()
