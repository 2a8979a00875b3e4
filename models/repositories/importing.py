"""Import runs, the day files that are done, and what an import asks and writes in bulk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from models.articles import Article
from models.importing import ImportedDay, ImportRun
from models.messages import Message
from models.questions import Question, Topic
from models.repositories.base import Repository
from models.saving import Note

_SOME = 500
"""How many values one `IN` names at most."""


@dataclass(frozen=True)
class Held:
    """What the database holds of some threads of one channel, by timestamps."""

    messages: frozenset[str]
    asked_in: frozenset[str]
    """Threads with a question."""
    noted_in: frozenset[str]
    """Threads with a saved note."""


class ImportRepository(Repository):
    """Import runs, the day files that are done, and what an import asks and writes in bulk."""

    async def run_of(self, sha256: str, *, at: datetime) -> ImportRun:
        """Return the run of the file with this hash; begin one where it was never imported."""
        await self._insert_unless_there(ImportRun, {"sha256": sha256, "started_at": at})
        return (await self._session.scalars(select(ImportRun).where(ImportRun.sha256 == sha256))).one()

    async def days_done(self, run_id: int) -> frozenset[str]:
        """Return the names of the day files that are wholly in the database."""
        return frozenset(await self._session.scalars(select(ImportedDay.name).where(ImportedDay.run_id == run_id)))

    async def claim_day(self, run_id: int, name: str, *, messages: int) -> bool:
        """Note the day as done within this transaction; tell whether nobody else had done it."""
        return await self._insert_unless_there(
            ImportedDay, {"run_id": run_id, "name": name, "messages": messages, "questions": 0}
        )

    async def count_questions(self, run_id: int, name: str, questions: int) -> None:
        """Keep how many questions were captured from the claimed day."""
        await self._session.execute(
            update(ImportedDay)
            .where(ImportedDay.run_id == run_id, ImportedDay.name == name)
            .values(questions=questions)
        )

    async def held(self, channel_id: str, *, timestamps: Collection[str], threads: Collection[str]) -> Held:
        """Return which of these messages are held, and which of these threads are followed and why."""
        messages = await self._which(Message.ts, channel_id, timestamps)
        asked_in = await self._which(Question.thread_ts, channel_id, threads)
        noted_in = await self._which(Note.thread_ts, channel_id, threads)
        return Held(messages, asked_in, noted_in)

    async def keep(self, rows: Sequence[Message | Question]) -> None:
        """Keep new rows of one table with one statement; the objects stay out of the unit of work."""
        if not rows:
            return
        table = type(rows[0])
        names = [column.key for column in table.__table__.columns if column.key not in ("id", "workspace_id")]
        known = [{name: value for name in names if (value := getattr(row, name)) is not None} for row in rows]
        # One statement has one set of columns: what a row leaves open is open in all, or none here.
        given = sorted({name for row in known for name in row})
        await self._session.execute(
            insert(table),
            [{"workspace_id": self._workspace_id, **{name: row.get(name) for name in given}} for row in known],
        )

    async def unplaced(self) -> Sequence[int]:
        """Return the questions that matching has not looked at, by time."""
        return (
            await self._session.scalars(
                select(Question.id).where(Question.placed_at.is_(None)).order_by(Question.asked_at, Question.id)
            )
        ).all()

    async def undrafted_topics(self) -> Sequence[int]:
        """Return the topics whose rule of three held and that have no article, the surest first."""
        drafted = select(Article.topic_id).where(Article.topic_id.is_not(None), Article.dismissed_at.is_(None))
        return (
            await self._session.scalars(
                select(Topic.id)
                .where(Topic.fired_at.is_not(None), Topic.dismissed_at.is_(None), Topic.id.not_in(drafted))
                .order_by(Topic.confidence.desc(), Topic.id)
            )
        ).all()

    async def most_asked_topics(self, limit: int) -> Sequence[Topic]:
        """Return the topics asked in at least two threads, those with the most threads first."""
        threads = func.count((Question.channel_id + ":" + Question.thread_ts).distinct())
        return (
            await self._session.scalars(
                select(Topic)
                .join(Question, (Question.topic_id == Topic.id) & (Question.workspace_id == Topic.workspace_id))
                .where(Topic.dismissed_at.is_(None))
                .group_by(Topic.id)
                .having(threads > 1)
                .order_by(threads.desc(), Topic.id)
                .limit(limit)
            )
        ).all()

    async def _which(self, column: Any, channel_id: str, values: Collection[str]) -> frozenset[str]:
        found: set[str] = set()
        wanted = sorted(values)
        for start in range(0, len(wanted), _SOME):
            found.update(
                await self._session.scalars(
                    select(column)
                    .where(column.class_.channel_id == channel_id, column.in_(wanted[start : start + _SOME]))
                    .distinct()
                )
            )
        return frozenset(found)
