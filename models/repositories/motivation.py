"""Badges, budgets and learning records: what rules ask of them."""

from collections.abc import Sequence

from sqlalchemy import select

from models.motivation import Badge
from models.repositories.base import Repository


class MotivationRepository(Repository):
    """Badges, budgets and learning records: what rules ask of them."""

    async def badges(self, user_id: str) -> Sequence[Badge]:
        """Return a member's badges, oldest first."""
        return (
            await self._session.scalars(select(Badge).where(Badge.user_id == user_id).order_by(Badge.at, Badge.id))
        ).all()
