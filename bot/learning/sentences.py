"""Sentences: the inline Markdown of a paragraph as plain text, cut into sentences that keep what they cite."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from markdown_it.token import Token

_CITATION = re.compile(r"\[?\d{1,4}\]?")
_PERMALINK = re.compile(r"https?://[^\s/]+/archives/[A-Z0-9]+/p\d+", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Begins only where a run of marks begins: looked for at each of a thousand full stops, it would take their square.
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*\s+|(?<![。！？])[。！？]+")
_LAST_WORD = re.compile(r"(?<![^\s(])[\w.]+\Z")
_ABBREVIATIONS: Final = frozenset(
    {
        *("approx", "bzw", "ca", "cf", "dr", "e.g", "eg", "etc", "ext", "fig", "i.e", "ie", "incl", "max", "min"),
        *("mr", "mrs", "ms", "resp", "st", "tel", "vs", "z.b"),
    }
)
_BEFORE_A_NUMBER: Final = frozenset({"no", "nr"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in plain text, or a block of code. `code` are the places in `text` that are set as code."""

    text: str
    evidence: tuple[str, ...] = ()
    """Permalinks of the messages that it cites."""
    code: tuple[tuple[int, int], ...] = ()
    part: int = 0
    """Which paragraph, list item or block it stands in."""
    is_code: bool = False


def joined(sentences: Iterable[Sentence]) -> str:
    """Return sentences as one text: those of a paragraph in a row, paragraphs and code on lines of their own."""
    told, before = "", None
    for sentence in sentences:
        if before is not None:
            told += " " if sentence.part == before else "\n"
        told, before = told + sentence.text, sentence.part
    return told


@dataclass
class Flat:
    """Inline Markdown made plain. `cited` are (place in the text, permalink) pairs."""

    text: str = ""
    code: list[tuple[int, int]] = field(default_factory=list)
    cited: list[tuple[int, str]] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Add words; white space is never doubled, nor left before a mark that ends a sentence."""
        words = _SPACE.sub(" ", words)
        if self.text.endswith(" ") or not self.text:
            words = words.removeprefix(" ")
        if self.text.endswith(" ") and re.match(r"[.,;:!?)](?:\s|\Z)", words):
            self.text = self.text[:-1]
        self.text += words


def flatten(tokens: Sequence[Token]) -> Flat:
    """Return a paragraph's words without its markup. Marks of sources become evidence; what is struck is left out."""
    flat, struck = Flat(), 0
    opened: list[tuple[int, str]] = []
    for token in tokens:
        if token.type in ("s_open", "s_close"):
            struck += token.nesting
        elif token.type == "link_open":
            opened.append((len(flat.text), str(token.attrGet("href") or "")))
        elif token.type == "link_close" and opened:
            _cite(flat, *opened.pop())
        elif struck:
            continue
        elif token.type in ("softbreak", "hardbreak"):
            flat.add(" ")
        elif token.type == "code_inline":
            begin = len(flat.text)
            flat.add(token.content)
            flat.code.append((begin, len(flat.text)))
        else:
            flat.add(token.content)
    return flat


def _cite(flat: Flat, began: int, address: str) -> None:
    label = flat.text[began:]
    if _CITATION.fullmatch(label.strip()) and address.startswith(("http://", "https://")):
        flat.text = flat.text[:began]
        flat.code = [span for span in flat.code if span[1] <= began]
        flat.cited.append((len(flat.text.rstrip()), address))
    elif _PERMALINK.match(address):
        flat.cited.append((len(flat.text.rstrip()), address))


def sentences_of(flat: Flat, part: int) -> list[Sentence]:
    """Cut a paragraph into its sentences. A mark of a source counts for all sentences since the mark before it."""
    found: list[Sentence] = []
    # Both lists are in the order of the text; what belongs to a piece is a slice of each.
    begins, places = [a for a, _ in flat.code], [at for at, _ in flat.cited]
    for begin, end in _pieces(flat, begins):
        code = flat.code[bisect_left(begins, begin) : bisect_left(begins, end)]
        # A mark stands behind the words it is for, so one at the very beginning belongs to the sentence before.
        marks = flat.cited[bisect_right(places, begin) if begin else 0 : bisect_right(places, end)]
        found.append(
            Sentence(
                flat.text[begin:end],
                evidence=tuple(dict.fromkeys(link for _, link in marks)),
                code=tuple((a - begin, b - begin) for a, b in code if a < b <= end),
                part=part,
            )
        )
    return _with_later_marks(found)


def _with_later_marks(found: Sequence[Sentence]) -> list[Sentence]:
    marked: list[Sentence] = []
    later: tuple[str, ...] = ()
    for sentence in reversed(found):
        later = sentence.evidence or later
        marked.append(replace(sentence, evidence=later))
    return marked[::-1]


def _pieces(flat: Flat, code_begins: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give where each sentence begins and ends, without the white space around it."""
    begin, text = 0, flat.text
    for mark in _END.finditer(text):
        around = bisect_right(code_begins, mark.start()) - 1
        if around >= 0 and mark.start() < flat.code[around][1]:
            continue
        if _is_abbreviation(text[begin : mark.start()], mark[0], text[mark.end() : mark.end() + 1]):
            continue
        if piece := _trimmed(text, begin, mark.end()):
            yield piece
        begin = mark.end()
    if piece := _trimmed(text, begin, len(text)):
        yield piece


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int] | None:
    piece = text[begin:end]
    if not piece.strip():
        return None
    return begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())


def _is_abbreviation(before: str, mark: str, after: str) -> bool:
    """Tell whether a full stop ends an abbreviation or an initial."""
    word = _LAST_WORD.search(before[-20:])
    if mark.strip() != "." or word is None:
        return False
    plain = word[0].lower()
    if len(plain) == 1:
        return plain.isalpha() and plain != "i"
    return plain in _ABBREVIATIONS or (plain in _BEFORE_A_NUMBER and after.isdigit())
