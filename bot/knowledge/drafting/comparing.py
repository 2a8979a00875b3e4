"""When two sentences said in answer to one question say the same, and when they cannot both be right.

They differ over a number, a day, a person, a place or link, or a yes and no. These are rules of thumb: what they
find is shown to a reviewer as two sides, never decided here.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.knowledge.drafting import cues
from bot.knowledge.drafting.slack_text import addresses, people
from bot.knowledge.drafting.words import (
    content,
    denies,
    marks,
    names,
    overlap,
    stem,
    without_addresses,
    without_code,
    words,
)

_ASKS_WHO = re.compile(r"\b(?:who(?:m|se)?|which (?:person|team)|person|owner|contact)\b", re.IGNORECASE)
_ASKS_WHERE = re.compile(
    r"\b(?:where|in (?:which|what)|which (?:page|room|folder|channel|site|form|link))\b", re.IGNORECASE
)
_ASKS_VALUE = re.compile(
    r"\b(?:when|how (?:much|many|long|often|far|big|large|early|late|soon)|which"
    r"|what(?:'s| is| are)?(?: the| our)?(?: \w+){0,2} (?:port|number|limit|version|date|day|deadline|time|price|cost"
    r"|code|budget|size|address|rate|extension))\b",
    re.IGNORECASE,
)
_CONTACT_WORDS: Final = (
    "ask asking ping contact talk speak reach message dm mail email write call own owned owns handle handles handled "
    "manage manages managed maintain maintains maintained approve approves approved hand hands run grant grants "
    "responsible charge care team belongs"
)
_CONTACT = re.compile(rf"\b(?:{'|'.join(_CONTACT_WORDS.split())})\b", re.IGNORECASE)
_CONTACT_STEMS = frozenset(stem(word) for word in (*_CONTACT_WORDS.split(), "out", "access"))
_CHANNEL = re.compile(r"(?<![\w/])#[\w-]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLACE = re.compile(
    r"\b(?:in|at|on|under|behind|inside|near|next to|beside|above|below|into|via|through)\s+(?:the |our |an? )?"
    r"([^.,;!?\n]{2,60})",
    re.IGNORECASE,
)
_YES = re.compile(r"\W*(?:yes|yep|yeah|yup|sure|absolutely|definitely|of course|indeed)(?!\w)", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|nope|nah|unfortunately not|not (?:any ?more|possible|allowed|really))(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(
    r"[$€£#v]?(\d[\d.,:/-]*?)(?:st|nd|rd|th|h|d|m|s|min|mins|k|gb|mb|tb|eur|usd|%|am|pm)?", re.IGNORECASE
)
_FEW_WORDS: Final = 6
_DAYS: Final = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to compare in one sentence."""

    content: frozenset[str]
    marks: frozenset[str]
    people: frozenset[str]
    denies: bool
    answer: bool | None
    """Yes, no, or neither."""
    counted: dict[str, frozenset[str]]
    """Numbers by the stem of a word beside them: `port 443` under `port`, `30 days` under `day`."""
    days: frozenset[str]
    responsible: frozenset[str]
    """Whom one is sent to: people, channels, mail addresses, names."""
    addresses: frozenset[str]
    around: frozenset[str]
    """Content without the addresses."""
    places: frozenset[str]
    deed: str | None
    """The stem of the first order given."""


