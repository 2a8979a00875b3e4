"""Snippets: a few plain words of an article or note, around what was searched for."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.search.tokens import tokens

WORDS = 32
"""How long a snippet is."""

_CITATION = re.compile(r"\s*\[\d{1,3}\](?=\W|$)")
_LEAD = 6
_LONGEST_WORD = 60


def plain_text(markdown: str) -> str:
    """Return what a person reads in a Markdown text, as one line: no headings, marks of citations or sources."""
    parts: list[str] = []
    heading = ""
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "heading_open":
            heading = "?"
        elif token.type == "heading_close":
            if heading == "Sources":
                break
            heading = ""
        elif heading:
            heading = token.content.strip()
        elif token.type == "inline":
            parts.append(_spoken(token.children or ()))
        elif token.type in ("fence", "code_block"):
            parts.append(token.content)
    return _CITATION.sub("", " ".join(" ".join(parts).split()))


def snippet(text: str, terms: Sequence[str], *, words: int = WORDS) -> str:
    """Return about `words` words of plain `text` around most of `terms`; from the beginning where there is none."""
    said = [word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…" for word in text.split()]
    if len(said) <= words:
        return " ".join(said)
    wanted = {token for term in terms for token in term.split()}
    hits = [1 if wanted.intersection(tokens(word)) else 0 for word in said]
    start = _densest(hits, words) if any(hits) else 0
    end = min(start + words, len(said))
    return f"{'… ' if start else ''}{' '.join(said[start:end])}{' …' if end < len(said) else ''}"


def _densest(hits: Sequence[int], width: int) -> int:
    """Return where the window with the most hits begins, a little before its first one."""
    inside = best = sum(hits[:width])
    start = 0
    for begin in range(1, len(hits) - width + 1):
        inside += hits[begin + width - 1] - hits[begin - 1]
        if inside > best:
            best, start = inside, begin
    first = next((n for n in range(start, min(start + width, len(hits))) if hits[n]), start)
    return max(0, min(first - _LEAD, len(hits) - width))


def _spoken(children: Sequence[Token]) -> str:
    shown = (
        " " if child.type.endswith("break") else child.content for child in children if child.type != "html_inline"
    )
    return "".join(shown)
