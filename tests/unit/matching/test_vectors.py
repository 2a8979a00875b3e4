"""The matrix finds exactly what a full scan finds, whatever was put, overwritten and removed before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.search.vectors import VectorMatrix

DIMENSIONS = 8


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


steps = st.lists(
    st.tuples(st.sampled_from(["put", "remove"]), st.integers(0, 30), st.integers(0, 3), st.integers(0, 99)),
    max_size=80,
)


@given(steps, st.sets(st.integers(0, 3)), st.integers(0, 12), st.floats(-1, 1))
def test_it_agrees_with_a_full_scan(
    done: list[tuple[str, int, int, int]], groups: set[int], k: int, minimum: float
) -> None:
    matrix = VectorMatrix(DIMENSIONS, chunk_rows=4)
    held: dict[int, tuple[int, NDArray[np.float32]]] = {}
    for what, ref, group, seed in done:
        if what == "put":
            matrix.put(ref, group, unit(seed))
            held[ref] = group, unit(seed)
        else:
            matrix.remove(ref)
            held.pop(ref, None)
    query = unit(1_000)
    scores = {ref: float(vector @ query) for ref, (group, vector) in held.items() if group in groups}
    expected = sorted((score for score in scores.values() if score >= minimum), reverse=True)[:k]

    found = matrix.search(query, groups, k, minimum)

    assert len(matrix) == len(held)
    # Sums of a few rows and of a whole chunk may differ in the last bit, at the gate as well.
    assert [score for _, score in found] == pytest.approx(expected, abs=1e-5) or any(
        abs(score - minimum) < 1e-5 for score in scores.values()
    )
    assert all(score == pytest.approx(scores[ref], abs=1e-5) for ref, score in found)
    assert len({ref for ref, _ in found}) == len(found)


def test_the_best_comes_first_and_equals_come_by_id() -> None:
    matrix = VectorMatrix(DIMENSIONS)
    for ref, seed in ((9, 1), (4, 1), (7, 2)):
        matrix.put(ref, 0, unit(seed))
    assert [ref for ref, _ in matrix.search(unit(1), [0], 3)] == [4, 9, 7]


def test_other_groups_are_never_found() -> None:
    matrix = VectorMatrix(DIMENSIONS)
    matrix.put(1, 0, unit(1))
    matrix.put(2, 1, unit(1))
    assert [ref for ref, _ in matrix.search(unit(1), [1], 10)] == [2]
    assert matrix.search(unit(1), [], 10) == []


def test_an_id_that_moves_to_another_group_leaves_the_old_one() -> None:
    matrix = VectorMatrix(DIMENSIONS)
    matrix.put(1, 0, unit(1))
    matrix.put(1, 5, unit(2))
    assert matrix.search(unit(2), [0], 10) == []
    [(ref, score)] = matrix.search(unit(2), [5], 10)
    assert (ref, score) == (1, pytest.approx(1.0))


def test_rows_that_are_free_are_used_again() -> None:
    matrix = VectorMatrix(DIMENSIONS, chunk_rows=4)
    for turn in range(100):
        matrix.put(turn, 0, unit(turn))
        matrix.remove(turn - 2)
    assert len(matrix) == 2
    assert len(matrix._chunks) == 1
