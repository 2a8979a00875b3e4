"""Weights: what a workspace's settings hold of FSRS's model, read with care; pure."""

import math
from collections.abc import Mapping
from typing import Any, Final

from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

SETTING: Final = "fsrs_parameters"
"""The key in a workspace's settings."""
OURS: Final[tuple[float, ...]] = DEFAULT_PARAMETERS
"""Those that package `fsrs` comes with."""


def weights_in(settings: Mapping[str, Any]) -> tuple[float, ...] | None:
    """Return a workspace's own weights, none where it has none; raises `ValueError` with what is wrong with them."""
    held = settings.get(SETTING)
    return None if held is None else checked(held)


def checked(held: object) -> tuple[float, ...]:
    """Return weights that FSRS can work with; raises `ValueError` with a sentence for those that it cannot."""
    if not isinstance(held, list | tuple) or len(held) != len(OURS):
        raise ValueError(f"they are not {len(OURS)} numbers")
    for position, (weight, low, high) in enumerate(
        zip(held, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    ):
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight):
            raise ValueError(f"number {position} is no number")
        if not low <= weight <= high:
            raise ValueError(f"number {position} is not between {low:g} and {high:g}")
    return tuple(float(weight) for weight in held)
