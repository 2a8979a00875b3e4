"""Sprints, memories and grades: what rules ask of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import exists, func, or_, select

from models.repositories.base import Repository
from models.sprints import Application, Grade, Memory, Sprint

_SPRINTS_A_DAY: Final = 4
"""As many as are looked at for each day; hardly anybody begins a second one."""


class SprintRepository(Repository):
    """Sprints, memories and grades: what rules ask of them."""

    async def get(self, sprint_id: int) -> Sprint | None:
        """Return a sprint; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(Sprint).where(Sprint.id == sprint_id).with_for_update())

    async def of_day(self, user_id: str, day: date) -> Sprint | None:
        """Return the newest sprint of a member's local date."""
        return await self._session.scalar(
            select(Sprint)
            .where(Sprint.user_id == user_id, Sprint.local_date == day)
            .order_by(Sprint.id.desc())
            .limit(1)
        )

    async def passed_over(self, user_id: str, *, days: int) -> list[set[int]]:
        """Return the sources that a member's sprints were too short for, on each of the last days with a sprint."""
        found = await self._session.execute(
            select(Sprint.local_date, Sprint.passed_over)
            .where(Sprint.user_id == user_id)
            .order_by(Sprint.id.desc())
            .limit(days * _SPRINTS_A_DAY)
        )
        of: dict[date, set[int]] = {}
        for day, sources in found:
            of.setdefault(day, set()).update(sources)
        return list(of.values())[:days]

    async def days_learned(self, user_id: str) -> Sequence[date]:
        """Return the local dates on which a member finished a sprint in which something was asked."""
        asked = exists(select(Grade.id).where(Grade.workspace_id == Sprint.workspace_id, Grade.sprint_id == Sprint.id))
        found = await self._session.scalars(
            select(Sprint.local_date).distinct().where(Sprint.user_id == user_id, Sprint.ended_at.is_not(None), asked)
        )
        return found.all()

    async def memories(self, user_id: str, card_ids: Collection[int] | None = None) -> Sequence[Memory]:
        """Return what a member remembers of some cards, or of all, the soonest due first."""
        wanted = select(Memory).where(Memory.user_id == user_id).order_by(Memory.due, Memory.id)
        if card_ids is not None:
            wanted = wanted.where(Memory.card_id.in_(list(card_ids)))
        return (await self._session.scalars(wanted)).all()

    async def due(self, user_id: str, by: datetime, *, limit: int) -> Sequence[Memory]:
        """Return a member's memories that are due by a moment, the soonest due first."""
        return (
            await self._session.scalars(
                select(Memory)
                .where(Memory.user_id == user_id, Memory.due <= by)
                .order_by(Memory.due, Memory.id)
                .limit(limit)
            )
        ).all()

    async def first_met_since(self, user_id: str, moment: datetime) -> int:
        """Return how many cards a member was asked for the first time since a moment."""
        first = (
            select(Grade.card_id)
            .where(Grade.user_id == user_id)
            .group_by(Grade.card_id)
            .having(func.min(Grade.at) >= moment)
            .subquery()
        )
        return await self._session.scalar(select(func.count()).select_from(first)) or 0

    async def memory(self, user_id: str, card_id: int) -> Memory | None:
        """Return what a member remembers of a card."""
        return await self._session.scalar(select(Memory).where(Memory.user_id == user_id, Memory.card_id == card_id))

    async def application(self, sprint_id: int) -> Application | None:
        """Return what a sprint ended with."""
        return await self._session.scalar(select(Application).where(Application.sprint_id == sprint_id))

    async def application_by_id(self, application_id: int) -> Application | None:
        """Return one of these; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(Application).where(Application.id == application_id).with_for_update())

    async def application_to_ask(self, user_id: str, at: datetime) -> Application | None:
        """Return the oldest use at work of which a member is to be asked by now."""
        return await self._session.scalar(
            select(Application)
            .where(Application.user_id == user_id, Application.due_at <= at)
            .order_by(Application.due_at, Application.id)
            .limit(1)
        )

    async def application_asked(self, user_id: str, since: datetime) -> Application | None:
        """Return the use at work of which a member was asked since a moment and has not told."""
        untold = or_(Application.answered_at.is_(None), Application.answered_at < Application.asked_at)
        return await self._session.scalar(
            select(Application)
            .where(Application.user_id == user_id, Application.asked_at >= since, untold)
            .order_by(Application.asked_at.desc(), Application.id)
            .limit(1)
        )

    async def applied_since(self, user_id: str, since: datetime) -> frozenset[int]:
        """Return the sources that a member was to use at work since a moment."""
        found = await self._session.scalars(
            select(Application.source_id).where(Application.user_id == user_id, Application.prompted_at >= since)
        )
        return frozenset(found.all())

    async def grades_of(self, sprint_id: int) -> Sequence[Grade]:
        """Return a sprint's grades, in their order."""
        return (
            await self._session.scalars(select(Grade).where(Grade.sprint_id == sprint_id).order_by(Grade.position))
        ).all()

    async def every_grade(self) -> Sequence[tuple[str, int, datetime, int]]:
        """Return who graded which card when and how, oldest first, of the whole workspace."""
        rows = await self._session.stream(
            select(Grade.user_id, Grade.card_id, Grade.at, Grade.rating).order_by(Grade.at, Grade.id)
        )
        found: list[tuple[str, int, datetime, int]] = []
        # Some at a time: there may be hundreds of thousands, and whoever clicks meanwhile must not wait for them all.
        async for some in rows.partitions(2_000):
            found += [(user_id, card_id, at, rating) for user_id, card_id, at, rating in some]
        return found

    async def count_grades(self) -> int:
        """Return how many grades the workspace has."""
        return await self._session.scalar(select(func.count(Grade.id))) or 0

    async def grades_since(self, user_id: str, moment: datetime) -> Sequence[Grade]:
        """Return a member's grades since a moment, oldest first."""
        return (
            await self._session.scalars(
                select(Grade).where(Grade.user_id == user_id, Grade.at >= moment).order_by(Grade.at, Grade.id)
            )
        ).all()
