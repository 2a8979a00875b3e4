"""Questions, topics and verdicts: what rules ask of them."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import func, select, update

from models.questions import Question, Topic, Verdict
from models.repositories.base import Repository

_TOPICS: Final = 0x74687263
"""The advisory locks of ours on PostgreSQL, one for each workspace; other programs there may have others."""


class QuestionRepository(Repository):
    """Questions, topics and verdicts: what rules ask of them."""

    async def take_turn(self) -> None:
        """Wait until nobody else decides about topics of this workspace; others wait until this unit of work ends.

        Whoever reads before they decide reads after this: a topic that somebody else founds meanwhile is not seen
        otherwise, and then there are two. On SQLite a unit of work that writes is alone from its beginning.
        """
        if self._dialect == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(_TOPICS, self._workspace_id)))

    async def get(self, question_id: int) -> Question | None:
        """Return the question."""
        return await self._session.scalar(select(Question).where(Question.id == question_id))

    async def many(self, question_ids: Collection[int]) -> Sequence[Question]:
        """Return the questions, oldest first."""
        return (
            await self._session.scalars(
                select(Question).where(Question.id.in_(list(question_ids))).order_by(Question.asked_at, Question.id)
            )
        ).all()

    async def of_message(self, channel_id: str, ts: str) -> Question | None:
        """Return the question that a message asks."""
        return await self._session.scalar(select(Question).where(Question.channel_id == channel_id, Question.ts == ts))

    async def of_thread(self, channel_id: str, thread_ts: str) -> Sequence[Question]:
        """Return the questions asked in a thread, oldest first."""
        return (
            await self._session.scalars(
                select(Question)
                .where(Question.channel_id == channel_id, Question.thread_ts == thread_ts)
                .order_by(Question.asked_at, Question.id)
            )
        ).all()

    async def in_channel(self, channel_id: str) -> Sequence[Question]:
        """Return every question asked in a channel, oldest first."""
        return (
            await self._session.scalars(
                select(Question).where(Question.channel_id == channel_id).order_by(Question.asked_at, Question.id)
            )
        ).all()

    async def of_topic(self, topic_id: int) -> Sequence[Question]:
        """Return a topic's questions, oldest first."""
        return (
            await self._session.scalars(
                select(Question).where(Question.topic_id == topic_id).order_by(Question.asked_at, Question.id)
            )
        ).all()

    async def of_topics(self, topic_ids: Collection[int]) -> Sequence[Question]:
        """Return the questions of several topics, oldest first."""
        return (
            await self._session.scalars(
                select(Question).where(Question.topic_id.in_(list(topic_ids))).order_by(Question.asked_at, Question.id)
            )
        ).all()

    async def asked_by(self, asker: str, *, limit: int | None = None) -> Sequence[Question]:
        """Return what a person asked, newest first."""
        return (
            await self._session.scalars(
                select(Question).where(Question.asker == asker).order_by(Question.asked_at.desc()).limit(limit)
            )
        ).all()

    async def topic(self, topic_id: int) -> Topic | None:
        """Return the topic."""
        return await self._session.scalar(select(Topic).where(Topic.id == topic_id))

    async def topics(self, topic_ids: Collection[int]) -> Sequence[Topic]:
        """Return several topics."""
        return (await self._session.scalars(select(Topic).where(Topic.id.in_(list(topic_ids))))).all()

    async def waiting_topics(self) -> Sequence[Topic]:
        """Return the topics that wait for an answer or for their turn, the surest first."""
        return (
            await self._session.scalars(
                select(Topic)
                .where(Topic.waiting.is_(True), Topic.dismissed_at.is_(None))
                .order_by(Topic.confidence.desc(), Topic.id)
            )
        ).all()

    async def titled_by(self, question_id: int) -> Sequence[Topic]:
        """Return the topics whose title is the wording of a question."""
        return (await self._session.scalars(select(Topic).where(Topic.title_question_id == question_id))).all()

    async def verdicts(self) -> Sequence[Verdict]:
        """Return every labelled pair, oldest first."""
        return (await self._session.scalars(select(Verdict).order_by(Verdict.id))).all()

    async def speaking_of(self, user_id: str) -> Sequence[Question]:
        """Return the questions that mention a person."""
        return (await self._session.scalars(select(Question).where(Question.text.contains(f"<@{user_id}")))).all()

    async def anonymise(self, user_id: str) -> None:
        """Take a person's id out of the pairs that the person labelled; the labels stay."""
        await self._session.execute(update(Verdict).where(Verdict.by == user_id).values(by=""))

    async def take_from_topic(self, question_ids: Collection[int]) -> None:
        """Take questions out of their topic."""
        await self._session.execute(update(Question).where(Question.id.in_(list(question_ids))).values(topic_id=None))
