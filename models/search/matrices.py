"""Matrices: every workspace's vectors in memory, in step with the database by its counter of changes."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.search.vectors import VectorMatrix
from models.uow import Storage

_PAGE = 500
"""Vectors read at a time. The memory that a page takes stays with the process, and larger ones are no faster."""

KINDS = ("question", "article", "note")


class Near(NamedTuple):
    """A thing near a vector. `score` is the cosine, from -1 to 1."""

    kind: str
    ref: int
    score: float


@dataclass
class _Held:
    """One workspace's vectors. Audiences are numbered in the order in which they were met."""

    version: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    matrices: dict[str, VectorMatrix] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Matrices:
    """Exact nearest neighbours in the vectors that one embedder made."""

    def __init__(self, storage: Storage, *, model_id: str, dimensions: int) -> None:
        self._storage = storage
        self._model_id = model_id
        self._dimensions = dimensions
        self._held: dict[int, _Held] = {}

    async def refresh(self, workspace_id: int) -> None:
        """Learn what was put or removed since the last time. Costs one small query when nothing was."""
        held = self._held.setdefault(workspace_id, _Held())
        async with held.lock:
            while True:
                async with self._storage.look(workspace_id) as uow:
                    # Asked for first: what is committed after it, between the two queries, is learnt the next time.
                    newest = await uow.vectors.version()
                    if newest == held.version:
                        return
                    changes = await uow.vectors.since(held.version, model_id=self._model_id, limit=_PAGE)
                for change in changes:
                    matrix = self._matrix(held, change.kind)
                    if change.vector is None:
                        matrix.remove(change.ref)
                    else:
                        group = held.groups.setdefault(change.audience, len(held.groups))
                        matrix.put(change.ref, group, np.frombuffer(change.vector, dtype="<f4"))
                    held.version = change.changed
                if len(changes) < _PAGE:
                    held.version = max(held.version, newest)
                    return

    async def nearest(
        self,
        workspace_id: int,
        kinds: Collection[str],
        audiences: Collection[str],
        vector: NDArray[np.float32],
        k: int,
        *,
        minimum: float = -1.0,
    ) -> list[Near]:
        """Return the `k` nearest things of `kinds` within `audiences`, nearest first, scoring at least `minimum`."""
        await self.refresh(workspace_id)
        return await asyncio.to_thread(self.nearest_now, workspace_id, kinds, audiences, vector, k, minimum=minimum)

    def nearest_now(
        self,
        workspace_id: int,
        kinds: Collection[str],
        audiences: Collection[str],
        vector: NDArray[np.float32],
        k: int,
        *,
        minimum: float = -1.0,
    ) -> list[Near]:
        """Return the nearest things among those learned at the last `refresh`."""
        held = self._held.get(workspace_id)
        if held is None:
            return []
        groups = [held.groups[audience] for audience in audiences if audience in held.groups]
        found = [
            Near(kind, ref, score)
            for kind in kinds
            if kind in held.matrices
            for ref, score in held.matrices[kind].search(vector, groups, k, minimum)
        ]
        return sorted(found, key=lambda near: -near.score)[:k]

    def learn(self, workspace_id: int, kind: str, ref: int, audience: str, vector: NDArray[np.float32]) -> None:
        """Take in a vector that is being written by a transaction of this process, before it commits.

        Should that be rolled back, a row stays here that no query of the database confirms: readers look there.
        """
        held = self._held.setdefault(workspace_id, _Held())
        group = held.groups.setdefault(audience, len(held.groups))
        self._matrix(held, kind).put(ref, group, vector)

    def vector(self, workspace_id: int, kind: str, ref: int) -> NDArray[np.float32] | None:
        """Return the vector of a thing, if it is held."""
        held = self._held.get(workspace_id)
        return held.matrices[kind].get(ref) if held is not None and kind in held.matrices else None

    def count(self, workspace_id: int, kind: str) -> int:
        """Return how many vectors of a kind are held."""
        held = self._held.get(workspace_id)
        return len(held.matrices[kind]) if held is not None and kind in held.matrices else 0

    def _matrix(self, held: _Held, kind: str) -> VectorMatrix:
        if kind not in held.matrices:
            held.matrices[kind] = VectorMatrix(self._dimensions)
        return held.matrices[kind]
