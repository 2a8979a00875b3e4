"""The title of a draft: the clearest of the phrasings in which the question was asked."""

import re
from collections.abc import Iterable
from typing import Final

from bot.knowledge.detection import asks
from bot.knowledge.drafting import cues
from bot.knowledge.drafting.passages import passages
from bot.knowledge.drafting.statements import is_question, put_as_question, put_by_rule
from bot.knowledge.drafting.values import SourceMessage, Thread, Title
from bot.knowledge.drafting.words import code_spans, content, without_addresses, words

LONGEST: Final = 150
"""Characters: what the header of a Slack card holds."""

_DIRECT = re.compile(
    r"(?:how|where|whom?|whose|what|why|which|when|in which|at what|to whom|on which|for which|by when)(?:'s)?(?!\w)"
    r"|(?:is|are|was|were|do|does|did|can|could|should|will|would|may|must|has|have) "
    r"(?:i|we|you|it|he|she|they|the|a|an|my|our|your|this|that|these|those|there|any\w*|some\w*|people|one)(?!\w)",
    re.IGNORECASE,
)
# What may be taken away whatever follows.
_OPENING = re.compile(
    r"(?:(?:quick|dumb|stupid|silly|random|small|short|newbie|noob|another|one more) (?:question|q)"
    r"(?: here| for you| for you all)?[:,. –—-]+|question ?[:,–—-]+ ?"
    r"|(?:and|but|so|also|or|then|again|sorry|please),? "
    r"(?=(?:how|where|who|what|when|why|which|is|are|do|does|can)\b))",
    re.IGNORECASE,
)
# What may be taken away if a question that stands alone is left.
_ASKING = re.compile(
    r"(?:(?:(?:does|do|would|has|could|can) )?(?:any|some)(?:one|body) (?:here )?(?:happens? to )?"
    r"(?:knows?|remembers?|tell me|have an idea|explain|help me with)(?: of)?[:,]? "
    r"|(?:could|can|would) (?:you|someone|somebody|anyone|anybody|one of you) (?:please )?"
    r"(?:tell|remind|explain to|let) me (?:know )?"
    r"|(?:i|we)(?:'m|'re| am| are)? (?:was |were )?(?:just )?"
    r"(?:wondering|wonder|trying to find out|not sure|unsure|curious|confused about),? "
    r"|(?:do|does) (?:you|we) (?:guys |all )?(?:happen to )?know |any (?:ideas?|clue|chance you know) "
    r"|(?:please )?(?:tell|remind) me )",
    re.IGNORECASE,
)
_AUX = "can|could|should|must|might|may|will|would|is|are|has"
_NOT_AUX = r"(?!(?:am|are|is|was|were|do|does|did|has|had|can|could|should|must|might|may|will|would)\b)"
_SOMEONE = "i|we|you|one|people"
# How an indirect question reads, and how it is put directly.
_TURNED: Final = tuple(
    (re.compile(indirect, re.IGNORECASE), direct)
    for indirect, direct in (
        (r"(how|where|when|whom?|what|which \w+) to (.+)", r"\1 do I \2"),
        (rf"(how|where|when|why|what|which \w+|whom?) ({_SOMEONE}) ({_AUX}) (.+)", r"\1 \3 \2 \4"),
        (rf"(how|where|when|why|whom?) ({_SOMEONE}) {_NOT_AUX}([a-z]+) (.+)", r"\1 do \2 \3 \4"),
        (rf"(?:if|whether) ((?:\S+ ){{0,4}}?\S+) ({_AUX}) (.+)", r"\2 \1 \3"),
        (rf"(?:if|whether) ({_SOMEONE}|they) {_NOT_AUX}([a-z]+) (.+)", r"do \1 \2 \3"),
        (r"(where|what|when|who) ((?:the|our|my) (?:\S+ ){0,4}?\S+) (is|are|was|were)", r"\1 \3 \2"),
    )
)
_STANDS_ALONE = re.compile(
    rf"(?:how|where|when|why|what|who(?:m|se)?|which(?: \w+)?)(?:'s)? (?:{_AUX}|do|does|did|was|were|to)(?!\w)"
    r"|(?:who|what) (?!the|an?|i|we|you|my|our|this|that|these|those|your)[a-z]"
    r"|how (?:much|many|long|often|far|big)(?!\w)|(?:what|where|who|how|when)'s(?!\w)"
    r"|(?:is|are|do|does|did|can|could|should|will|would|has|have|was|were) ",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\s,;–—-]+(?:please|pls|plz|thanks|thank you|thx|cheers|ty|anyone|anybody|guys|folks|by any chance)"
    r"(?=[\s?!.]*\Z)",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:this|that|these|those|it|they|them|he|she|above|below|here|there)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:my|me|i'm|i've|im|our)\b", re.IGNORECASE)


