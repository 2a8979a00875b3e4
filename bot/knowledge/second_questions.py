"""Second questions: whether a question inside a thread that asks already asks something else altogether."""

import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from bot.knowledge.detection import Question
from bot.knowledge.detection.content import content_words
from bot.knowledge.detection.patterns import KNOWLEDGE
from bot.knowledge.matching.names import named

_LEAST_MATTER: Final = 3

_LEANS = re.compile(
    r"\b(?:this|that|these|those|it|its|it's|they|them|there|here|above|so|then|also|instead|else|others?|another|same"
    r"|he|she|you|your)\b",
    re.IGNORECASE,
)
"""Words by which a question leans on what was said before it, or speaks to who said it."""


_OF_ONESELF = re.compile(r"\b(?:i|we|me|us|my|our)\b", re.IGNORECASE)


class Said(NamedTuple):
    """What somebody said in a thread."""

    author: str
    text: str


def asks_something_else(found: Question, author: str, said: Sequence[Said], askers: Collection[str]) -> bool:
    """Tell whether a question in a thread stands for itself, given all that was `said` there before it.

    Nearly every question in a thread is about the thread's own: a counter-question, or what the asker wants to know
    besides. So it must be put as a question for knowledge, lean on nothing, and share no matter with anything said
    there. Whoever helps asks back, and the same in many threads ("What's the operating system of the laptop?"): so it
    comes from one of the thread's `askers`, or from somebody who had said nothing there and speaks of themselves.
    """
    if not found.worth_capturing or not KNOWLEDGE.search(found.gist) or _LEANS.search(found.gist):
        return False
    helps = any(author == one.author for one in said) or not _OF_ONESELF.search(found.gist)
    if author not in askers and helps:
        return False
    asked = _matter(found.gist)
    return len(asked) >= _LEAST_MATTER and not any(asked & _matter(one.text) for one in said)


def _matter(text: str) -> frozenset[str]:
    """What a text speaks of, each thing under one name."""
    return frozenset(piece.name for piece in named(text) if content_words(piece.said))
