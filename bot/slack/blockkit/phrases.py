"""Counts, ordinals and ages in words, as people say them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

_ORDINALS: Final = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_TIMES: Final = {1: "once", 2: "twice", 3: "three times"}


def ordinal(number: int) -> str:
    """Return `third` for 3, `11th` for 11."""
    if 0 <= number < len(_ORDINALS):
        return _ORDINALS[number]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def times(number: int) -> str:
    """Return `twice` for 2, `7 times` for 7."""
    return _TIMES.get(number, f"{number} times")


def counted(number: int, one: str, several: str = "") -> str:
    """Return `1 person`, `3 people`."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def gap_after(title: str) -> str:
    """Return what stands between a title and the sentence that follows: a full stop, unless the title ends in one."""
    return " " if title.endswith((".", "?", "!", "…")) else ". "


def age(at: datetime, now: datetime) -> str:
    """Return how long ago `at` was, seen from `now`: roughly, the way people say it."""
    days = (now.date() - at.astimezone(now.tzinfo).date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    for size, unit in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * size or (unit != "week" and days >= size):
            return f"{counted(days // size, unit)} ago"
    return f"{days} days ago"


def on_date(at: datetime) -> str:
    """Return `3 March 2026`."""
    return f"{at.day} {at:%B %Y}"


def joined(words: Sequence[str], conjunction: str = "and") -> str:
    """Return `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
