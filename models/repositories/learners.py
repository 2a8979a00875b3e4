"""Learners and nudges: what rules ask of them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update

from models.learners import Learner, Nudge
from models.repositories.base import Repository


class LearnerRepository(Repository):
    """Learners and nudges: what rules ask of them."""

    async def get(self, user_id: str) -> Learner | None:
        """Return the learner, whether they have left or not; none where they never joined."""
        return await self._session.scalar(select(Learner).where(Learner.user_id == user_id))

    async def of_row(self, learner_id: int, *, locked: bool = False) -> Learner | None:
        """Return a learner by the row's id. `locked`: as it is now, and whoever asks so too waits."""
        query = select(Learner).where(Learner.id == learner_id)
        if locked:
            query = query.with_for_update().execution_options(populate_existing=True)
        return await self._session.scalar(query)

    async def active(self) -> Sequence[Learner]:
        """Return who learns now, by id."""
        return (
            await self._session.scalars(select(Learner).where(Learner.left_at.is_(None)).order_by(Learner.user_id))
        ).all()

    async def nudge(self, nudge_id: int) -> Nudge | None:
        """Return a nudge; its row is locked, so that two clicks at once act in turn."""
        return await self._session.scalar(select(Nudge).where(Nudge.id == nudge_id).with_for_update())

    async def look_again(self, user_id: str, at: datetime) -> None:
        """Have a member's nudge that waited for something to end looked at now."""
        await self._session.execute(
            update(Nudge)
            .where(
                Nudge.user_id == user_id,
                Nudge.state.in_(("waiting", "snoozed")),
                Nudge.because == "busy",
                Nudge.due_at > at,
            )
            .values(due_at=at)
        )

    async def nudge_on(self, user_id: str, day: date) -> Nudge | None:
        """Return the nudge of a member's local date."""
        return await self._session.scalar(select(Nudge).where(Nudge.user_id == user_id, Nudge.local_date == day))

    async def days_asked(self, user_id: str) -> Sequence[date]:
        """Return the local dates on which a member was asked to learn, and did not say no."""
        found = await self._session.scalars(
            select(Nudge.local_date).where(
                Nudge.user_id == user_id, Nudge.state.in_(("sent", "snoozed", "started", "ignored"))
            )
        )
        return found.all()

    async def nudges_since(self, user_id: str, moment: datetime) -> Sequence[Nudge]:
        """Return a member's nudges that were sent since `moment`, oldest first."""
        return (
            await self._session.scalars(
                select(Nudge).where(Nudge.user_id == user_id, Nudge.sent_at >= moment).order_by(Nudge.local_date)
            )
        ).all()
