"""Statements put as questions: "I can't connect to the VPN" is asked as "Why can't I connect to the VPN".

What no rule fits is quoted behind a question that fits any sentence: a clumsy title is better than one that is no
English.
"""

import re
from typing import Final

from bot.knowledge.drafting.statement_forms import (
    AUX,
    ERROR,
    FAILS,
    FORMS,
    INDIRECT,
    POSITIVE,
    REASON,
    THING,
    TO_DO,
    YOU,
    inside,
    subject,
)
from bot.knowledge.drafting.words import IMPERATIVES

LONGEST: Final = 300
"""Characters of a sentence that are looked at."""

_I = re.IGNORECASE
_WH = "(?:how|where|who|what|why|which|when)"
_SUBJECT = (
    r"(?:i|we|you|one|it|he|she|they|there|this|that|these|those|the|an?|my|our|your|any\w*|some\w*|every\w*|no\w*"
    r"|people|all)"
)
_SOMEBODY = r"(?:i|we|you|one|it|he|she|they|there|this|any\w*|some\w*|people|all|(?:the|my|our|your|that) \w+ \w+)"
_ASKED = re.compile(
    "|".join(
        (
            r"(?:how|where|whom?|whose|what|why|which|when)(?:'?s|'re|'d)?(?!\w)",
            r"(?:in|at|to|on|for|by|from|with) (?:what|which|whom|when)\b",
            r"(?:any(?:one|body)?|ever)\b",
            rf"(?:(?!ha[sd]|have|will|must)(?:{POSITIVE})) (?!not\b)\S",
            rf".*: ?(?:{POSITIVE}) \w",
            rf"{AUX} {_SOMEBODY}\b",
            rf".*(?:[,;:–—-]|\.\.) ?(?:and |or |but |so )?(?:{_WH}(?:'s\b|(?: \w+)? {AUX}\b)|{AUX} {_SUBJECT}\b)",
            rf".* {_WH}(?: \w+)? (?:{POSITIVE}) {_SUBJECT}\b",
            rf"if .*\b(?:{POSITIVE}) {YOU}\b",
        )
    ),
    _I,
)
_OPENING = re.compile(r"(?:(?:and|but|so|or|also|ok|well|hm+),? )+", _I)
_STATED = re.compile(rf"(?:when|whenever|what|how|where|why) (?:i|we|you|he|she|they|it) (?!{AUX}\b)\w+", _I)
"""What begins with a word that asks, and states something: "When I push to main it fails"."""

_LEAD = re.compile(
    r"\A(?:please "
    r"|(?:i|we) (?:think|believe|guess|suppose|assume|suspect|noticed|see|saw|feel like)(?: that)? "
    r"(?=(?:my|our|the|this|i|we|it|there|someone|somebody)\b)"
    r"|(?:it )?(?:says|seems|appears|looks|seems like|looks like)(?: that)? (?=(?:my|our|the|this|i|we)\b)"
    r"|apparently,? )+",
    _I,
)
_TAG = re.compile(r"(?:, (?:right|correct|yes|no|yeah|ok(?:ay)?)|,? or not)$", _I)
_BECAUSE = re.compile(r",? (?:because|so|although|even though|though|since) .*", _I)
_CLAUSE_ENDS = re.compile(
    r"\s*(?:[;(]|, |\.\.+|\. | [–—-] |,? (?:but|which|while)\b"
    r"|,? and (?=(?:i|we|my|our|the|it|he|she|they|there|this|that|nobody|no one|now|then|please|what|how|where|who"
    r"|why|when)\b))",
    _I,
)
_ALONE = re.compile(r"(?:my|our|the|i|we) \w+ \w+", _I)
_POINTS = re.compile(r"\b(?:it|this|that|them|they|these|those|he|she)\b", _I)
_PROBLEM = re.compile(
    rf"\b(?:{ERROR}\w*|fail\w*|broken?|not working|crash\w*|stuck|wrong|bugs?|lost|slow|missing|down|not)\b", _I
)
_ORDERS: Final = IMPERATIVES | {"apply", "cancel", "explain", "extend", "renew", "transfer", "withdraw"}
_TO_SOMEBODY = re.compile(r"(?:me|us|it|them|this|that)\b|$", _I)
_MUSES = (
    r"(?:i|we)(?: (?:\w+ly |just |also )*(?:ask|wonder|guess|think|believe|hope|know|see|mean|agree|suppose|like|love"
    r"|understand|will|would|wanna)\b|'ll|'d|(?:'m|'re| am| are| was| were) (?:\w+ly |just |also )*(?:thinking"
    r"|confused|curious|wondering|sure|trying|not sure|going|just)\b)"
)
_CLAUSE = re.compile(
    rf"(?!{_MUSES})(?:{YOU}|it|there|he|she|they|somebody|someone|nobody|no one)(?:'\w+)? \w"
    rf"|{THING} (?:{AUX}|{'|'.join(FAILS)}|\w+ed|stopped|broke|lost|went|got)\b",
    _I,
)
"""What can follow "what do I do if"; what somebody only thinks cannot."""
_DID = re.compile(r"(?:forgot|lost|broke|missed|deleted|ran|got|spilled|dropped)\b", _I)
_AM = re.compile(r"(?:locked|logged|stuck|blocked|kicked|signed)\b", _I)
_YES = re.compile(
    rf"({YOU}|it|they|there|you|one|{THING})(?:'(s|re|m)| (is|are|was|were|am|can|could|should|must|may|will"
    r"|would|has to|have to|need to|needs to)) (?!not\b)(.+)",
    _I,
)


