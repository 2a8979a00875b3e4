"""Tokens used at the language model."""

from datetime import date

from sqlalchemy import select, update

from models.operation import ModelSpend
from models.repositories.base import Repository


class SpendRepository(Repository):
    """Tokens used at the language model."""

    async def on(self, day: date) -> int:
        """Return the tokens used or reserved on a UTC day."""
        return await self._session.scalar(select(ModelSpend.tokens).where(ModelSpend.day == day)) or 0

    async def reserve(self, day: date, tokens: int, *, most: int) -> bool:
        """Set tokens of a UTC day aside where no more than `most` are used then, also of several at once; tell whether
        that was done."""
        await self._insert_unless_there(ModelSpend, {"day": day, "tokens": 0})
        reserved = await self._session.scalar(
            update(ModelSpend)
            .where(ModelSpend.day == day, ModelSpend.tokens + tokens <= most)
            .values(tokens=ModelSpend.tokens + tokens)
            .returning(ModelSpend.id)
            .execution_options(synchronize_session=False)
        )
        return reserved is not None

    async def settle(self, day: date, *, reserved: int, used: int) -> None:
        """Replace what was reserved on a UTC day by what was used."""
        await self._session.execute(
            update(ModelSpend)
            .where(ModelSpend.day == day)
            .values(tokens=ModelSpend.tokens + (used - reserved))
            .execution_options(synchronize_session=False)
        )
