"""What an export reads: every workspace, table by table, in slices that never grow with the table."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.articles import Article, Review, Revision, Source
from models.blocks import BlockMember
from models.learners import Learner
from models.members import Member
from models.questions import Question, Topic, Verdict
from models.repositories.base import Repository
from models.saving import Note, Saver
from models.workspaces import Workspace

T = TypeVar("T")

_EVERY = {"every_workspace": True}
"""An export is the operator's, who has the whole database."""

SLICE = 500
"""Rows that are in memory at once."""


class ExportRepository:
    """Reads across all tenants; made for a unit of work that only reads."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def freeze(self) -> None:
        """Let everything read from here on be of one moment, whatever is written meanwhile."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))

    async def workspaces(self) -> Sequence[Workspace]:
        """Return every workspace, by id."""
        return (await self._session.scalars(select(Workspace).order_by(Workspace.id))).all()

    async def questions(self) -> AsyncIterator[Sequence[Question]]:
        """Give all questions, by id."""
        async for rows in self._sliced(Question):
            yield rows

    async def topics(self) -> AsyncIterator[Sequence[Topic]]:
        """Give all topics, by id."""
        async for rows in self._sliced(Topic):
            yield rows

    async def articles(self) -> AsyncIterator[Sequence[Article]]:
        """Give all articles, by id."""
        async for rows in self._sliced(Article):
            yield rows

    async def notes(self) -> AsyncIterator[Sequence[Note]]:
        """Give all saved notes, by id."""
        async for rows in self._sliced(Note):
            yield rows

    async def members(self) -> AsyncIterator[Sequence[Member]]:
        """Give all members, by id."""
        async for rows in self._sliced(Member):
            yield rows

    async def learners(self, members: Collection[Member]) -> dict[tuple[int, str], Learner]:
        """Return those of some members who learn now, by workspace and id."""
        users = {member.user_id for member in members}
        rows = await self._all(select(Learner).where(Learner.user_id.in_(sorted(users)), Learner.left_at.is_(None)))
        return {(row.workspace_id, row.user_id): row for row in rows}

    async def block_members(self, members: Collection[Member]) -> dict[tuple[int, str], BlockMember]:
        """Return those of some members who take part in learning blocks now, by workspace and id."""
        users = sorted({member.user_id for member in members})
        rows = await self._all(select(BlockMember).where(BlockMember.user_id.in_(users), BlockMember.left_at.is_(None)))
        return {(row.workspace_id, row.user_id): row for row in rows}

    async def asked(self, topic_ids: Collection[int]) -> dict[int, list[Question]]:
        """Return the questions of each of these topics, oldest first."""
        rows = await self._all(
            select(Question).where(Question.topic_id.in_(list(topic_ids))).order_by(Question.asked_at, Question.id)
        )
        found: dict[int, list[Question]] = {}
        for question in rows:
            if question.topic_id is not None:
                found.setdefault(question.topic_id, []).append(question)
        return found

    async def bodies(self, articles: Collection[Article]) -> dict[int, str]:
        """Return the text of each article's newest revision."""
        rows = await self._session.execute(
            select(Revision.article_id, Revision.body_markdown)
            .join(Article, (Article.id == Revision.article_id) & (Article.revision == Revision.number))
            .where(Article.id.in_([article.id for article in articles])),
            execution_options=_EVERY,
        )
        return dict(rows.all())

    async def sources(self, articles: Collection[Article]) -> dict[int, list[Source]]:
        """Return what each article's newest revision cites, oldest message first."""
        rows = await self._all(
            select(Source)
            .join(Article, (Article.id == Source.article_id) & (Article.revision == Source.revision))
            .where(Article.id.in_([article.id for article in articles]))
            .order_by(Source.ts, Source.id)
        )
        found: dict[int, list[Source]] = {}
        for source in rows:
            found.setdefault(source.article_id, []).append(source)
        return found

    async def savers(self, notes: Collection[Note]) -> dict[int, list[str]]:
        """Return who saved each note, first saver first."""
        rows = await self._all(
            select(Saver).where(Saver.note_id.in_([note.id for note in notes])).order_by(Saver.at, Saver.id)
        )
        found: dict[int, list[str]] = {}
        for saver in rows:
            found.setdefault(saver.note_id, []).append(saver.user_id)
        return found

    async def _sliced(self, table: Any) -> AsyncIterator[Sequence[Any]]:
        last = 0
        while rows := await self._all(select(table).where(table.id > last).order_by(table.id).limit(SLICE)):
            last = rows[-1].id
            yield rows
            # Without this the session would keep every row it ever gave.
            self._session.expunge_all()

    async def _all(self, statement: Select[T]) -> Sequence[T]:
        return (await self._session.scalars(statement, execution_options=_EVERY)).all()


class PersonRepository(Repository):
    """What is held about one person, beyond what the other repositories are asked."""

    async def notes_written(self, user_id: str) -> Sequence[Note]:
        """Return the saved notes of what the person wrote."""
        return (await self._session.scalars(select(Note).where(Note.author == user_id).order_by(Note.id))).all()

    async def notes_saved(self, user_id: str) -> Sequence[tuple[Saver, Note]]:
        """Return what the person saved, and how."""
        rows = await self._session.execute(
            select(Saver, Note)
            .join(Note, (Note.id == Saver.note_id) & (Note.workspace_id == Saver.workspace_id))
            .where(Saver.user_id == user_id)
            .order_by(Saver.id)
        )
        return [(saver, note) for saver, note in rows]

    async def verdicts(self, user_id: str) -> Sequence[Verdict]:
        """Return which questions the person told apart."""
        return (await self._session.scalars(select(Verdict).where(Verdict.by == user_id).order_by(Verdict.id))).all()

    async def reviews(self, user_id: str) -> Sequence[Review]:
        """Return what the person was asked to review."""
        return (await self._session.scalars(select(Review).where(Review.reviewer == user_id).order_by(Review.id))).all()

    async def revisions(self, user_id: str) -> Sequence[Revision]:
        """Return the revisions of articles that the person wrote."""
        return (
            await self._session.scalars(select(Revision).where(Revision.author == user_id).order_by(Revision.id))
        ).all()

    async def cited(self, user_id: str) -> Sequence[Source]:
        """Return where articles cite the person."""
        return (await self._session.scalars(select(Source).where(Source.author == user_id).order_by(Source.id))).all()
