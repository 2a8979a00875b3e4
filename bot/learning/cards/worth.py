"""Which sentences are worth a card: those that state something that still holds when the card is asked."""

import re
from typing import Final

from bot.learning.cards.wording import content, words
from bot.learning.sentences import Sentence

LONGEST: Final = 260
"""Characters of a sentence that is asked about."""
LEAST_WORDS: Final = 4
MOST_WORDS: Final = 40

_HTML = re.compile(r"</?[a-z][^<>\n]*>|<!--", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:i (?:think|guess|believe|assume|suppose|heard)|i was told|not sure|no idea|maybe|perhaps|probably|afaik|iirc"
    r"|i'd say|might be|could be|as far as i|if i remember|supposedly|vielleicht|glaube ich|vermutlich)\b",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|at the moment|just now|currently|this (?:morning|week|month)"
    r"|this year|next (?:week|month)|last (?:week|month|night)|(?:is|are) (?:down|back)|heute|gestern|gerade)\b",
    re.IGNORECASE,
)
_PLEASANTRY = re.compile(
    r"\A\W*(?:hi|hello|hey|thanks|thank you|thx|cheers|sorry|welcome|good (?:morning|question|luck)"
    r"|you(?:'re| are) welcome|no (?:problem|worries)|hope (?:this|that|it) helps|let me know|ping me"
    r"|in this (?:lesson|course|chapter)"
    r"|this (?:lesson|course|chapter)|you (?:will|'ll) learn)\b",
    re.IGNORECASE,
)
_REMOVED = ("(link removed)", "former member", "\ufffd")


def is_worth_a_card(sentence: Sentence) -> bool:
    """Tell whether a sentence states something of its own that is neither a guess, nor passing, nor a pleasantry."""
    text = sentence.text
    if sentence.is_code or len(text) > LONGEST or text.rstrip("\"'”’)").endswith(("?", ":", "…")):
        return False
    if not LEAST_WORDS <= len(text.split()) <= MOST_WORDS or len(content(text)) < 2:
        return False
    if any(mark in text for mark in _REMOVED) or _HTML.search(_without_code(sentence)):
        return False
    return not (_UNSURE.search(text) or _PASSING.search(text) or _PLEASANTRY.search(text))


def is_an_answer(sentence: Sentence) -> bool:
    """Tell whether a sentence may be the answer to a question: it says something that lasts, and no link was
    taken out of it."""
    if sentence.is_code:
        return bool(words(sentence.text))
    text = sentence.text
    if not content(text) or text.endswith("?") or _REMOVED[0] in text:
        return False
    return not (_PASSING.search(text) or _PLEASANTRY.search(text))


def _without_code(sentence: Sentence) -> str:
    text = sentence.text
    for begin, end in sorted(sentence.code, reverse=True):
        text = text[:begin] + text[end:]
    return text
