"""The ways in which people state what they want to know, and the question that each of them stands for."""

import re
from collections.abc import Callable
from typing import Final

from bot.knowledge.drafting.words import IMPERATIVES

Ask = Callable[[re.Match[str]], str]
Form = tuple[re.Pattern[str], Ask]

_I = re.IGNORECASE
POSITIVE: Final = "is|are|was|were|am|do|does|did|can|could|shall|should|will|would|may|might|must|has|have|had"
AUX: Final = (
    f"(?:{POSITIVE}|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|can't|cannot|couldn't|shouldn't|won't|wouldn't"
    "|hasn't|haven't)"
)
YOU: Final = "(?:i|we)"
_BE = "(?:'m|'re| am| are)"
_SOFT = "(?:(?:really|just|also|still|currently|now|urgently|always|often|sometimes|suddenly|please|only) )*"
_CANNOT = "(?:can't|cannot|can not|couldn't|could not|unable to|not able to)"
_WANT = "(?:need|want|would like|require)"
_NO_NAME = rf"(?!(?:i|we|you|that|which|who|when|if|because|and|but|or|so|to|says|said|{AUX[3:-1]})\b)"
_NAME = rf"(?:{_NO_NAME}[\w'./+#-]+ ){{0,4}}?{_NO_NAME}[\w'./+#-]+"
_NO_THING = r"(?!(?:i|we|you|it|not|no|in|on|at|for|from|with|by|as)\b)"
THING: Final = rf"(?:(?:my|our|the|this|that|these|those|an?|some|all|every|no) {_NAME}|{_NO_THING}{_NAME})"
_TROUBLE = (
    "(?:(?:still|always|now|not|so|too|suddenly|constantly|being|getting|very|completely) )*"
    r"(?:\w+(?:ed|ing)\b|down|broken|slow|stuck|gone|empty|wrong|late|frozen|offline|missing|unavailable|unreachable"
    "|shown|sent|given|taken|made|paid|put|cut|set|hidden|held|stolen|told|different|locked|blocked|out of|full"
    r"|invalid|blank|(?<=not )\w+|(?<=so )\w+|(?<=too )\w+)"
)
ERROR: Final = r"(?:error|exception|problem|issue|trouble|timeout|warning|message|failure|denied|[45]\d\d\b)"
_NEGATIVE: Final = {
    "cannot": "can't", "can not": "can't", "could not": "couldn't", "does not": "doesn't", "do not": "don't",
    "did not": "didn't", "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't",
    "will not": "won't", "would not": "wouldn't", "has not": "hasn't", "have not": "haven't",
}  # fmt: skip
_NOT = "|".join([*_NEGATIVE, *_NEGATIVE.values()])
FAILS: Final = {
    "breaks": "break", "closes": "close", "crashes": "crash", "disappears": "disappear", "disconnects": "disconnect",
    "drops": "drop", "expires": "expire", "fails": "fail", "freezes": "freeze", "gives": "give", "hangs": "hang",
    "keeps": "keep", "loses": "lose", "refuses": "refuse", "rejects": "reject", "returns": "return", "says": "say",
    "shows": "show", "stops": "stop", "takes": "take", "throws": "throw", "times out": "time out",
}  # fmt: skip
_BEGINS = re.compile(
    r"(?:My|Our|The|This|That|These|Those|An?|Some\w*|All|Every\w*|No|There|It|We|You|They|Its|When\w*|If|What|Where"
    r"|Why|How|\w+ing)\b"
)


def inside(words: str) -> str:
    """What began a sentence, as it stands inside one; a name keeps its capital."""
    return words[0].lower() + words[1:] if _BEGINS.match(words) else words


def subject(said: str | None) -> str:
    """Who it is about, as it stands inside a sentence; nobody named is the one who speaks."""
    if said is None or re.fullmatch("(?:i|me)", said.strip(), _I):
        return "I"
    return "we" if said.strip().lower() in ("we", "us") else inside(said)


