"""A message cut into the passages that can be quoted: sentences, list items, code with what announces it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.knowledge.drafting import cues
from bot.knowledge.drafting.slack_text import readable, squashed
from bot.knowledge.drafting.values import Evidence, SourceMessage

MAX_MESSAGE: Final = 12_000
"""Characters of a message that are read: Slack allows 40,000, nobody's answer needs them."""
MAX_SENTENCE: Final = 500
MAX_CODE: Final = 3_000
MAX_PASSAGES: Final = 40

_BLOCK = re.compile(r"(```.+?```)", re.DOTALL)
_QUOTED = re.compile(r"^\s*>+\s?")
# A full stop ends a sentence unless it stands in "e.g.", an initial, a number, a path or an address.
_SENTENCE_END = re.compile(
    r"(?<!\b[eE]\.g\.)(?<!\b[iI]\.e\.)(?<!\betc\.)(?<!\bvs\.)(?<!\b[DM]r\.)(?<!\b[A-HJ-Z]\.)(?<=[.!?…])[\"')\]]*\s+(?=\S)"
)
_SPAN = re.compile(r"`[^`\n]+`")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one message, verbatim in its readable text (white space aside)."""

    quote: str
    kind: Literal["sentence", "item", "code"]
    message: SourceMessage
    asker: str | None = None
    text: str = field(init=False, compare=False)
    """The quote without greetings, list marks and other trimmings: how a draft says it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", cues.polished(self.quote, self.asker))

    def evidence(self) -> Evidence:
        """This passage as the evidence of a statement."""
        source = self.message
        return Evidence(source.channel, source.ts, source.permalink, source.author, self.quote)


def passages(message: SourceMessage, said_before: str = "", asker: str | None = None) -> tuple[Passage, ...]:
    """The message's passages in order, at most MAX_PASSAGES.

    Lines quoted with `>` count only where the author's own line announces them ("From the handbook:"), and where they
    do not repeat `said_before` (readable text of the thread so far): people quote what they answer, and it is not
    their answer. Orders to a machine are left out.
    """
    found: list[Passage] = []
    for piece in _BLOCK.split(readable(message.text)[:MAX_MESSAGE]):
        if piece.startswith("```") and piece.endswith("```"):
            _add_code(found, piece, message, asker)
        else:
            found += (Passage(text, kind, message, asker) for text, kind in _prose(piece, squashed(said_before)))
    return tuple(found[:MAX_PASSAGES])


def _add_code(found: list[Passage], block: str, message: SourceMessage, asker: str | None) -> None:
    if len(block) > MAX_CODE:
        return
    announces = found and found[-1].kind != "code" and "```" not in found[-1].quote
    if announces:
        found[-1] = Passage(f"{found[-1].quote}\n{block}", found[-1].kind, message, asker)
    else:
        found.append(Passage(block, "code", message, asker))


def _prose(text: str, said_before: str) -> list[tuple[str, Literal["sentence", "item"]]]:
    found: list[tuple[str, Literal["sentence", "item"]]] = []
    announced = False
    for raw in text.split("\n"):
        line = _QUOTED.sub("", raw)
        is_quoted = line != raw
        if not line.strip() or (is_quoted and (not announced or squashed(line) in said_before)):
            continue
        announced = is_quoted or line.rstrip().endswith(":")
        if cues.is_list_item(line):
            found.append((_clipped(line.strip()), "item"))
        else:
            found += ((_clipped(sentence), "sentence") for sentence in sentences(line))
    return list(_said_to_people(found))


def _said_to_people(
    found: Iterable[tuple[str, Literal["sentence", "item"]]],
) -> Iterator[tuple[str, Literal["sentence", "item"]]]:
    """What is no order to a machine, and does not go on with one; what stands beside it was said in earnest."""
    ordering = False
    for text, kind in found:
        ordering = cues.speaks_to_a_machine(text) or (ordering and cues.goes_on_ordering(text))
        if not ordering:
            yield text, kind


def sentences(line: str) -> list[str]:
    """One line of readable text cut into sentences; code between backticks is never cut."""
    held = _SPAN.sub(lambda span: re.sub(r"[.!?…]", "\ue000", span[0]), line)
    cut, start = [], 0
    for end in _SENTENCE_END.finditer(held):
        cut.append(line[start : end.start()].strip() + line[end.start() : end.end()].rstrip())
        start = end.end()
    cut.append(line[start:].strip())
    return [sentence for sentence in cut if sentence]


def _clipped(sentence: str) -> str:
    if len(sentence) <= MAX_SENTENCE:
        return sentence
    return sentence[:MAX_SENTENCE].rsplit(" ", 1)[0]
