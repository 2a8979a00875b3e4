"""Whether quotes bear a claim out: its facts stand in them, in the same company, with the same yes or no.

A model that paraphrases may swap two names, change a digit or lose a "not"; a quote that merely exists proves
nothing. So the claim must be made of the quotes' own words, and its names, numbers, addresses and code must stand
beside the words they stand beside there.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.knowledge.drafting.cues import says_something
from bot.knowledge.drafting.slack_text import every_address, people, squashed
from bot.knowledge.drafting.words import (
    code_spans,
    content,
    denies,
    names,
    numbers,
    plain_word,
    stem,
    without_addresses,
    without_code,
    words,
)

LEAST_QUOTE: Final = 2
"""Content words or facts that a quote must hold: "the" is found in every message and proves nothing."""

_CLAUSE = re.compile(
    r"[,;:!?\n()]|\.(?=\s|\Z)|\b(?:and|but|or|then|while|whereas|because|if|so|unless|when)\b", re.IGNORECASE
)
# Words that add nothing a source would have to say. No verb is here whose change changes what is done.
_GLUE: Final = frozenset(
    stem(word)
    for word in (
        *(
            "people",
            "person",
            "colleague",
            "answer",
            "question",
            "way",
            "step",
            "following",
            "first",
            "second",
            "finally",
        ),
        *("use", "go", "see", "follow", "ask", "contact", "note", "click", "open", "choose", "select", "pick", "find"),
        *("visit", "enter", "type", "read", "check", "next", "want", "need"),
    )
)


def bears_out(claim: str, quotes: Sequence[str], question: str) -> bool:
    """Whether the claim says only what its quotes say.

    `question` may lend words and acronyms ("VPN"), but no other names and no numbers.
    """
    if not any(_proves_something(quote) for quote in quotes) or not says_something(claim):
        return False
    evidence = "\n".join(quotes)
    lent = frozenset(word.lower() for word in words(question) if word.isupper() and len(word) > 1)
    return (
        _facts_stand(claim, evidence, lent)
        and content(without_code(without_addresses(claim))) <= content(evidence) | content(question) | _GLUE
        and _company_stands(claim, evidence, content(question) | _GLUE)
        and _no_is_no(claim, evidence)
    )


def quoted(quote: str, shown: str) -> bool:
    """Whether `quote` stands word for word in the text the model was shown; white space and Slack's `&amp;` aside."""
    wanted = _plain(quote)
    return bool(wanted) and wanted in _plain(shown)


def _plain(text: str) -> str:
    return squashed(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _proves_something(quote: str) -> bool:
    facts = every_address(quote) | code_spans(quote) | numbers(quote) | frozenset(people(quote))
    return len(content(quote) | facts) >= LEAST_QUOTE or bool(every_address(quote) | code_spans(quote))


def _facts_stand(claim: str, evidence: str, lent: frozenset[str]) -> bool:
    """Every number, address, code span, person and capitalised name of the claim occurs in the evidence."""
    said = lent | _plain_words(evidence)
    return (
        numbers(claim) <= numbers(evidence)
        and every_address(claim) <= every_address(evidence)
        and all(code in squashed(evidence) for code in code_spans(claim))
        and set(people(claim)) <= set(people(evidence))
        and all(name in said or stem(name) in content(evidence) or stem(name) in _GLUE for name in names(claim))
    )


def _company_stands(claim: str, evidence: str, idle: frozenset[str]) -> bool:
    """Each fact keeps company: most words of its clause stand in a clause of the evidence that has the fact.

    The words in `idle` belong to everything and are not counted.
    """
    theirs = [(_anchors(clause) | _plain_words(clause), content(clause)) for clause in _clauses(evidence)]
    for clause in _clauses(claim):
        around = content(clause) - idle
        for anchor in _anchors(clause):
            company = around - content(anchor) - {anchor}
            found = [near for facts, near in theirs if anchor in facts]
            near = frozenset[str]().union(*found)
            if found and company and 2 * len(company & near) <= len(company):
                return False
    return True


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]


def _anchors(clause: str) -> frozenset[str]:
    return names(clause) | numbers(without_code(clause)) | frozenset(people(clause)) | code_spans(clause)


def _plain_words(text: str) -> frozenset[str]:
    return frozenset(plain_word(word) for word in words(text))


def _no_is_no(claim: str, evidence: str) -> bool:
    """A claim that denies needs a denial about the same words, and one that does not must not lose one."""
    about = content(claim)
    near = [
        sentence
        for sentence in re.split(r"(?<=[.!?])\s+|\n", evidence)
        if 2 * len(content(sentence) & about) >= len(about)
    ]
    said = [denies(sentence) for sentence in near] or [denies(evidence)]
    return denies(claim) in said
