"""What a question wants done ("renew", "cancel"), and whether it asks how, how much, when or why."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.knowledge.detection.content import words
from bot.knowledge.matching.names import Key, key, lines, stem

Kinds = frozenset[str]

_NONE: Kinds = frozenset()
_LOOKED_AT = 10
"""Words after what asks within which the deed is looked for."""

_SUBJECT = (
    r"(?:i|we|you|one|people|someone|somebody|anyone|they|he|she|it|employees|customers|developers|visitors|guests|"
    r"(?:a|an|the|new) \w+|(?:my|our) \w+(?: \w+)?)"
)
_AUXILIARY = r"(?:do|does|did|can|could|should|must|would|shall|will|am|are|is|have)"
_ASKED = re.compile(
    r"\b(?:(?:how|where|when|who|whom|what|which(?: \w+){1,2}|why)(?: else| exactly)? "
    rf"{_AUXILIARY}(?:n't)? {_SUBJECT}"
    r"(?: (?:have|need|go|supposed|allowed|able|want|ask|contact|talk|write to|click|press|best|actually|also|just|"
    r"properly|quickly|easily|correctly)\b)*(?: about)?(?: to\b)?|"
    r"how to|ways? (?:to|of)|(?:process|procedure|steps?|form|tool|instructions?|place|person|rules?|command|template)"
    r" (?:for|to|of|when)(?: \w+ to)?|possible (?:for \w+ )?to|allowed to|able to|supposed to|in charge of|"
    r"responsible for|have to do to|need to do to|i do to|steps (?:are )?(?:needed|required|necessary) to|go about|"
    rf"(?:can|could|may|should|must) {_SUBJECT}|who (?:can|could|should|may|must|would|has to|is allowed to)|who|"
    r"(?:is|are) there (?:a|an|any) \w+ (?:to|for)) "
)
"""What stands right before the deed that is asked about."""

_WISHED = re.compile(r"\b(?:trying to|want to|need to|like to|have to|going to) ")
"""What stands before it where no question does."""

_BETWEEN = frozenset(
    """
    do go have need be know ask want use try is are contact talk to please about somebody someone the a an my our i we
    it does can has click type did
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_PARTICLES = frozenset(("on", "off", "up", "down", "back", "out", "in", "over", "away"))


@lru_cache(maxsize=4096)
def deeds(gist: str) -> Kinds:
    """Return the kinds of deed that the question may want; none where no known verb says it."""
    text = " ".join(words(gist))
    for cues in (_ASKED, _WISHED):
        for cue in cues.finditer(text):
            found = _first_deed(text[cue.end() :].split(" ")[:_LOOKED_AT])
            # "Who approves it?" asks on behalf of one who wants it approved.
            if "approve" in found and "who" in cue[0]:
                found |= {"acquire"}
            if found:
                return found
    return _NONE


def want_different_deeds(a: str, b: str) -> bool:
    """Whether both questions want something done, and nothing that may be said for the other."""
    deeds_a, deeds_b = deeds(a), deeds(b)
    if not deeds_a or not deeds_b:
        return False
    return not any((one, other) in _alike() for one in deeds_a for other in deeds_b)


def _first_deed(rest: list[str]) -> Kinds:
    while len(rest) > 1 and rest[0] in _BETWEEN:
        rest = rest[1:]
    stems = [stem(word) for word in rest]
    for length in (3, 2):
        if len(stems) >= length and (kinds := _verbs().get(tuple(stems[:length]))):
            return kinds
    for place in range(2, min(5, len(rest))):
        # A particle may stand behind its object: "turn the alerts off", "hand my laptop back".
        if rest[place] in _PARTICLES and (kinds := _verbs().get((stems[0], stems[place]))):
            return kinds
    return _got(rest, stems) if stems[0] == "get" else _verbs().get((stems[0],), _NONE)


def _got(rest: Sequence[str], stems: Sequence[str]) -> Kinds:
    """The deeds behind "get": "get it approved", "get the build to run", "get a new one"."""
    kinds = _verbs()["get",]
    said = set(rest)
    if said & {"approval", "approved"}:
        return kinds | {"approve"}
    if said & {"help", "support"} or said & {"working", "running"}:
        return frozenset(("repair", "report"))
    if said & {"onto", "into", "on"}:
        return kinds | {"move", "connect", "import"}
    for place in range(2, len(rest)):
        if rest[place].endswith("ed") or rest[place] in ("reset", "paid") or rest[place - 1] == "to":
            caused = _verbs().get((stems[place],))
            if caused:
                return caused
    if said & {"new", "fresh", "another", "replacement", "refund", "back", "reimbursement"}:
        return kinds | {"renew", "reset", "refund", "submit"}
    return kinds


@lru_cache(maxsize=1)
def _verbs() -> dict[Key, Kinds]:
    found: dict[Key, set[str]] = {}
    for line in lines("deeds.txt"):
        kind = line.partition("~")[0].strip()
        for verb in line.partition(":")[2].split(","):
            found.setdefault(key(verb), set()).add(kind)
    return {verb: frozenset(kinds) for verb, kinds in found.items()}


@lru_cache(maxsize=1)
def _alike() -> set[tuple[str, str]]:
    """Kinds of deed of which one may be said for the other, in both orders."""
    found: set[tuple[str, str]] = set()
    for line in lines("deeds.txt"):
        kind, _, others = (part.strip() for part in line.partition(":")[0].partition("~"))
        for other in (kind, *(name.strip() for name in others.split(","))):
            found |= {(kind, other), (other, kind)}
    return found


_HOW_MUCH = re.compile(
    r"\bhow (?:much|many|often|long|big|large|far|old|high|fast|frequently)\b|\bafter how many\b|"
    r"\bwhat(?:'s| is| are) (?:the|our|my) (?:\w+ ){0,2}(?:limit|budget|price|cost|rate|size|amount|maximum|minimum|"
    r"number|fee|allowance|quota|frequency|period)\b",
    re.I,
)
_WHEN = re.compile(
    r"^when\b|\bwhen (?:do|does|is|are|will|can|should|must)\b|\b(?:what|which) (?:time|day|date|week|month)\b|"
    r"\buntil (?:when|which|what)\b|\b(?:deadline|last day|due date|by when)\b",
    re.I,
)
_WHY = re.compile(r"\bwhy\b|\bwhat causes\b|\bhow come\b|\bwhat(?:'s| is) wrong\b|\breason\b", re.I)
_HOW = re.compile(
    r"\bhow (?:do|can|could|should|would|to|might|must|am)\b|\bwhere (?:do|can|could|should|would|to)\b|"
    r"\bwho (?:do|can|should)\b|\bway (?:to|of)\b|\b(?:process|procedure|steps?)\b|\bis it possible\b|"
    r"\bwhat (?:do|must|should) (?:i|we)\b",
    re.I,
)


@lru_cache(maxsize=4096)
def asks_for(gist: str) -> Kinds:
    """Return what would answer: an amount or a time (each may be said for the other), a reason, a way; or nothing
    known."""
    found = {"measure"} if _HOW_MUCH.search(gist) or _WHEN.search(gist) else set()
    if _WHY.search(gist):
        found.add("reason")
    if _HOW.search(_HOW_MUCH.sub(" ", _WHEN.sub(" ", gist))):
        found.add("way")
    return frozenset(found)


def ask_for_different_things(a: str, b: str) -> bool:
    """Whether both say what kind of answer they want, and it is not the same kind."""
    one, other = asks_for(a), asks_for(b)
    return bool(one and other) and one.isdisjoint(other)
