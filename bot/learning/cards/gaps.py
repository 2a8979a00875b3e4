"""Gaps: the one fact in a sentence that a cloze leaves out, and that nothing else in the question gives away."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.learning.cards.values import GAP
from bot.learning.cards.wording import SMALL_WORDS, content, stem, words
from bot.learning.sentences import Sentence

LONGEST: Final = 60
_LEAST_LEFT: Final = 2
"""Words of meaning that the sentence must keep without its gap."""
_MEASURES: Final = frozenset({"amount", "time", "date", "number", "weekday"})
"""Kinds of which one word tells what is asked: "Takes about _____ days"."""

_UNITS = (
    r"%|percent|seconds?|secs?|minutes?|mins?|hours?|hrs?|(?:working |business )?days?|weeks?|months?|quarters?|years?"
    r"|times|ms|[kmgt]i?b|bytes|characters?|people|persons?|euros?|dollars?|pounds?|°?c|km|kg|cm|mm|nm|volts?|watts?"
    r"|stunden?|minuten?|tage?n?|wochen?|monate?n?|jahre?n?|prozent"
)
_COUNT = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    r"|half an|a couple of|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?"
_MONTH = r"january|february|march|april|june|july|august|september|october|november|december"
_FLAGS = re.IGNORECASE

# The surest facts first: of two gaps at one place, the earlier kind counts.
_KINDS: Final = (
    ("address", 0.95, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _FLAGS), 0),
    ("host", 0.95, re.compile(r"(?<=://)[\w-]+(?:\.[\w-]+)+(?::\d+)?", _FLAGS), 0),
    ("channel", 0.9, re.compile(r"(?<![\w&/#])#[a-z0-9][\w-]{1,60}(?![\w#])", _FLAGS), 0),
    ("amount", 0.95, re.compile(rf"(?:[$€£]|(?:eur|usd|gbp|chf)\s)\s?{_NUMBER}(?!\w)", _FLAGS), 0),
    ("amount", 0.95, re.compile(rf"(?<![\w.,])({_NUMBER})\s?(?:[$€£]|(?:eur|usd|gbp|chf)\b)", _FLAGS), 1),
    ("time", 0.9, re.compile(r"(?<![\w:.])\d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?|(?<![\w:.])\d{1,2}\s?[ap]m\b", _FLAGS), 0),
    ("date", 0.9, re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])"), 0),
    ("date", 0.9, re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:of\s)?(?:{_MONTH}|may)\b", _FLAGS), 0),
    ("date", 0.9, re.compile(rf"\b(?:{_MONTH}|may)\s\d{{1,2}}(?:st|nd|rd|th)?(?!\w)", _FLAGS), 0),
    ("date", 0.9, re.compile(r"(?<!\w)\d{1,2}(?:st|nd|rd|th)\b", _FLAGS), 0),
    ("number", 0.9, re.compile(rf"(?<![\w.,:/-])({_NUMBER}|{_COUNT})(?=[\s-]?(?:{_UNITS})(?!\w))", _FLAGS), 1),
    ("weekday", 0.85, re.compile(rf"\b(?:{_WEEKDAY})\b", _FLAGS), 0),
    ("identifier", 0.75, re.compile(r"(?<![\w-])[A-Z]{2,10}-\d+(?![\w-])|(?<![\w.])v?\d+\.\d+(?:\.\d+)+(?![\w.])"), 0),
    ("label", 0.8, re.compile(r"[\"“„«]([^\s\"“”„«»][^\"“”„«»\n]{0,58})[\"”“»]"), 1),
    ("name", 0.6, re.compile(r"(?<![\w'’/.@#-])[A-Z][\w'’-]*[\w](?:\s(?!I\b)[A-Z][\w'’-]*\w)*"), 0),
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;\n•])[\s\"'“‘(\[•*_-]*\Z")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}")
_NO_NAMES: Final = frozenset(
    ("i", "i'm", "i'll", "i've", "ok", "pm", "am", "us", "yes", "no", "note", "please", "also", "if", "then")
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a sentence to leave out. `worth` is from 0 to 1."""

    begin: int
    end: int
    kind: str
    worth: float

    def of(self, text: str) -> str:
        """Return what is left out."""
        return text[self.begin : self.end]

    def question(self, text: str) -> str:
        """Return the sentence with a gap."""
        return text[: self.begin] + GAP + text[self.end :]


def best_gap(sentence: Sentence, context: str) -> Gap | None:
    """Return the gap that is most worth asking for; none where every one is given away or would leave nothing.

    `context` is what else stands in the question, such as the title of the page.
    """
    fit = [gap for gap in _candidates(sentence) if is_fair(gap, sentence.text, context)]
    return max(fit, key=lambda gap: (gap.worth, gap.end - gap.begin, -gap.begin), default=None)


def is_fair(gap: Gap, text: str, context: str) -> bool:
    """Tell whether a gap can be filled by whoever knows, and only by them."""
    answer, left = gap.of(text), gap.question(text)
    asked = f"{context}\n{left}"
    if not answer.strip() or len(answer) > LONGEST or GAP in text or GAP in context:
        return False
    if len(content(left.replace(GAP, " "))) < (1 if gap.kind in _MEASURES else _LEAST_LEFT):
        return False
    return not _gives_away(asked.replace(GAP, "\n"), answer)


def _gives_away(asked: str, answer: str) -> bool:
    """Tell whether what is asked holds the answer, or at least half of its words."""
    if answer.casefold() in asked.casefold():
        return True
    theirs = {stem(word) for word in words(asked)}
    parts = [stem(part) for word in words(answer) for part in re.split(r"[./-]", word) if part]
    telling = [part for part in parts if part not in SMALL_WORDS and len(part) > 1] or parts
    pieces = theirs | {part for word in theirs for part in re.split(r"[./-]", word)}
    return 2 * sum(part in pieces for part in telling) >= len(telling) > 0


def _candidates(sentence: Sentence) -> Iterator[Gap]:
    text = sentence.text
    for begin, end in sentence.code:
        if 2 <= end - begin <= LONGEST and words(text[begin:end]):
            yield Gap(begin, end, "code", 1.0)
    taken = list(sentence.code)
    for kind, worth, pattern, group in _KINDS:
        for found in pattern.finditer(text):
            begin, end = found.span(group)
            if kind == "name":
                begin = _name_begins(text, begin, end)
            if begin == end or any(a < end and begin < b for a, b in taken):
                continue
            taken.append((begin, end))
            yield Gap(begin, end, kind, worth)
        if kind == "host":
            # A name or number that is part of an address is no fact of its own.
            taken += [found.span() for found in re.finditer(r"https?://\S+|\S+@\S+", text)]


def _name_begins(text: str, begin: int, end: int) -> int:
    """Return where the product or place in capitalised words begins; their end where there is none.

    The first word of a sentence has its capital for that alone: in "Open Access Portal" it is no part of the name.
    "PeopleBox", "WireGuard" and "VPN" are names wherever they stand.
    """
    first = text[begin:end].split(maxsplit=1)[0]
    starts = _SENTENCE_START.search(text[:begin]) is not None
    if (starts and not _INNER_CAPITAL.search(first)) or first.lower() in _NO_NAMES:
        begin = min(end, begin + len(first) + 1)
    name = text[begin:end]
    is_small = name.lower() in SMALL_WORDS and not name.isupper()
    return end if len(name) < 2 or is_small or name.lower() in _NO_NAMES else begin
