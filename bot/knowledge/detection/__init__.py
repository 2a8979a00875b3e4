"""Does a message ask, what does it ask, and is it worth remembering? Rules only; no model, no state."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.knowledge.detection import patterns
from bot.knowledge.detection.cleaning import plain, sentences
from bot.knowledge.detection.content import content_words, words

__all__ = ["Kind", "Question", "asks", "find_question", "plain"]

Kind = Literal["knowledge", "status", "favour", "other"]

LONGEST_QUESTION_WORDS = 60
SHORT_MATTER = 4
"""With fewer words of matter a question leans on the sentence before it."""

LONGEST_LEANED_ON = 30


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks."""

    text: str
    """The sentence that asks, as written, without greeting, mentions and mark-up; perhaps with the one before."""

    gist: str
    """The same without polite frames ("does anyone know"): what matching compares."""

    kind: Kind
    worth_capturing: bool
    """Whether an answer to it would serve the next who asks, and it can be understood outside its conversation."""


def find_question(text: str) -> Question | None:
    """The question in a Slack message, or None where nothing is asked. Any string is a message."""
    if not patterns.has_cue(text):
        return None
    spoken = [stripped for sentence in sentences(plain(text)) if (stripped := _without_openers(sentence))]
    asking = [index for index, sentence in enumerate(spoken) if asks(sentence)]
    if not asking:
        return None
    questions = [_question(spoken, index) for index in asking]
    return next((question for question in questions if question.worth_capturing), questions[0])


def asks(sentence: str) -> bool:
    """Whether one cleaned sentence asks something."""
    if sentence.rstrip("\"')]} !.*_:;").endswith(("?", "？", "؟")) or "¿" in sentence or _marks_inside(sentence):
        return True
    if patterns.STATEMENT_AFTER_WH.search(sentence.lower()):
        return False
    return _asks_by_words(sentence)


def _marks_inside(sentence: str) -> bool:
    """Whether a question mark ends a clause within ("is it up? asking for a friend" is split; "up?? ...")."""
    return "?" in sentence and any(
        mark == "?" and (after in " .!,;:)-" or after == "?") for mark, after in pairwise(sentence)
    )


def _question(spoken: list[str], index: int) -> Question:
    sentence = _shortened(spoken[index])
    gist = _without_frames(sentence)
    kind = _kind(sentence, gist)
    text = sentence
    if (
        len(content_words(gist)) < SHORT_MATTER
        and index
        and len(words(before := spoken[index - 1])) <= LONGEST_LEANED_ON
    ):
        text, gist = f"{_ended(before)} {text}", f"{_ended(before)} {gist}"
    return Question(
        text=text, gist=gist, kind=kind, worth_capturing=kind == "knowledge" and _stands_alone(gist, sentence)
    )


def _kind(sentence: str, gist: str) -> Kind:
    for text in (sentence, gist):
        if patterns.STATUS.search(text):
            return "status"
    if patterns.FAVOUR.search(sentence) or patterns.FAVOUR.search(gist):
        return "favour"
    if patterns.SMALL_TALK.search(gist) or not content_words(gist):
        return "other"
    return "knowledge"


def _stands_alone(gist: str, sentence: str) -> bool:
    """Whether the question names what it is about and puts it as a question, so that it can be understood elsewhere."""
    if patterns.POINTS_BACK.search(gist):
        return False
    matter = len(set(content_words(gist)))
    if patterns.KNOWLEDGE.search(gist):
        return matter >= 2
    return matter >= 3 and len(words(sentence)) >= 6 and _asks_by_words(sentence)


def _asks_by_words(sentence: str) -> bool:
    """Whether it asks by its words, not by a question mark alone."""
    lower = sentence.lower()
    forms = patterns.FRAME, patterns.ASKS, patterns.ASKS_INSIDE, patterns.ASKS_LATER, patterns.OPENS
    return any(form.search(lower) for form in forms)


def _without_openers(sentence: str) -> str:
    for _ in range(6):
        shorter = patterns.OPENER.sub("", sentence, count=1).lstrip(" ,.:;!-–—…")
        if shorter == sentence:
            break
        sentence = shorter
    return sentence


def _without_frames(sentence: str) -> str:
    for _ in range(2):
        shorter = patterns.FRAME.sub("", sentence, count=1).strip()
        if shorter == sentence or not shorter:
            break
        sentence = shorter
    return sentence


def _shortened(sentence: str) -> str:
    """A sentence of more than sixty words, cut to the words around what asks."""
    tokens = sentence.split(" ")
    if len(tokens) <= LONGEST_QUESTION_WORDS:
        return sentence
    lower = sentence.lower()
    cue = patterns.ASKS_INSIDE.search(lower) or patterns.ASKS_LATER.search(lower)
    if cue is None:
        return " ".join(tokens[-LONGEST_QUESTION_WORDS:])
    return " ".join(sentence[cue.start() :].lstrip(" ,;:-–—(").split(" ")[:LONGEST_QUESTION_WORDS])


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", ":", ";", ",")) else f"{sentence}."
