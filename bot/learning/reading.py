"""Reads the Markdown of an article or a lesson: its sentences with what they cite, its steps, its code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.learning.sentences import Flat, Sentence, flatten, joined, sentences_of

LONGEST: Final = 24_000
"""Characters of a body that are read: some 4,000 words, more than a sprint has time for.

The parser takes the square of the length at its worst."""

_SPACE = re.compile(r"\s+")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Role(StrEnum):
    """What a part of a page is for. `LEAD` is what stands before the first heading."""

    LEAD = "lead"
    ANSWER = "short answer"
    STEPS = "steps"
    DISAGREEMENT = "where people disagree"
    MISSING = "what is missing"
    SOURCES = "sources"
    OTHER = "other"


_NAMED: Final = {role.value: role for role in (Role.ANSWER, Role.STEPS, Role.DISAGREEMENT, Role.MISSING, Role.SOURCES)}
_TOLD: Final = frozenset({Role.LEAD, Role.ANSWER, Role.STEPS, Role.OTHER})


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a numbered list."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """Its words, code on lines of its own."""
        return joined(self.sentences)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading. Each side of a disagreement is a section of its own."""

    heading: str
    role: Role
    sentences: tuple[Sentence, ...] = ()
    procedures: tuple[tuple[Step, ...], ...] = ()
    """Its numbered lists, which are among its sentences too."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An article or a lesson as it is learned from."""

    title: str
    sections: tuple[Section, ...]

    @property
    def answer(self) -> tuple[Sentence, ...]:
        """The short answer; where nothing is headed so, what stands before the first heading."""
        named = [section for section in self.sections if section.role is Role.ANSWER and section.sentences]
        lead = [section for section in self.sections if section.role is Role.LEAD]
        return tuple(sentence for section in named or lead for sentence in section.sentences)

    @property
    def told(self) -> tuple[Section, ...]:
        """The sections that tell something: not the sources, the sides of a disagreement, or what is missing."""
        return tuple(section for section in self.sections if section.role in _TOLD)

    @property
    def sides(self) -> tuple[Section, ...]:
        """What each party says where people disagree; fewer than two are no disagreement."""
        found = tuple(s for s in self.sections if s.role is Role.DISAGREEMENT and s.sentences)
        return found if len(found) > 1 else ()

    def says(self, text: str) -> bool:
        """Tell whether it says `text`: a sentence or a step of it, word for word; white space and case aside."""
        wanted = plain(text)
        return any(
            wanted == plain(said)
            for section in self.sections
            if section.role is not Role.SOURCES
            for said in (
                *(sentence.text for sentence in section.sentences),
                *(step.text for steps in section.procedures for step in steps),
            )
        )


def plain(text: str) -> str:
    """Return a text as it is compared: one space between words, no capitals."""
    return _SPACE.sub(" ", text).strip().casefold()


def read(title: str, body_markdown: str) -> Passage:
    """Read a page. Any text is one: what has no sense gives nothing; what is longer than `LONGEST` is cut."""
    body = _UNSTORABLE.sub("", body_markdown[:LONGEST])
    # Raw HTML is read as the page shows it: as text.
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader = _Reader()
    for token in parser.parse(body):
        reader.take(token)
    return Passage(_SPACE.sub(" ", _UNSTORABLE.sub("", title)).strip(), tuple(reader.finished()))


@dataclass
class _Open:
    """A section that is being read."""

    heading: str
    role: Role
    sentences: list[Sentence] = field(default_factory=list)
    procedures: list[tuple[Step, ...]] = field(default_factory=list)

    def closed(self) -> Section:
        return Section(self.heading, self.role, tuple(self.sentences), tuple(self.procedures))


class _Reader:
    """Takes the tokens of a page one by one."""

    def __init__(self) -> None:
        self._sections = [_Open("", Role.LEAD)]
        self._part = 0
        self._in_heading = False
        self._in_table = 0
        self._lists: list[bool] = []
        """The lists that are open, outermost first: whether each is numbered."""
        self._steps: list[Step] = []
        self._item_began = 0

    def finished(self) -> Iterator[Section]:
        """Give the sections in their order; one without heading and words is none."""
        return (s.closed() for s in self._sections if s.heading or s.sentences)

    def take(self, token: Token) -> None:
        """Read one token."""
        match token.type:
            case "heading_open" | "heading_close":
                # A heading inside a list or a quote heads nothing.
                self._in_heading = token.nesting > 0 and token.level == 0
            case "table_open" | "table_close":
                self._in_table += token.nesting
            case "ordered_list_open" | "bullet_list_open":
                self._begin_list(numbered=token.type == "ordered_list_open")
            case "ordered_list_close" | "bullet_list_close":
                self._end_list()
            case "list_item_open" if len(self._lists) == 1:
                self._item_began = len(self._sections[-1].sentences)
            case "list_item_close" if len(self._lists) == 1:
                self._steps.append(Step(tuple(self._sections[-1].sentences[self._item_began :])))
            case "inline":
                self._words(token)
            case "fence" | "code_block":
                self._code(token)

    def _begin_list(self, *, numbered: bool) -> None:
        if not self._lists:
            self._steps = []
        self._lists.append(numbered)

    def _end_list(self) -> None:
        numbered = self._lists.pop()
        if numbered and not self._lists and self._steps:
            self._sections[-1].procedures.append(tuple(self._steps))

    def _words(self, token: Token) -> None:
        flat = flatten(token.children or ())
        if self._in_heading:
            self._head(flat)
        elif self._in_table:
            return  # a cell is no sentence
        elif _is_label(token.children or ()):
            # In a list it heads nothing, and a new section would tear the list in two.
            if self._sections[-1].role is Role.DISAGREEMENT and not self._lists:
                self._sections.append(_Open(self._sections[-1].heading, Role.DISAGREEMENT))
        else:
            self._part += 1
            self._sections[-1].sentences += sentences_of(flat, self._part)

    def _head(self, flat: Flat) -> None:
        heading = flat.text.strip()
        self._sections.append(_Open(heading, _NAMED.get(plain(heading), Role.OTHER)))

    def _code(self, token: Token) -> None:
        self._part += 1
        code = token.content.strip("\n")
        if code.strip():
            here = self._sections[-1].sentences
            # The sentence that it illustrates stands before it, and carries the sources of both.
            evidence = here[-1].evidence if here else ()
            here.append(Sentence(code, evidence=evidence, part=self._part, is_code=True))


def _is_label(children: Sequence[Token]) -> bool:
    """Tell whether a paragraph is nothing but bold words and a colon, such as the name over what somebody says."""
    shown = [token for token in children if token.type not in ("text", "softbreak") or token.content.strip()]
    if len(shown) < 3 or shown[0].type != "strong_open" or shown[-1].type != "strong_close":
        return False
    return shown[-2].content.rstrip().endswith(":")
