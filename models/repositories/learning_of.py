"""All that learning holds of one person: handed over as it stands, or erased."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import delete, inspect, select, update

from models.base import Base
from models.blocks import Block, BlockException, BlockMember, BlockRule, HeldJob
from models.calendars import CalendarConnection
from models.cards import Card, CardReport
from models.courses import CourseMember, LearningPath, PathMember, Person
from models.invitations import AddressTry
from models.learners import Learner, Nudge
from models.motivation import Badge, Budget, LearningRecord, Spending
from models.quiet import QuietConsent, QuietTime
from models.repositories.base import Repository
from models.sprints import Application, Grade, Memory, Sprint

TABLES: Final[tuple[Any, ...]] = (
    Application, Grade, Memory, Sprint, Nudge, Learner, CardReport, CourseMember, PathMember, Badge, Spending,
    LearningRecord, Person, CalendarConnection, QuietTime, QuietConsent, Block, BlockException, BlockMember, HeldJob,
)  # fmt: skip
"""Tables whose rows are about the person in `user_id`; those that refer to others stand first."""

NAMED: Final[tuple[tuple[Any, str], ...]] = (
    (Card, "edited_by"),
    (LearningPath, "made_by"),
    (PathMember, "assigned_by"),
    (Budget, "given_by"),
    (BlockRule, "set_by"),
    (AddressTry, "asked_by"),
)
"""Columns that say who did something for others: the thing stays, who it was goes."""

_NOBODYS: Final = frozenset({"id", "workspace_id", "feed_hash"})
"""Columns that say nothing of a person."""


class LearningOfRepository(Repository):
    """All that learning holds of one person."""

    async def held(self, user_id: str) -> dict[str, list[dict[str, Any]]]:
        """Return every row about a person, by table, as JSON-ready objects; tables that have none are left out."""
        found = {}
        for table in TABLES:
            rows = (await self._session.scalars(select(table).where(table.user_id == user_id).order_by(table.id))).all()
            if rows:
                found[table.__tablename__] = [_as_json(row) for row in rows]
        return found

    async def erase(self, user_id: str) -> None:
        """Remove every row about a person, and the person's id from what they did for others."""
        await self._session.flush()
        addresses = (await self._session.scalars(select(Person.email).where(Person.user_id == user_id))).all()
        await self._session.execute(update(Person).where(Person.manager.in_(addresses)).values(manager=""))
        # Also where somebody else named them.
        named = [user_id, *addresses]
        await self._session.execute(delete(BlockException).where(BlockException.who.in_(named)))
        for table in TABLES:
            await self._session.execute(delete(table).where(table.user_id == user_id))
        for table, column in NAMED:
            by = getattr(table, column)
            # The card that somebody put in other words stays in them: it is not about the person.
            await self._session.execute(update(table).where(by == user_id).values({column: "former member"}))


def _as_json(row: Base) -> dict[str, Any]:
    columns = inspect(type(row)).columns.keys()
    held = {name: getattr(row, name) for name in columns if name not in _NOBODYS}
    # What is sealed lets whoever has the key in somewhere: it is nobody's to read, and of no use without the key.
    return {name: _plain(value) for name, value in held.items() if not isinstance(value, bytes)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
