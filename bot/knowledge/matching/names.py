"""Several names of one matter, brought to one; and names of which one is never meant where the other is said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.knowledge.detection.content import words

FOLDER = Path(__file__).with_name("words")

Key = tuple[str, ...]
"""The stems of a name's words."""

_LONGEST = 4
"""Words of the longest name."""

_APART = 6
"""Words within which the particle of "turn the notifications off" stands."""

_VOWEL = re.compile("[aeiouy]")


@dataclass(frozen=True, slots=True)
class Named:
    """A piece of a text that has a name, or one word that has none."""

    name: str
    """The first of its names; of a word without one its stem."""

    said: str
    """The words as they stand in the text."""


def in_one_wording(text: str) -> str | None:
    """Return the text with each matter under one name, put as a question; None where it has those names already."""
    pieces = named(text)
    if all(key(piece.said) == key(piece.name) for piece in pieces if _has_names(piece.name)):
        return None
    return f"{' '.join(piece.name if _has_names(piece.name) else piece.said for piece in pieces)}?"


@lru_cache(maxsize=4096)  # a question meets the same neighbours again and again
def named(text: str) -> tuple[Named, ...]:
    """Return the text's pieces in order, the longest names first found."""
    tokens = words(text)
    stems = [stem(word) for word in tokens]
    found: list[Named] = []
    at = 0
    while at < len(tokens):
        length, name = _longest_name(stems, at)
        found.append(Named(name, " ".join(tokens[at : at + length])))
        at += length
    return tuple(_with_particle(found, place) for place in range(len(found)))


def excluding(a: str, b: str) -> bool:
    """Whether one question speaks of what cannot be meant in the other: another product, place, bound or direction."""
    sides_a, sides_b = _sides_in(a), _sides_in(b)
    return any(sides_a[line].isdisjoint(sides_b[line]) for line in sides_a.keys() & sides_b.keys())


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the word without the endings of number and tense, so that "bookings" and "booked" are "book".

    No dictionary form: "create" and "creating" are "creat", "cancel" and "cancelling" are "cancel".
    """
    bare = _without_tense(_without_number(word))
    if len(bare) > 3 and bare.endswith("e"):
        return bare[:-1]
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] else bare


def key(name: str) -> Key:
    """Return the stems of a name's words."""
    return tuple(stem(word) for word in words(name))


def lines(file: str) -> Iterator[str]:
    """Give the lines of one of the word lists."""
    for line in (FOLDER / file).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _without_number(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_tense(word: str) -> str:
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and _VOWEL.search(bare):
            return bare
    return word


def _longest_name(stems: Sequence[str], at: int) -> tuple[int, str]:
    for length in range(min(_LONGEST, len(stems) - at), 0, -1):
        name = _names().get(tuple(stems[at : at + length]))
        if name is not None:
            return length, name
    return 1, stems[at]


def _with_particle(found: Sequence[Named], place: int) -> Named:
    """The piece, or "turn off" where "turn" has its "off" some words later."""
    piece = found[place]
    if piece.name in ("turn", "switch"):
        for later in found[place + 1 : place + _APART]:
            if later.name in ("on", "off"):
                return Named(f"turn {later.name}", piece.said)
    return piece


@lru_cache(maxsize=1)
def _names() -> dict[Key, str]:
    found: dict[Key, str] = {}
    for line in lines("synonyms.txt"):
        first, *others = (name.strip() for name in line.split(","))
        for name in (first, *others):
            found.setdefault(key(name), first)
    for line in lines("exclusive.txt"):
        for name in re.split("[|,]", line):
            found.setdefault(key(name), name.strip())
    return found


@lru_cache(maxsize=1)
def _firsts() -> frozenset[str]:
    return frozenset(_names().values())


def _has_names(name: str) -> bool:
    return name in _firsts()


@lru_cache(maxsize=1)
def _sides() -> dict[str, list[tuple[int, int]]]:
    """For each name, on which lines of what excludes each other it stands, and on which side."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, line in enumerate(lines("exclusive.txt")):
        for side, said in enumerate(line.split("|")):
            for name in said.split(","):
                found.setdefault(_names()[key(name)], []).append((number, side))
    return found


@lru_cache(maxsize=4096)
def _sides_in(text: str) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for piece in named(text):
        for line, side in _sides().get(piece.name, ()):
            found.setdefault(line, set()).add(side)
    return {line: frozenset(sides) for line, sides in found.items()}