def is_question(text: str) -> bool:
    """Whether a sentence has the form of a question, whatever sign it ends with."""
    plain = _OPENING.sub("", _straight(text))
    return bool(_ASKED.match(plain)) and not _STATED.match(plain)


def put_as_question(statement: str, *, doubted: bool = False) -> str:
    """Return a question, without its mark, that asks for what a statement wants to know.

    `doubted`: it was written with a question mark, as people ask for a yes: "We can carry over vacation days?"
    """
    put = put_by_rule(statement, doubted=doubted)
    if put is None:
        # Somebody's own question mark says enough.
        return statement if doubted else _of_any(_TAG.sub("", _bare(statement)))
    return put


def put_by_rule(statement: str, *, doubted: bool = False) -> str | None:
    """The same, where one of the rules for how people state what they want to know fits; else None."""
    text = _bare(statement)
    said = _TAG.sub("", text)
    if (doubted or said != text) and (inverted := _inverted(said)):
        return inverted
    if (told := TO_DO.fullmatch(said)) is not None:
        return f"how do I {told['rest'].rstrip(':')}"
    if (reason := REASON.fullmatch(said)) is not None:
        asked = put_as_question(reason["rest"])
        return asked if asked.startswith("why ") else f"why is it that {inside(_clauses(reason['rest'])[0])}"
    for form, ask in INDIRECT:
        if (found := form.fullmatch(said)) is not None:
            return _clauses(ask(found))[0]
    for clause in _clauses(said):
        for form, ask in FORMS:
            if (found := form.fullmatch(clause)) is not None:
                return ask(found)
    return None


def _bare(text: str) -> str:
    plain = _straight(text).strip(" .!?,;:…")
    return _LEAD.sub("", plain) or plain


def _straight(text: str) -> str:
    return text[:LONGEST].replace("’", "'")


def _clauses(text: str) -> list[str]:
    """The clauses of a sentence that can be understood alone; a question made of two would be none."""
    first, *rest = (part.strip() for part in _CLAUSE_ENDS.split(_BECAUSE.sub("", text)))
    if len(first.split()) < 3:
        return [text]
    return [first, *(part for part in rest if _ALONE.match(part) and not _POINTS.search(part))]


def _inverted(text: str) -> str | None:
    """A statement with its verb put first ("can we carry over days"); None for one of trouble, or of no such verb."""
    found = _YES.fullmatch(text)
    if found is None or _PROBLEM.search(text):
        return None
    who, short, verb, rest = found.groups()
    first = {"s": "is", "re": "are", "m": "am"}[short.lower()] if short else verb.lower()
    if first.endswith(" to"):
        does = "does" if first in ("has to", "needs to") else "do"
        return f"{does} {subject(who)} {'have' if first.startswith('ha') else 'need'} to {rest}"
    return f"{first} {subject(who)} {rest}"


def _of_any(text: str) -> str:
    """A question that fits any sentence, and any piece of one."""
    first, _, rest = text.partition(" ")
    if first.lower() in _ORDERS and not _TO_SOMEBODY.match(rest):
        return f"how do I {first.lower()} {rest}"
    if _CLAUSE.match(text):
        return f"what do I do if {inside(text)}"
    if _DID.match(text):
        return f"what do I do if I {text[0].lower()}{text[1:]}"
    if _AM.match(text):
        return f"what do I do if I am {text[0].lower()}{text[1:]}"
    if _PROBLEM.search(text):
        return f"how do I fix: {inside(text)}"
    return f"what should I know about this: {inside(_clauses(text)[0])}"