def title_of(threads: Iterable[Thread]) -> Title | None:
    """The clearest phrasing of those asked, as one capitalised question, and where it comes from.

    One that was put as a question comes before one that was not; of equals the earlier wins. None when no question
    message holds words.
    """
    found = [phrased for thread in threads if (phrased := _phrased(thread.question))]
    shared = [content(title.text) for title, _ in found]
    ranked = sorted(
        ((asked, _clearness(title.text) + _central(n, shared), -n, title) for n, (title, asked) in enumerate(found)),
        key=lambda each: each[:3],
        reverse=True,
    )
    return ranked[0][3] if ranked else None


def phrasing(message: SourceMessage) -> Title | None:
    """The question that a message asks, without greeting, preamble, mentions and thanks; None if it has no words."""
    found = _phrased(message)
    return found[0] if found else None


def _phrased(message: SourceMessage) -> tuple[Title, bool] | None:
    """A message's title, and whether the message put it as a question: what it only states is put as one here."""
    said = [plain for passage in passages(message) if (plain := _plain(passage.quote))]
    asked = [(_clearness(text), -n, text) for n, quote in enumerate(said) if (text := _as_question(quote))]
    if asked:
        _, place, best = max(asked)
        return Title(_with_context(best, said[:-place]), message.ref), True
    stated = [(quote.rstrip("?"), quote.endswith("?")) for quote in said if content(quote)]
    if not stated:
        return None
    best, doubted = min(
        stated, key=lambda each: (not each[1], put_by_rule(each[0], doubted=each[1]) is None, not asks(each[0]))
    )
    return Title(_titled(put_as_question(best, doubted=doubted)), message.ref), False


def _plain(quote: str) -> str:
    """A passage without code blocks, links, mentions, greetings and thanks."""
    if cues.speaks_to_a_machine(quote):
        return ""
    unmentioned = re.sub(r"@\{\w+\}[,:]?\s*", "", without_addresses(quote.partition("```")[0]))
    text = " ".join(cues.polished(unmentioned).split())
    asks = text.rstrip(" )\"'").endswith("?")
    text = _TRAILING.sub("", text).rstrip(" .!?:;,…-–—")
    if text.isupper() and len(words(text)) > 2:
        text = text.lower()
    return f"{text}?" if asks and words(text) else text


def _as_question(plain: str) -> str:
    """A sentence that asks as a title; empty where it only states something, or has no words."""
    text = plain.rstrip("?")
    if not words(text):
        return ""
    text = _direct(text)
    return _titled(text) if is_question(text) else ""


def _titled(text: str) -> str:
    text = re.sub(r"\bi\b(?!\.)", "I", text)
    if len(text) >= LONGEST:
        text = text[: LONGEST - 2].rsplit(" ", 1)[0] + "…"
    return text[0].upper() + text[1:] + "?"


def _direct(text: str) -> str:
    """The question without "does anyone know" before it, if what is left is a question that stands alone."""
    while opening := _OPENING.match(text):
        text = text[opening.end() :]
    asking = _ASKING.match(text)
    rest = text[asking.end() :] if asking else text
    for indirect, direct in _TURNED:
        if turned := indirect.fullmatch(rest):
            return turned.expand(direct)
    return rest if _STANDS_ALONE.match(rest) else text


def _with_context(question: str, before: list[str]) -> str:
    """A question that names nothing ("Who do I ask?") with the sentence before it ("I need a new badge")."""
    lead = next((text for text in reversed(before) if content(text) and not text.endswith("?")), "")
    if len(content(question)) > 1 or not lead or len(lead) + len(question) > LONGEST - 2:
        return question
    return f"{lead[0].upper()}{lead[1:]}: {question[0].lower()}{question[1:]}"


def _clearness(text: str) -> float:
    said = words(text)
    score = 2.0 * bool(_DIRECT.match(text)) + 0.5 * min(2, len(content(text)))
    score -= 0.15 * max(0, len(said) - 9) + 0.5 * max(0, 4 - len(said))
    score -= 0.4 * len(_POINTING.findall(text)) + 0.3 * len(_PERSONAL.findall(text))
    # "How do I …" says what a page is for, whoever it is that helps this year.
    score += 0.6 * bool(re.match(r"how (?:do|can|should|to)\b", text, re.IGNORECASE))
    score -= 0.3 * bool(code_spans(text)) + 0.5 * (":" in text)
    return score - 0.75 * bool(re.match(r"how to\b|any\b", text, re.IGNORECASE))


def _central(index: int, shared: list[frozenset[str]]) -> float:
    """How near this phrasing is to the others, 0 to 1.5: mean share of common words."""
    others = [other for n, other in enumerate(shared) if n != index and other]
    if not others:
        return 0.0
    return 1.5 * sum(len(shared[index] & other) / len(shared[index] | other) for other in others) / len(others)
