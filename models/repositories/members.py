"""Members: what rules ask of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from models.members import Member
from models.repositories.base import Repository


class MemberRepository(Repository):
    """Members: what rules ask of them."""

    async def get(self, user_id: str) -> Member | None:
        """Return the member, or none where Thrice has not met the person."""
        return await self._session.scalar(select(Member).where(Member.user_id == user_id))

    async def get_or_add(self, user_id: str) -> Member:
        """Return the member; a person not met before is added, with nothing known."""
        member = await self.get(user_id)
        if member is None:
            await self._insert_unless_there(Member, {"user_id": user_id, "name": "", "settings": {}})
            member = (await self._session.scalars(select(Member).where(Member.user_id == user_id))).one()
        return member

    async def all(self) -> Sequence[Member]:
        """Return every member, by id."""
        return (await self._session.scalars(select(Member).order_by(Member.user_id))).all()

    async def names(self, user_ids: Collection[str]) -> dict[str, str]:
        """Return the cached names of those of `user_ids` who have one."""
        rows = await self._session.execute(
            select(Member.user_id, Member.name).where(Member.user_id.in_(list(user_ids)))
        )
        return {user_id: name for user_id, name in rows if name}

    async def forgotten(self) -> frozenset[str]:
        """Return who asked to be forgotten: nothing of theirs is captured."""
        return frozenset(await self._session.scalars(select(Member.user_id).where(Member.forgotten_at.is_not(None))))

    async def workspace_curators(self) -> Sequence[Member]:
        """Return the workspace's curators: its admins and owners, and whom they named."""
        return (
            await self._session.scalars(
                select(Member)
                .where(or_(Member.is_admin.is_(True), Member.is_curator.is_(True)), Member.is_deleted.is_(False))
                .order_by(Member.user_id)
            )
        ).all()

    async def known(self) -> tuple[set[str], set[str]]:
        """Return whom Thrice has met, and who of them was forgotten."""
        rows = [(u, f) for u, f in await self._session.execute(select(Member.user_id, Member.forgotten_at))]
        return {u for u, _ in rows}, {u for u, forgotten_at in rows if forgotten_at is not None}
