"""Vectors in the database and the changes that matrices follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from models.repositories.base import Repository
from models.vectors import VectorRow
from models.workspaces import Workspace


@dataclass(frozen=True)
class VectorChange:
    """A vector that was put or removed (`vector` is none), as float32 bytes."""

    id: int
    kind: str
    ref: int
    audience: str
    vector: bytes | None
    changed: int


class VectorRepository(Repository):
    """Vectors in the database and the changes that matrices follow."""

    async def put(self, kind: str, ref: int, *, audience: str, model_id: str, vector: bytes) -> None:
        """Keep the vector of a thing, in place of an earlier one. `vector` is little-endian float32."""
        row = await self._get(kind, ref)
        changed = await self._next_version()
        if row is None:
            self._session.add(
                VectorRow(kind=kind, ref=ref, audience=audience, model_id=model_id, vector=vector, changed=changed)
            )
        else:
            row.audience, row.model_id, row.vector, row.changed = audience, model_id, vector, changed
        await self._session.flush()

    async def put_many(self, kind: str, things: Sequence[tuple[int, str, bytes]], *, model_id: str) -> None:
        """Keep the vectors of several things (ref, audience, vector), in place of earlier ones."""
        if not things:
            return
        refs = [ref for ref, _, _ in things]
        known = await self._session.scalars(select(VectorRow).where(VectorRow.kind == kind, VectorRow.ref.in_(refs)))
        rows = {row.ref: row for row in known}
        first = await self._next_version(len(things)) - len(things) + 1
        for changed, (ref, audience, vector) in enumerate(things, start=first):
            if (row := rows.get(ref)) is None:
                row = VectorRow(kind=kind, ref=ref)
                self._session.add(row)
            row.audience, row.model_id, row.vector, row.changed = audience, model_id, vector, changed
        await self._session.flush()

    async def move(self, kind: str, refs: Sequence[int], audience: str) -> None:
        """Give the vectors of things to another audience; matrices learn of it by the counter."""
        if not refs:
            return
        rows = await self._session.scalars(select(VectorRow).where(VectorRow.kind == kind, VectorRow.ref.in_(refs)))
        for row in rows.all():
            row.audience, row.changed = audience, await self._next_version()
        await self._session.flush()

    async def remove(self, kind: str, ref: int) -> None:
        """Take a thing's vector away; matrices learn of it by the counter."""
        row = await self._get(kind, ref)
        if row is not None and row.vector is not None:
            row.vector, row.changed = None, await self._next_version()
            await self._session.flush()

    async def version(self) -> int:
        """Return the counter of changes."""
        return (
            await self._session.scalar(select(Workspace.vector_version).where(Workspace.id == self._workspace_id)) or 0
        )

    async def since(self, version: int, *, model_id: str, limit: int) -> Sequence[VectorChange]:
        """Return up to `limit` changes after `version`, in their order, of vectors that `model_id` made."""
        rows = await self._session.execute(
            select(VectorRow.id, VectorRow.kind, VectorRow.ref, VectorRow.audience, VectorRow.vector, VectorRow.changed)
            .where(VectorRow.changed > version, VectorRow.model_id == model_id)
            .order_by(VectorRow.changed)
            .limit(limit)
        )
        return [VectorChange(*row) for row in rows]

    async def of(self, kind: str, refs: Sequence[int]) -> dict[int, bytes]:
        """Return the vectors of those of `refs` that have one."""
        rows = await self._session.execute(
            select(VectorRow.ref, VectorRow.vector).where(VectorRow.kind == kind, VectorRow.ref.in_(refs))
        )
        return {ref: vector for ref, vector in rows if vector is not None}

    async def _get(self, kind: str, ref: int) -> VectorRow | None:
        return await self._session.scalar(select(VectorRow).where(VectorRow.kind == kind, VectorRow.ref == ref))

    async def _next_version(self, changes: int = 1) -> int:
        changed: int | None = await self._session.scalar(
            update(Workspace)
            .where(Workspace.id == self._workspace_id)
            .values(vector_version=Workspace.vector_version + changes)
            .returning(Workspace.vector_version)
        )
        if changed is None:
            raise LookupError(f"no workspace {self._workspace_id}")
        return changed
