"""An organisation's list of people: what rules ask of it."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from models.courses import Person
from models.members import Member
from models.repositories.base import Repository


class PeopleRepository(Repository):
    """An organisation's list of people: what rules ask of it."""

    async def all(self) -> Sequence[Person]:
        """Return everybody on the list, by address."""
        return (await self._session.scalars(select(Person).order_by(Person.email))).all()

    async def of_member(self, user_id: str) -> Person | None:
        """Return what the list says of a member."""
        return await self._session.scalar(
            select(Person).where(Person.user_id == user_id).order_by(Person.email).limit(1)
        )

    async def of_address(self, email: str) -> Person | None:
        """Return who has an e-mail address (in small letters)."""
        return await self._session.scalar(select(Person).where(Person.email == email))

    async def addresses(self, users: Collection[str]) -> frozenset[str]:
        """Return the addresses of members, of those that are listed."""
        return frozenset((await self._session.scalars(select(Person.email).where(Person.user_id.in_(users)))).all())

    async def known(self, users: Collection[str]) -> frozenset[str]:
        """Return which of some members are listed with their address."""
        found = await self._session.scalars(select(Person.user_id).where(Person.user_id.in_(users)))
        return frozenset(user_id for user_id in found if user_id is not None)

    async def named(self, name: str) -> Sequence[Person]:
        """Return who is listed under a name, whether it is known which member they are or not."""
        return (await self._session.scalars(select(Person).where(Person.name == name).order_by(Person.email))).all()

    async def members_named(self) -> dict[str, list[str]]:
        """Return the members that a listed person could be, by name: full members whom Thrice has met."""
        rows = await self._session.execute(
            select(Member.name, Member.user_id).where(
                Member.name != "",
                Member.seen_at.is_not(None),
                Member.forgotten_at.is_(None),
                Member.is_bot.is_(False),
                Member.is_deleted.is_(False),
                Member.is_partner.is_(False),
            )
        )
        found: dict[str, list[str]] = {}
        for name, user_id in rows:
            found.setdefault(name, []).append(user_id)
        return found

    async def how_many_are_called(self, name: str) -> int:
        """Return how many members whom Thrice has met carry a name."""
        return await self._session.scalar(select(func.count(Member.id)).where(Member.name == name)) or 0

    async def roles(self) -> Sequence[tuple[str, str]]:
        """Return every listed member's id and role."""
        rows = await self._session.execute(
            select(Person.user_id, Person.role).where(Person.user_id.is_not(None), Person.role != "")
        )
        return [(user_id, role) for user_id, role in rows if user_id is not None]