def _found(found: re.Match[str]) -> str:
    who, rest = subject(found["who"]), found["rest"]
    way = re.match(r"(?:an? |the )?(?:\w+ )?way to (.+)", rest, _I)
    return f"how do {who} {way[1]}" if way else f"where do {who} find {inside(rest)}"


def _being(found: re.Match[str]) -> str:
    who = subject(found["who"])
    return f"why {'are' if who == 'we' else 'am'} {who} {found['rest']}"


def _have_been(found: re.Match[str]) -> str:
    verb, _, been = found["be"].lower().partition(" ")
    return f"why {verb} {subject(found['who'])}{' been' if been else ''} {found['rest']}"


def _not(found: re.Match[str]) -> str:
    said = found["not"].lower()
    return f"why {_NEGATIVE.get(said, said)} {subject(found['who'])} {found['rest']}"


def _forms(*forms: tuple[str, Ask]) -> tuple[Form, ...]:
    return tuple((re.compile(form, _I), ask) for form, ask in forms)


def _with(question: str) -> Ask:
    """A question into which who it is about and the rest of what was said are put."""
    return lambda found: question.format(who=subject(found["who"]), rest=inside(found["rest"]))


FORMS: Final = _forms(
    (rf"(?:(?P<who>{YOU}) )?{_SOFT}{_CANNOT} (?:seem to )?(?:find|locate) (?P<rest>(?!out\b).+)", _found),
    (
        rf"(?:(?P<who>{YOU})(?:{_BE})? )?{_SOFT}{_CANNOT} {_SOFT}(?:seem to |manage to )?"
        r"(?P<rest>(?!(?:figure|work|find|understand|believe|wait|tell|remember)\b).+)",
        _with("why can't {who} {rest}"),
    ),
    (rf"(?:(?P<who>{YOU})(?:{_BE})? )?{_SOFT}(?:looking|searching) for (?P<rest>.+)", _found),
    (
        rf"(?:(?P<who>{YOU}) )?{_SOFT}(?:{_WANT}|could use|need to get) {_SOFT}(?:some |a bit of )?help "
        r"(?:to |in )?(?P<rest>(?!with\b|from\b|on\b|for\b|asap\b)\w+ .+)",
        _with("how do {who} get help {rest}"),
    ),
    (
        rf"(?:(?P<who>{YOU})(?:'d|{_BE})? )?{_SOFT}(?:{_WANT}|like|have|wish|trying|looking|hoping) to "
        r"(?P<rest>(?!(?:know|ask|understand|say|tell|thank|think|be|have|hear|see if|check if)\b)\w+ .+)",
        _with("how do {who} {rest}"),
    ),
    (
        rf"(?:(?P<who>{YOU})(?:'d)? )?{_SOFT}{_WANT} "
        r"(?P<rest>(?!(?:to|you|it|this|that|him|her|them|us|me|your)\b).+)",
        _with("how do {who} get {rest}"),
    ),
    (r"help (?P<who>me |us )?(?P<rest>(?:with|on) .+)", _with("how do {who} get help {rest}")),
    (r"help (?P<who>me |us )(?:to )?(?P<rest>.+)", _with("how do {who} {rest}")),
    (
        rf"(?:(?P<who>{YOU}) )?{_SOFT}(?:(?:have|had|got|having) )?(?:an? |some |the )?(?:\w+ )?"
        r"(?:problems?|issues?|trouble) (?P<rest>with (?!(?:it|this|that|them)\b).+)",
        _with("how do {who} solve a problem {rest}"),
    ),
    (rf"(?P<who>{YOU}) {_SOFT}(?:keep|kept) (?P<rest>\w+ing .+)", _with("why do {who} keep {rest}")),
    (rf"(?P<who>{YOU}) {_SOFT}(?P<rest>(?:get|see|hit) .*\b{ERROR}.*)", _with("why do {who} {rest}")),
    (
        rf"(?:(?P<who>{YOU}){_BE} )?{_SOFT}(?P<rest>(?:getting|seeing|receiving|hitting|running into|facing"
        r"|experiencing|having (?:\w+ )?(?:trouble|problems?|issues?|difficult\w+)) .+)",
        _being,
    ),
    (
        rf"(?P<who>{YOU}){_BE} (?P<rest>(?:still |always |suddenly )?(?:locked|blocked|charged|stuck|logged|being"
        r"|asked|denied|not|missing|kicked)\b.+)",
        _being,
    ),
    (
        rf"(?P<who>{YOU}) {_SOFT}(?P<be>was|were|have been) {_SOFT}"
        r"(?P<rest>(?:\w+ed|given|told|sent|unable|not able)\b.+)",
        _have_been,
    ),
    (
        rf"(?P<who>{THING}|it|there|{YOU}) {_SOFT}(?P<not>{_NOT}) {_SOFT}"
        r"(?P<rest>(?!(?:know|understand|remember|think|want|mind|figure|care|need|have|sure)\b).+)",
        _not,
    ),
    (
        rf"(?P<who>{THING}) (?P<be>has|have) (?P<rest>(?:{_SOFT}been|(?:just |suddenly )?stopped) .+)",
        lambda found: f"why {found['be'].lower()} {inside(found['who'])} {found['rest']}",
    ),
    (
        rf"(?P<who>{THING}) (?P<be>is|are|was|were) (?P<rest>{_TROUBLE}.*)",
        lambda found: f"why {found['be'].lower()} {inside(found['who'])} {found['rest']}",
    ),
    (
        rf"(?P<who>{THING}) {_SOFT}(?P<fails>{'|'.join(FAILS)})(?P<rest>(?: .+)?)",
        lambda found: f"why does {inside(found['who'])} {FAILS[found['fails'].lower()]}{found['rest']}",
    ),
    (
        r"(?P<fine>possible|ok|okay|allowed|safe|fine|necessary) to (?P<rest>.+)",
        lambda found: f"is it {found['fine'].lower()} to {found['rest']}",
    ),
)
"""Whole clauses; the first that fits is taken."""

