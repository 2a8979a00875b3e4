"""When an edit has a question placed anew."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.knowledge.moving import asks_otherwise


def turned(cosine: float) -> NDArray[np.float32]:
    """A unit vector whose cosine with (1, 0) this is."""
    return np.array([cosine, np.sqrt(1 - cosine**2)], np.float32)


@pytest.mark.parametrize(
    ("cosine", "has_place", "anew"),
    [(0.5, True, True), (0.9, True, False), (0.9, False, True), (1.0, True, False), (1.0, False, False)],
)
def test_an_edit_moves_a_question_that_asks_otherwise_and_a_lone_one_that_is_put_otherwise(
    cosine: float, has_place: bool, anew: bool
) -> None:
    assert asks_otherwise(turned(1.0), turned(cosine), has_place=has_place) is anew


def test_where_the_old_wording_is_not_held_a_question_stays() -> None:
    assert not asks_otherwise(None, turned(0.1), has_place=True)
