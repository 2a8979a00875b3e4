"""Texts that a person wrote over a draft: what they took from messages goes or changes with these."""

import re
from collections.abc import Collection, Mapping

from bot.knowledge.permalinks import spellings

_SENTENCE_END = re.compile(r"(?<=[.!?)])\s+(?=[^\s(\[])")
_ADDRESS = re.compile(r"https?://")
_CITATION = re.compile(r"\[(?:\[\d+\]|\d+)\]\([^()\s]*\)")
_ONLY_MARKS = re.compile(r"\s*(?:[-*+>]|\d{1,9}[.)])?\s*")


def body_without(body: str, permalinks: Collection[str]) -> str:
    """Return a Markdown text without the sentences and list items that link to `permalinks` and to nothing else.

    A sentence that cites another address too keeps its words and loses the link.
    """
    if not permalinks:
        return body
    links = {spelling for link in permalinks for spelling in spellings(link)}
    return "\n".join(kept for line in body.split("\n") if (kept := _line_without(line, links)) is not None)


def retold(body: str, sentences: Mapping[str, str]) -> str:
    """Return a text in which sentences that still stand there word for word say what they say now.

    `sentences`: old wording -> new wording, empty where it is withdrawn; whole sentences only, longest first.
    """
    lines = body.split("\n")
    for old, new in sorted(sentences.items(), key=lambda pair: -len(pair[0])):
        if old.strip():
            lines = [told for line in lines if (told := _line_retold(line, old, new)) is not None]
    return "\n".join(lines)


def renamed(body: str, name: str, instead: str) -> str:
    """Return a text in which `instead` stands wherever a name stood as a word of its own."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", instead, body) if name.strip() else body


def is_empty(body: str) -> bool:
    """Tell whether a text says nothing besides its headings, its list of sources and marks without words."""
    said = body.split("\n## Sources", maxsplit=1)[0].split("\n")
    return all(line.lstrip().startswith("#") or _ONLY_MARKS.fullmatch(_CITATION.sub("", line)) for line in said)


def _line_retold(line: str, old: str, new: str) -> str | None:
    if old not in line:
        return line
    told = line.replace(old, new)
    return None if not new and _ONLY_MARKS.fullmatch(_CITATION.sub("", told)) else told


def _line_without(line: str, permalinks: Collection[str]) -> str | None:
    if not any(link in line for link in permalinks):
        return line
    sentences = _SENTENCE_END.split(line)
    kept = [left for sentence in sentences if (left := _sentence_without(sentence, permalinks)) is not None]
    return " ".join(kept) if kept else None


def _sentence_without(sentence: str, permalinks: Collection[str]) -> str | None:
    if not any(link in sentence for link in permalinks):
        return sentence
    left = sentence
    for link in permalinks:
        address = re.escape(link)
        left = re.sub(rf"\s*(?:\[(?:\[[^\]\n]*\]|[^\]\n]*)\]\({address}\)|<{address}>|{address})", "", left)
    return left if _ADDRESS.search(left) else None
