"""Wordings: when two questions are put in the same words, so that a verdict on the one holds for the other."""

import hashlib
import re
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Protocol

Pair = frozenset[int]

_WORD = re.compile(r"\w+")


class Worded(Protocol):
    """A question as this module sees it."""

    @property
    def id(self) -> int:
        """Names the question."""

    @property
    def gist(self) -> str:
        """What it asks."""


def plain(gist: str) -> str:
    """Return a question's words alone: no capitals, no signs."""
    return " ".join(_WORD.findall(gist.casefold()))


def digest(gist: str) -> str:
    """Return by what a wording is recognised without being kept: 32 hexadecimal digits."""
    return hashlib.sha256(plain(gist).encode("utf-8", "replace")).hexdigest()[:32]


def echoed(questions: Sequence[Worded], apart: Collection[Pair]) -> frozenset[Pair]:
    """Return the pairs among `questions` that are put in the words of a pair that a person told apart.

    Without them the same questions, asked again, would make the same wrong group again.
    """
    if not apart:
        return frozenset()
    words = {question.id: plain(question.gist) for question in questions}
    told_apart = {frozenset((words[a], words[b])) for a, b in combinations(words, 2) if Pair((a, b)) in apart}
    # Two that say the same in the same words were told apart for another reason than their words.
    told_apart = {pair for pair in told_apart if len(pair) == 2}
    if not told_apart:
        return frozenset()
    return frozenset(Pair((a, b)) for a, b in combinations(words, 2) if frozenset((words[a], words[b])) in told_apart)
