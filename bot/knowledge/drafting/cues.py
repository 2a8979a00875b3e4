"""How people in a thread greet, thank, joke, ask back, promise and correct, told apart by what they say.

Each function takes readable text: one sentence, or one whole message where it says so.
"""

import re

from bot.knowledge.drafting import phrases
from bot.knowledge.drafting.words import IMPERATIVES, SMALL_WORDS, content, marks, words


def without_emoji(text: str) -> str:
    """The text without `:emoji:` names and pictures."""
    return phrases.EMOJI.sub("", text)


def without_marker(line: str) -> str:
    """A list item without its bullet or number."""
    return phrases.MARKER.sub("", line, count=1)


def is_list_item(line: str) -> bool:
    """Whether a line begins with a bullet, a number or a letter as lists do."""
    return phrases.MARKER.match(line) is not None


def polished(sentence: str, asker: str | None = None) -> str:
    """The sentence without list mark, greeting, calling by name, small words in front and kind words behind.

    A name in front is a call if it is the `asker`'s; else it may be the subject ("@{U1} owns that").
    """
    text = without_emoji(without_marker(sentence)).strip()
    if asker:
        text = re.sub(rf"^@\{{{re.escape(asker)}\}}[\s,:–—-]*", "", text)
    while (shorter := _without_lead(text)) != text:
        text = shorter
    text = phrases.KIND_TAIL.sub("", text, count=1)
    return _begun(text.strip() if "```" in text else " ".join(text.split()))


def _without_lead(text: str) -> str:
    for lead in (phrases.GREETING, phrases.SMALL_LEAD):
        text = lead.sub("", text, count=1) if lead.match(text) else text
    called = phrases.CALLED.match(text)
    if not called:
        return text
    follows = words(text[called.end() :][:60])[:1]
    speaks_of_them = (
        follows
        and not called[1]
        and not called[0].rstrip().endswith(",")
        and (follows[0].lower() in phrases.VERBS_OF_A_SUBJECT or follows[0].lower() not in SMALL_WORDS | IMPERATIVES)
    )
    return text if speaks_of_them else text[called.end() :]


def _begun(text: str) -> str:
    first = words(text[:40])[:1]
    everyday = first and text.startswith(first[0]) and first[0].lower() in SMALL_WORDS | IMPERATIVES
    return text[:1].upper() + text[1:] if everyday else text


def is_instructive(sentence: str) -> bool:
    """Whether a sentence tells somebody what to do."""
    text = polished(sentence)
    return bool(phrases.INSTRUCTIVE.match(text)) or is_imperative(text)


def is_imperative(sentence: str) -> bool:
    """Whether a sentence begins with a verb that gives an order, perhaps after "then" or "just"."""
    said = [word.lower() for word in words(sentence)[:4]]
    while said and said[0] in {
        "then",
        "just",
        "first",
        "next",
        "finally",
        "please",
        "and",
        "also",
        "now",
        "second",
        "third",
        "simply",
    }:
        said.pop(0)
    return (
        bool(said) and said[0] in IMPERATIVES and (len(said) < 2 or said[1] not in {"is", "are", "was", "has", "will"})
    )


def is_thanks(message: str) -> bool:
    """Whether a whole message thanks, and is short enough to do little else."""
    return bool(phrases.THANKS.search(message)) and len(words(message)) <= 30


def worked(message: str) -> bool:
    """Whether a whole message says that advice helped."""
    return bool(phrases.WORKED.search(message) or phrases.WORKED_AT_ONCE.match(message)) and not failed(message)


def failed(message: str) -> bool:
    """Whether a whole message says that advice did not help."""
    return bool(phrases.FAILED.search(message))


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    text = polished(sentence).rstrip(" )\"'")
    return text.endswith("?") or bool(phrases.ASKS_BACK.match(text))


def seconds(message: str) -> bool:
    """Whether a whole message does no more than agree with what was said before it."""
    return bool(
        phrases.SECONDS.match(without_emoji(message).strip(" .!,"))
        or re.search(r":(?:\+1|thumbsup|this|100|point_up\w*):", message)
    )


def corrects(message: str) -> bool:
    """Whether a message begins as people do who plainly set right what was said before."""
    return bool(phrases.CORRECTS.match(without_emoji(message)))


def replaces(message: str) -> bool:
    """Whether a message may say that something is otherwise than was said."""
    return bool(phrases.REPLACES.search(message))


def takes_back(message: str) -> bool:
    """Whether a message may replace something that its own author said before it."""
    return withdraws(message) or bool(phrases.TAKES_BACK.match(without_emoji(message)))


def withdraws(message: str) -> bool:
    """Whether a message plainly takes back what its own author said last."""
    return bool(phrases.WITHDRAWS.match(without_emoji(message)))


def hedges(sentence: str) -> bool:
    """Whether the speaker is unsure."""
    return bool(phrases.HEDGES.search(sentence))


def laughs(sentence: str) -> bool:
    """Whether the speaker is laughing."""
    return any(cue.search(sentence) for cue in (phrases.LAUGHS, phrases.JOKE, phrases.LAUGHING_FACE))


def answers_own_question(message: str) -> bool:
    """Whether an asker announces what the answer turned out to be."""
    return bool(phrases.OWN_ANSWER.match(without_emoji(message)))


def speaks_to_a_machine(text: str) -> bool:
    """Whether a text gives orders to a language model instead of telling people something."""
    return bool(phrases.TO_A_MACHINE.search(text))


def goes_on_ordering(sentence: str) -> bool:
    """Whether a sentence that follows an order to a machine may be the rest of it."""
    return bool(phrases.REST_OF_AN_ORDER.match(sentence))


def says_something(sentence: str) -> bool:
    """Whether a sentence can be part of an answer: none of the things that people say around answers."""
    text = polished(sentence).strip(" .!,;:…")
    if not text or asks(sentence) or speaks_to_a_machine(text):
        return False
    if _surrounds(text) or all(_surrounds(part.strip()) for part in text.split(",")):
        return False
    facts = marks(text)
    if laughs(sentence) and not facts and not is_instructive(sentence):
        return False
    thanks_only = phrases.THANKS.search(sentence) and len(content(text)) <= 4 and not is_instructive(text) and not facts
    return not thanks_only and bool(content(text) or facts or "@{" in text)


def _surrounds(text: str) -> bool:
    """Whether a text is small talk, "me too", a promise or a confession of ignorance."""
    return bool(
        phrases.SMALL_TALK.match(text)
        or phrases.ME_TOO.match(text)
        or phrases.PROMISE.match(text)
        or phrases.DONT_KNOW.match(text)
    )