_VERBS: Final = "|".join(sorted(IMPERATIVES | {"apply", "cancel", "extend", "renew", "return", "transfer"}))
TO_DO: Final = re.compile(
    rf"(?:if you (?:want|need|have) to|in order to|to) (?P<rest>(?:{_VERBS}) "
    # "To reset the test password hold …" is about a test password: an order begins after a noun, with a thing to do.
    r"(?:\S+ )*?(?!(?:the|an?|my|our|your|this|that|to|in|of|for|on) )[^\s,]+)"
    rf"(?:, .+| (?:{_VERBS}) (?:the|an?|my|our|your|this|that|it|on|to|in|into|at|with) .+"
    r"| (?:you|we|people|just|simply|please|first) .+)",
    _I,
)
"""What tells how something is done: "To unlock the parcel locker hold the badge against the lamp"."""

INDIRECT: Final = _forms(
    (
        r".*?\b(?P<wh>how|where|when|whom?|what|which \w+) to (?P<rest>(?!do (?!(?:an?|the|my|our|some|all)\b))\w+ .+)",
        lambda found: f"{found['wh'].lower()} do I {found['rest']}",
    ),
    (
        r".*?\b(?P<wh>how|where|when|what|who|which \w+) (?P<who>i|we|you) (?P<can>can|could|should|must|may) "
        r"(?P<rest>.+)",
        lambda found: f"{found['wh'].lower()} {found['can'].lower()} {subject(found['who'])} {found['rest']}",
    ),
)
"""What is asked inside a statement: "I can't figure out how to log in"."""

REASON: Final = re.compile(rf".*?(?<!s )\bwhy (?P<rest>(?:i|we|it|there|{THING}) .+)", _I)
"""A statement that asks for the reason of another: "I need to know why my badge was blocked"."""