class Comparison:
    """Compares sentences said in answer to one question, and reads each sentence once.

    `asked` is the content of the question: what every answer may repeat without saying anything.
    """

    def __init__(self, question: str) -> None:
        self.asked = content(question)
        self._who = bool(_ASKS_WHO.search(question))
        self._where = bool(_ASKS_WHERE.search(question))
        self._value = bool(_ASKS_VALUE.search(question))
        self._facts: dict[str, Facts] = {}
        self._alike: dict[tuple[str, str], bool] = {}
        self._differ: dict[tuple[str, str], bool] = {}

    def alike(self, one: str, other: str) -> bool:
        """Whether both say the same: an exact fact in common, or most words beyond the question's."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._alike:
            self._alike[pair] = not self.differ(*pair) and self._agree(self._read(one), self._read(other))
        return self._alike[pair]

    def differ(self, one: str, other: str) -> bool:
        """Whether both cannot be right."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._differ:
            tests = (_deny, self._number, self._day, self._person, self._place)
            a, b = self._read(one), self._read(other)
            self._differ[pair] = bool(one and other) and any(test(a, b) for test in tests)
        return self._differ[pair]

    def _agree(self, a: Facts, b: Facts) -> bool:
        mine, theirs = a.content - self.asked, b.content - self.asked
        shared = mine & theirs
        if a.marks & b.marks or a.people & b.people:
            return bool(shared) or not (mine and theirs) or overlap(a.content, b.content) >= 0.5
        return len(shared) >= 2 and overlap(mine, theirs) >= 0.5

    def _read(self, text: str) -> Facts:
        if text not in self._facts:
            self._facts[text] = _facts(text, asks_who=self._who)
        return self._facts[text]

    def _number(self, a: Facts, b: Facts) -> bool:
        topic = (a.content & b.content) | (self.asked & (a.content | b.content))
        for unit in a.counted.keys() & b.counted.keys():
            if unit and a.counted[unit].isdisjoint(b.counted[unit]) and topic - {unit}:
                return True
        mine = frozenset[str]().union(*a.counted.values())
        theirs = frozenset[str]().union(*b.counted.values())
        comparable = bool(a.counted.keys() & b.counted.keys()) or min(len(a.content), len(b.content)) <= 3
        return bool(self._value and comparable and mine and theirs and mine.isdisjoint(theirs))

    def _day(self, a: Facts, b: Facts) -> bool:
        comparable = self._value or bool((a.content & b.content) - self.asked)
        return comparable and bool(a.days and b.days) and a.days.isdisjoint(b.days)

    def _person(self, a: Facts, b: Facts) -> bool:
        if not a.responsible or not b.responsible or not a.responsible.isdisjoint(b.responsible):
            return False
        known = self.asked | _CONTACT_STEMS
        mine, theirs = (facts.content - _stems(facts.responsible) - known for facts in (a, b))
        return self._who or not mine or not theirs or bool(mine & theirs)

    def _place(self, a: Facts, b: Facts) -> bool:
        around = (a.around & b.around) - self.asked
        if a.addresses and b.addresses:
            same_purpose = self._where or around or (a.deed and a.deed == b.deed)
            return bool(same_purpose) and a.addresses.isdisjoint(b.addresses)
        if not self._where or around:
            return False
        here, there = a.places - self.asked, b.places - self.asked
        return bool(here and there) and here.isdisjoint(there)


def _deny(a: Facts, b: Facts) -> bool:
    if a.answer is not None and b.answer is not None and a.answer != b.answer:
        return True
    return a.denies != b.denies and len(a.content & b.content) >= 2 and overlap(a.content, b.content) >= 0.75


def _facts(text: str, *, asks_who: bool) -> Facts:
    bare = without_addresses(text)
    said = words(bare)
    return Facts(
        content=content(text),
        marks=marks(text),
        people=frozenset(people(text)),
        denies=denies(text),
        answer=True if _YES.match(text) else False if _NO.match(text) else None,
        counted=_counted(words(without_code(bare))),
        days=_DAYS & {word.lower().removesuffix("s") for word in said},
        responsible=_responsible(text) if _sends(bare, said, asks_who=asks_who) else frozenset(),
        addresses=frozenset(address.rstrip("/").lower() for address in addresses(text)),
        around=content(bare),
        places=_places(bare),
        deed=next((stem(word) for word in said if cues.is_imperative(word)), None),
    )


def _sends(bare: str, said: tuple[str, ...], *, asks_who: bool) -> bool:
    """Whether a sentence sends the asker to somebody. Asked "who?", a few words do ("Chen in IT"); a long sentence
    without a word of contact names products and places, not people."""
    return bool(_CONTACT.search(bare)) or (asks_who and len(said) <= _FEW_WORDS)


def _counted(said: tuple[str, ...]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for n, word in enumerate(said):
        if number := _COUNTED.fullmatch(word):
            for unit in _units(said, n) or [""]:
                found[unit] = found.get(unit, frozenset()) | {number[1].replace(",", "")}
    return found


def _units(said: tuple[str, ...], at: int) -> list[str]:
    """The nearest word with meaning before the number (`port is 443`) and the one right behind it (`30 days`)."""
    before = next((word for word in reversed(said[max(0, at - 3) : at]) if content(word)), "")
    behind = said[at + 1] if at + 1 < len(said) and content(said[at + 1]) else ""
    return [stem(word) for word in (before, behind) if word and not word[0].isdigit()]


def _responsible(text: str) -> frozenset[str]:
    unnamed = re.sub(r"@\{\w+\}", " ", without_addresses(text))
    return frozenset((*people(text), *_CHANNEL.findall(text), *_MAIL.findall(text), *names(unnamed)))


def _places(text: str) -> frozenset[str]:
    """What follows "in", "at" and the like; a few words without any of these are a place by themselves."""
    found = frozenset[str]().union(*(content(place) for place in _PLACE.findall(text)))
    alone = content(text)
    return found or (alone if len(alone) <= 4 else found)


def _stems(targets: frozenset[str]) -> frozenset[str]:
    return targets.union(*(content(target) for target in targets))
