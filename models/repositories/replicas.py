"""Replicas' signs of life, told by the database's clock: the replicas' own may be apart."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, type_coerce, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import UtcDateTime
from models.operation import Replica


class ReplicaRepository:
    """Replicas' signs of life."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def beat(self, executor_id: str) -> bool:
        """Note that a replica lives; tell whether it had been known."""
        known = await self._session.scalar(
            update(Replica)
            .where(Replica.executor_id == executor_id)
            .values(beat_at=func.now())
            .returning(Replica.executor_id)
        )
        if known is None:
            await self.notice(executor_id)
        return known is not None

    async def notice(self, executor_id: str) -> None:
        """Note a replica that is not known: its silence counts from now on."""
        try:
            async with self._session.begin_nested():
                self._session.add(Replica(executor_id=executor_id, started_at=func.now(), beat_at=func.now()))
        except IntegrityError:  # another replica noticed it at the same moment
            return

    async def known(self) -> frozenset[str]:
        """Return the ids of all replicas that have a row, silent or not."""
        return frozenset((await self._session.scalars(select(Replica.executor_id))).all())

    async def silent(self, longer_than: timedelta) -> Sequence[str]:
        """Return the replicas that have been silent, locked until the unit of work ends.

        Those that another replica has locked are left to it.
        """
        now: datetime = (await self._session.execute(select(type_coerce(func.now(), UtcDateTime())))).scalar_one()
        return (
            await self._session.scalars(
                select(Replica.executor_id)
                .where(Replica.beat_at < now - longer_than)
                .order_by(Replica.executor_id)
                .with_for_update(skip_locked=True)
            )
        ).all()

    async def forget(self, executor_id: str) -> None:
        """Drop a replica's row: it has stopped, or was taken over."""
        await self._session.execute(delete(Replica).where(Replica.executor_id == executor_id))
