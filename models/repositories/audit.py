"""Who did what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, select, update

from models.audit import AuditEntry
from models.repositories.base import Repository


class AuditRepository(Repository):
    """Who did what."""

    def note(self, actor: str, action: str, subject: str, *, at: datetime, **details: object) -> None:
        """Keep that `actor` did `action` to `subject`; `details` are ids and numbers, never text."""
        self._session.add(AuditEntry(actor=actor, action=action, subject=subject, details=dict(details), at=at))

    async def of(self, subject: str) -> Sequence[AuditEntry]:
        """Return what was done to `subject`, oldest first."""
        return (
            await self._session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id))
        ).all()

    async def by(self, actor: str) -> Sequence[AuditEntry]:
        """Return what a person did, oldest first."""
        return (
            await self._session.scalars(select(AuditEntry).where(AuditEntry.actor == actor).order_by(AuditEntry.id))
        ).all()

    async def forget(self, actor: str) -> None:
        """Take a person's id out of the audit; what was done stays."""
        await self._session.execute(update(AuditEntry).where(AuditEntry.actor == actor).values(actor=""))
        await self._session.execute(
            update(AuditEntry).where(AuditEntry.subject == f"member:{actor}").values(subject="member:")
        )
        named = cast(AuditEntry.details, String).contains(f'"{actor}"')
        for entry in await self._session.scalars(select(AuditEntry).where(named)):
            entry.details = {name: value for name, value in entry.details.items() if value != actor}
