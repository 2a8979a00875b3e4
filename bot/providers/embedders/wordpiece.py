"""Cut a text into the word pieces that BERT's uncased models know, as the `tokenizers` package does."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

LONGEST_WORD = 100
"""Longer words are one unknown piece, as in the model's training."""

LONGEST_TEXT = 4_000
"""Characters that are looked at: far more than a model's window holds, so that a giant text costs no more."""

_DROPPED = ("Cc", "Cf", "Co", "Cs")  # not "Cn": a letter newer than this Python's tables is still a letter
_ASCII_WORD = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
_ASCII_DROPPED = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class WordPiece:
    """A vocabulary and the way to cut texts by it."""

    def __init__(self, pieces: Mapping[str, int]) -> None:
        self._pieces = pieces
        self._unknown, self._start, self._end = pieces["[UNK]"], pieces["[CLS]"], pieces["[SEP]"]
        self._longest_piece = max(map(len, pieces))

    @classmethod
    def read(cls, path: Path) -> "WordPiece":
        """Read a vocabulary of one piece a line; the line's number is the piece's id."""
        lines = path.read_text("utf-8").split("\n")
        return cls({piece: number for number, piece in enumerate(lines) if piece})

    def ids(self, text: str, window: int) -> list[int]:
        """The ids of the text's pieces between the start and end marks: at most `window` of them in all.

        What spells a mark in the text ("[SEP]") is text.
        """
        found = [self._start]
        for word in words(text[:LONGEST_TEXT]):
            found += self._cut(word)
            if len(found) >= window:
                break
        del found[window - 1 :]
        return [*found, self._end]

    def _cut(self, word: str) -> list[int]:
        """The fewest longest known pieces from the left; unknown as a whole if any rest is unknown."""
        whole = self._pieces.get(word)
        if whole is not None and len(word) <= LONGEST_WORD:
            return [whole]
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        cut, begin = [], 0
        while begin < len(word):
            prefix = "##" if begin else ""
            for end in range(min(len(word), begin + self._longest_piece), begin, -1):
                piece = self._pieces.get(prefix + word[begin:end])
                if piece is not None:
                    break
            else:
                return [self._unknown]
            cut.append(piece)
            begin = end
        return cut


def words(text: str) -> Iterator[str]:
    """Lower-case words and single punctuation marks, without accents, controls and spaces."""
    if text.isascii():
        return (match.group() for match in _ASCII_WORD.finditer(text.translate(_ASCII_DROPPED).lower()))
    return _words(text)


def _words(text: str) -> Iterator[str]:
    spaced = "".join(map(_spaced, text))
    plain = "".join(c for c in unicodedata.normalize("NFD", spaced) if unicodedata.category(c) != "Mn")
    # str.lower() knows about the sigma at a word's end; the model was trained on letters lowered one by one.
    for run in plain.replace("Σ", "σ").lower().split():
        begin = 0
        for index, char in enumerate(run):
            if _is_mark(char):
                if index > begin:
                    yield run[begin:index]
                yield char
                begin = index + 1
        if begin < len(run):
            yield run[begin:]


@lru_cache(maxsize=4096)
def _spaced(char: str) -> str:
    """The character as cleaning leaves it: controls gone, spaces plain, ideographs set apart."""
    if char in "\t\n\r" or unicodedata.category(char) == "Zs":
        return " "
    if char == "\ufffd" or unicodedata.category(char) in _DROPPED:
        return ""
    code = ord(char)
    return f" {char} " if any(low <= code <= high for low, high in _IDEOGRAPHS) else char


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    """Whether the character is a word of its own."""
    if char.isascii():
        return not char.isalnum() and char.isprintable() and char != " "
    return unicodedata.category(char)[0] == "P"
