"""What changed between two texts, line by line, and word by word where a line was reworded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 2
"""How many unchanged lines are shown around a change."""

_WORDS = re.compile(r"\s+|[^\W_]+|.")
_LONGEST_REWORDED = 2_000
_MOST_LINES = 3_000
_REWORDED = 0.4


@dataclass(frozen=True)
class Piece:
    """A part of a line; `changed` where the other text does not have it."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Line:
    """A line of the one text or of both; a `gap` stands for unchanged lines that are not shown."""

    kind: Literal["same", "added", "removed", "gap"]
    pieces: tuple[Piece, ...] = ()


def differences(before: str, after: str) -> list[Line]:
    """Return the lines that make `after` out of `before`, with a little of what stayed around them.

    Nothing is returned where nothing changed. Beyond 3,000 lines the rest is not compared.
    """
    old, new = before.splitlines()[:_MOST_LINES], after.splitlines()[:_MOST_LINES]
    lines: list[Line] = []
    reached = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] > reached:
            lines.append(Line("gap"))
        for what, from_old, to_old, from_new, to_new in group:
            if what == "equal":
                lines += [Line("same", (Piece(text, False),)) for text in old[from_old:to_old]]
            else:
                lines += _changed(old[from_old:to_old], new[from_new:to_new])
        reached = group[-1][2]
    if lines and reached < len(old):
        lines.append(Line("gap"))
    return lines


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            yield from _reworded(before, after)
        return
    yield from (Line("removed", (Piece(text, True),)) for text in old)
    yield from (Line("added", (Piece(text, True),)) for text in new)


def _reworded(before: str, after: str) -> Iterator[Line]:
    """Return one line before and after, with the words marked that differ; a new line altogether is marked whole."""
    old, new = _words(before), _words(after)
    if len(before) + len(after) > _LONGEST_REWORDED or _likeness(before.split(), after.split()) < _REWORDED:
        yield Line("removed", (Piece(before, True),))
        yield Line("added", (Piece(after, True),))
        return
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    yield Line("removed", tuple(Piece("".join(old[a:b]), what != "equal") for what, a, b, _, _ in codes if a < b))
    yield Line("added", tuple(Piece("".join(new[a:b]), what != "equal") for what, _, _, a, b in codes if a < b))


def _likeness(before: Sequence[str], after: Sequence[str]) -> float:
    """Return which share of the words two lines have in common, in the same order."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _words(line: str) -> list[str]:
    return _WORDS.findall(line)
