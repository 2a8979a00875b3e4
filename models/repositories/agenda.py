"""The agenda of a block: what a member could do for others in it, of what they may read."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from models.articles import Article
from models.audience import Reader, channel_is_readable
from models.messages import Message
from models.questions import Question
from models.repositories.base import Repository


class AgendaRepository(Repository):
    """What a member could do for others."""

    async def open_question(self, reader: Reader, since: datetime) -> Question | None:
        """Return the newest question that a member could answer: asked since a moment by somebody else, answered by
        nobody and by no page or draft, in a channel where this member has answered before and that they may read
        now."""
        asked = aliased(Question)
        helped_in = (
            select(Message.channel_id)
            .join(asked, (asked.channel_id == Message.channel_id) & (asked.thread_ts == Message.thread_ts))
            .where(Message.author == reader.user_id, asked.asker != reader.user_id)
        )
        reply = exists().where(
            Message.channel_id == Question.channel_id,
            Message.thread_ts == Question.thread_ts,
            Message.author.not_in((Question.asker, "")),
        )
        has_page = select(Article.topic_id).where(Article.topic_id.is_not(None), Article.status != "retired")
        return await self._session.scalar(
            select(Question)
            .where(
                or_(Question.topic_id.is_(None), Question.topic_id.not_in(has_page)),
                Question.asked_at >= since,
                Question.asker != reader.user_id,
                channel_is_readable(reader, Question.channel_id),
                Question.channel_id.in_(helped_in),
                ~reply,
            )
            .order_by(Question.asked_at.desc(), Question.id.desc())
            .limit(1)
        )

    async def stale_page(self, user_id: str) -> Article | None:
        """Return the page that has waited longest for its reviewer, this member, to look at it again."""
        return await self._session.scalar(
            select(Article)
            .where(Article.reviewer == user_id, Article.status == "stale")
            .order_by(Article.verified_at, Article.id)
            .limit(1)
        )
