"""Vectors in memory and exact search among them: plain arrays, no index, nothing to tune."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHUNK_ROWS = 4_096
"""Rows allocated at a time. Growing by chunks never copies what is there, so that memory has no peaks."""

_FREE = -1
_GATHER_BELOW = 0.25
"""Where fewer rows of a chunk than this are searched, they are copied out first: cheaper than scoring all of it."""


@dataclass
class _Chunk:
    """Rows side by side: a vector, an id and a group each. The group of a free row is `_FREE`."""

    vectors: NDArray[np.float32]
    ids: NDArray[np.int64]
    groups: NDArray[np.int32]


class _Rows:
    """The row of each id, in sorted arrays: a tenth of the memory of a dictionary. Ids come mostly in their order."""

    def __init__(self) -> None:
        self._ids, self._rows = array("q"), array("i")

    def __len__(self) -> int:
        return len(self._ids)

    def get(self, ref: int) -> int | None:
        at = bisect_left(self._ids, ref)
        return self._rows[at] if at < len(self._ids) and self._ids[at] == ref else None

    def add(self, ref: int, row: int) -> None:
        """Note the row of an id that has none."""
        at = bisect_left(self._ids, ref)
        self._ids.insert(at, ref)
        self._rows.insert(at, row)

    def remove(self, ref: int) -> None:
        """Forget an id that has a row."""
        at = bisect_left(self._ids, ref)
        del self._ids[at], self._rows[at]


class VectorMatrix:
    """Unit vectors by integer id, each in one integer group (0 or more), such as an audience.

    One thread writes; others may search meanwhile. A search that meets a write sees the row before it, after it or,
    where an id is put anew, once a mixture of both.
    """

    def __init__(self, dimensions: int, *, chunk_rows: int = CHUNK_ROWS) -> None:
        self._dimensions = dimensions
        self._chunk_rows = chunk_rows
        self._chunks: list[_Chunk] = []
        self._rows = _Rows()
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, ref: int) -> bool:
        return self._rows.get(ref) is not None

    def put(self, ref: int, group: int, vector: NDArray[np.float32]) -> None:
        """Store a vector under an id, in place of an earlier one."""
        row = self._rows.get(ref)
        if row is None:
            row = self._take_row()
            self._rows.add(ref, row)
        chunk, at = self._at(row)
        # The group comes last: until then the row is free, and no search reports it.
        chunk.vectors[at] = vector
        chunk.ids[at] = ref
        chunk.groups[at] = group

    def remove(self, ref: int) -> None:
        """Forget an id. One that is not there is no error."""
        row = self._rows.get(ref)
        if row is None:
            return
        self._rows.remove(ref)
        chunk, at = self._at(row)
        chunk.groups[at] = _FREE
        chunk.vectors[at] = 0
        self._free.append(row)

    def get(self, ref: int) -> NDArray[np.float32] | None:
        """Return a copy of the vector stored under an id."""
        row = self._rows.get(ref)
        if row is None:
            return None
        chunk, at = self._at(row)
        copy: NDArray[np.float32] = chunk.vectors[at].copy()
        return copy

    def search(
        self, vector: NDArray[np.float32], groups: Collection[int], k: int, minimum: float = -1.0
    ) -> list[tuple[int, float]]:
        """Return the `k` ids of these groups with the highest scalar product, best first, none under `minimum`.

        Equal scores come in the order of their ids.
        """
        if k <= 0 or not groups:
            return []
        ids, scores = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for chunk, rows in self._members(groups):
            few = len(rows) < _GATHER_BELOW * self._chunk_rows
            found = chunk.vectors[rows] @ vector if few else (chunk.vectors @ vector)[rows]
            kept = np.flatnonzero(found >= minimum)
            if len(kept) > k:
                kept = kept[np.argpartition(found[kept], -k)[-k:]]
            scores.append(found[kept])
            ids.append(chunk.ids[rows[kept]])
        all_ids, all_scores = np.concatenate(ids), np.concatenate(scores)
        order = np.lexsort((all_ids, -all_scores))[:k]
        return [(int(all_ids[i]), float(all_scores[i])) for i in order]

    def _members(self, groups: Collection[int]) -> Iterator[tuple[_Chunk, NDArray[np.intp]]]:
        """The chunks that have rows of these groups, with the numbers of those rows."""
        wanted = np.fromiter(groups, np.int32)
        for chunk in self._chunks:
            mask = np.isin(chunk.groups, wanted) if len(wanted) > 1 else chunk.groups == wanted[0]
            rows = np.flatnonzero(mask)
            if len(rows):
                yield chunk, rows

    def _take_row(self) -> int:
        if not self._free:
            rows = self._chunk_rows
            start = len(self._chunks) * rows
            chunk = _Chunk(
                np.zeros((rows, self._dimensions), np.float32), np.zeros(rows, np.int64), np.full(rows, _FREE, np.int32)
            )
            self._chunks.append(chunk)
            self._free.extend(range(start + rows - 1, start - 1, -1))
        return self._free.pop()

    def _at(self, row: int) -> tuple[_Chunk, int]:
        return self._chunks[row // self._chunk_rows], row % self._chunk_rows
