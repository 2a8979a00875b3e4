"""Tokens used at the language model."""

from datetime import date

from sqlalchemy import select

from models.operation import ModelSpend
from models.repositories.base import Repository


class SpendRepository(Repository):
    """Tokens used at the language model."""

    async def on(self, day: date) -> int:
        """Return the tokens used or reserved on a UTC day."""
        return await self._session.scalar(select(ModelSpend.tokens).where(ModelSpend.day == day)) or 0

    async def add(self, day: date, tokens: int) -> None:
        """Add tokens to a day; a negative number gives back what was reserved too much."""
        row = await self._session.scalar(select(ModelSpend).where(ModelSpend.day == day).with_for_update())
        if row is None:
            self._session.add(ModelSpend(day=day, tokens=max(0, tokens)))
        else:
            row.tokens = max(0, row.tokens + tokens)
