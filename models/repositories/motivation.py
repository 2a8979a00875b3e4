"""Badges and the deeds that they thank for: what rules ask of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from models.articles import Article, Offer, Source
from models.cards import Card, CardSource
from models.motivation import Badge
from models.questions import Question, Topic
from models.repositories.articles import LIVE
from models.repositories.base import Repository
from models.sprints import Application, Grade


class MotivationRepository(Repository):
    """Badges and the deeds that they thank for: what rules ask of them."""

    async def badges(self, user_id: str) -> Sequence[Badge]:
        """Return a member's badges, oldest first."""
        return (
            await self._session.scalars(select(Badge).where(Badge.user_id == user_id).order_by(Badge.at, Badge.id))
        ).all()

    async def used(self, user_id: str) -> int:
        """Return how often a member used at work what a sprint ended with."""
        return await self._count(
            select(func.count(Application.id)).where(Application.user_id == user_id, Application.outcome == "used")
        )

    async def pages_of(self, author: str) -> int:
        """Return how many published pages cite a member's messages."""
        return await self._count(
            select(func.count(Article.id)).where(
                Article.status.in_(LIVE), Article.dismissed_at.is_(None), _cites(author)
            )
        )

    async def helped(self, author: str, since: datetime, until: datetime) -> int:
        """Return how many other people said, within a time, that a page that cites a member solved their question."""
        return await self._count(
            select(func.count(Offer.user_id.distinct()))
            .join(Article, and_(Article.id == Offer.article_id, Article.workspace_id == Offer.workspace_id))
            .where(
                Offer.verdict == "solved",
                Offer.user_id != author,
                Offer.at >= since,
                Offer.at < until,
                _cites(author),
            )
        )

    async def titles_of(self, asker: str) -> int:
        """Return how many published pages have a member's question for their title."""
        return await self._count(
            select(func.count(Article.id))
            .join(Topic, and_(Topic.id == Article.topic_id, Topic.workspace_id == Article.workspace_id))
            .join(Question, and_(Question.id == Topic.title_question_id, Question.workspace_id == Topic.workspace_id))
            .where(Article.status.in_(LIVE), Article.dismissed_at.is_(None), Question.asker == asker)
        )

    async def taught(self, reviewer: str) -> int:
        """Return how many other people learned cards of pages that a member approved."""
        return await self._count(
            select(func.count(Grade.user_id.distinct()))
            .join(Card, and_(Card.id == Grade.card_id, Card.workspace_id == Grade.workspace_id))
            .join(CardSource, and_(CardSource.id == Card.source_id, CardSource.workspace_id == Card.workspace_id))
            .join(Article, and_(Article.id == CardSource.article_id, Article.workspace_id == CardSource.workspace_id))
            .where(Article.reviewer == reviewer, Grade.user_id != reviewer)
        )

    async def _count(self, statement: Select[int]) -> int:
        return await self._session.scalar(statement) or 0


def _cites(author: str) -> ColumnElement[bool]:
    return exists(
        select(Source.id).where(
            Source.workspace_id == Article.workspace_id,
            Source.article_id == Article.id,
            Source.revision == Article.published_revision,
            Source.author == author,
        )
    )
