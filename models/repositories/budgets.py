"""Learning budgets and what was spent of them: what rules ask of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from models.motivation import Budget, Spending
from models.repositories.base import Repository


class Together(NamedTuple):
    """What all who spent some of a unit in a quarter spent of it."""

    unit: str
    people: int
    used: Decimal


class BudgetRepository(Repository):
    """Learning budgets and what was spent of them: what rules ask of them."""

    async def given(self, quarter: str, *, locked: bool = False) -> Mapping[str, Decimal]:
        """Return what each member may spend in a quarter, by unit.

        `locked`: whoever asks so too waits until this unit of work is over, so that what is left is not spent twice.
        """
        query = select(Budget).where(Budget.quarter == quarter).order_by(Budget.id)
        found = await self._session.scalars(query.with_for_update() if locked else query)
        return {budget.unit: budget.amount for budget in found}

    async def give(self, quarter: str, unit: str, amount: Decimal, *, by: str, at: datetime) -> None:
        """Let each member spend so much in a quarter, whatever it was before."""
        insert = sqlite.insert if self._dialect == "sqlite" else postgresql.insert
        named = {"workspace_id": self._workspace_id, "quarter": quarter, "unit": unit}
        changed = {"amount": amount, "given_by": by, "at": at}
        await self._session.execute(
            insert(Budget).values({**named, **changed}).on_conflict_do_update(index_elements=list(named), set_=changed)
        )

    async def withdraw(self, quarter: str, unit: str) -> None:
        """Let nobody spend any of a unit in a quarter; what was spent stays."""
        await self._session.execute(delete(Budget).where(Budget.quarter == quarter, Budget.unit == unit))

    async def spent(self, user_id: str, quarter: str) -> Mapping[str, Decimal]:
        """Return what a member spent in a quarter, by unit."""
        found = await self._session.execute(
            select(Spending.unit, func.sum(Spending.amount).label("used"))
            .where(Spending.user_id == user_id, Spending.quarter == quarter)
            .group_by(Spending.unit)
        )
        return {row.unit: row.used for row in found}

    async def spendings(self, user_id: str, quarter: str) -> Sequence[Spending]:
        """Return what a member booked in a quarter, newest first."""
        return (
            await self._session.scalars(
                select(Spending)
                .where(Spending.user_id == user_id, Spending.quarter == quarter)
                .order_by(Spending.id.desc())
            )
        ).all()

    async def spending(self, spending_id: int) -> Spending | None:
        """Return what was booked; its row is locked, so that of two clicks at once the second finds none."""
        return await self._session.scalar(select(Spending).where(Spending.id == spending_id).with_for_update())

    async def together(self, quarter: str) -> list[Together]:
        """Return what was spent in a quarter by all, by unit."""
        found = await self._session.execute(
            select(Spending.unit, func.count(Spending.user_id.distinct()), func.sum(Spending.amount))
            .where(Spending.quarter == quarter)
            .group_by(Spending.unit)
            .order_by(Spending.unit)
        )
        return [Together(*row) for row in found]
