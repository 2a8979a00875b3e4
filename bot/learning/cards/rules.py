"""The rules by which cards are made of a passage, with no model: docs/learning-cards.md tells them to curators."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.learning.cards.gaps import Gap, best_gap
from bot.learning.cards.values import MadeCard
from bot.learning.cards.wording import content, digest, facts, overlap
from bot.learning.cards.worth import is_an_answer, is_worth_a_card
from bot.learning.reading import Passage, Role, Section, Step
from bot.learning.sentences import Sentence, joined

MOST: Final = 6
"""Cards of one article or lesson."""
MOST_CLOZES: Final = 3
_MOST_HEADINGS: Final = 2
_MOST_DISPUTED: Final = 40
LONGEST_ANSWER: Final = 700
LONGEST_CHOICE: Final = 160
STEPS: Final = range(3, 8)
_LONGEST_STEP: Final = 200

_ALTERNATIVE = re.compile(
    r"\A\W*(?:or|alternatively|otherwise|instead|optional(?:ly)?|oder|alternativ)\b", re.IGNORECASE
)
_PART = re.compile(r" \((\d+) of \d+\)\Z")
"""What stands behind the title of a lesson that was too long for one sprint."""
_LAST_MARK = re.compile(r"[?？]\W*\Z")


def make(passage: Passage) -> tuple[MadeCard, ...]:
    """Return the cards of an article or a lesson, the best first, at most `MOST`; each has a key of its own."""
    part = _PART.search(passage.title)
    if part is not None:
        passage = replace(passage, title=passage.title[: part.start()])
    begins = part is None or part[1] == "1"
    disputed = Disputed.in_passage(passage)
    orders = list(_orders(passage, disputed))[:1]
    # What a later part begins with is not what the title asks for.
    recalls = [*(_recall(passage, ordered=bool(orders)) if begins else ()), *_recalls_of_headings(passage, disputed)]
    choices = list(_choice(passage)) if begins else []
    room = MOST - len(recalls) - len(orders) - len(choices)
    clozes = _different(_clozes(passage, disputed), min(MOST_CLOZES, max(1, room)))
    return tuple(_different([*recalls[:1], *orders, *clozes, *recalls[1:], *choices], MOST))


def prompt_of(title: str) -> str:
    """Return a title as what is asked: a question as it is, anything else as something to recall."""
    return title if _LAST_MARK.search(title) else f"Recall: {title}"


def _different(cards: Iterable[MadeCard], most: int) -> list[MadeCard]:
    """Return the first `most` cards of different keys."""
    kept: dict[str, MadeCard] = {}
    for card in cards:
        if len(kept) == most:
            break
        kept.setdefault(card.key, card)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class Disputed:
    """What people disagree about in a passage: no card asks for one side of it as the truth."""

    facts: frozenset[str]
    said: tuple[frozenset[str], ...]

    @classmethod
    def in_passage(cls, passage: Passage) -> "Disputed":
        """Return what the sides of a passage say."""
        texts = [sentence.text for side in passage.sides for sentence in side.sentences][:_MOST_DISPUTED]
        return cls(frozenset().union(*map(facts, texts)), tuple(map(content, texts)))

    def holds(self, sentence: Sentence) -> bool:
        """Tell whether a sentence shares a fact, or most of its words, with what a side says."""
        if not self.said:
            return False
        meaning = content(sentence.text)
        return bool(facts(sentence.text) & self.facts) or any(overlap(meaning, other) >= 0.5 for other in self.said)


# --- recall -----------------------------------------------------------------------------------------------------


def _recall(passage: Passage, *, ordered: bool) -> Iterator[MadeCard]:
    """Ask the title's question. Where people disagree, what the sides say is the answer, and neither alone."""
    if not passage.title:
        return
    if passage.sides:
        said = [sentence for side in passage.sides for sentence in side.sentences if is_an_answer(sentence)]
        sides = [joined(s for s in side.sentences if is_an_answer(s)) for side in passage.sides]
        told = "\n".join(["People disagree here:", *(f"• {side}" for side in sides if side)])
        question = f"What do people say who disagree on this? {passage.title}"
        if sum(map(bool, sides)) > 1:
            yield _answered("recall", question, said, answer=told)
        return
    said = _what_is_said(passage.answer) or ([] if ordered else _as_list(passage))
    if said:
        yield _answered("recall", prompt_of(passage.title), said)


def _recalls_of_headings(passage: Passage, disputed: Disputed) -> Iterator[MadeCard]:
    """Ask what a lesson asks in its headings."""
    found = [s for s in passage.told if _LAST_MARK.search(s.heading) and s.heading != passage.title]
    for section in found[:_MOST_HEADINGS]:
        if (said := _what_is_said(section.sentences)) and not any(map(disputed.holds, said)):
            yield _answered(f"recall:{digest(' '.join(sorted(content(section.heading))))}", section.heading, said)


def _answered(key: str, question: str, said: Sequence[Sentence], answer: str = "") -> MadeCard:
    evidence = tuple(dict.fromkeys(link for sentence in said for link in sentence.evidence))
    details = {"says": [sentence.text for sentence in said[1:]]} if said[1:] else {}
    return MadeCard("recall", key, question, answer or joined(said), said[0].text, evidence, details)


def _what_is_said(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the beginning of an answer that can be held in mind: whole sentences, `LONGEST_ANSWER` characters."""
    kept: list[Sentence] = []
    for sentence in sentences:
        if not is_an_answer(sentence):
            continue
        if len(joined([*kept, sentence])) > LONGEST_ANSWER:
            break
        kept.append(sentence)
    # A line that only announces what did not fit says nothing.
    while kept and kept[-1].text.endswith(":"):
        kept.pop()
    return kept


def _as_list(passage: Passage) -> list[Sentence]:
    """Return the steps as the answer."""
    steps = [section for section in passage.told if section.role is Role.STEPS]
    return _what_is_said([sentence for section in steps for sentence in section.sentences])


# --- order ------------------------------------------------------------------------------------------------------


def _orders(passage: Passage, disputed: Disputed) -> Iterator[MadeCard]:
    """Ask for the order of steps, where there are three to seven and one follows the other."""
    for section in passage.told:
        for number, steps in enumerate(section.procedures):
            texts = [step.text for step in steps]
            if _can_be_ordered(texts) and not any(disputed.holds(s) for step in steps for s in step.sentences):
                named = section.role is not Role.OTHER and number == 0
                key = "order" if named else f"order:{digest(section.heading)}:{number}"
                yield _order(key, _heading(passage, section), steps, texts)


def _can_be_ordered(texts: Sequence[str]) -> bool:
    distinct = len({text.casefold() for text in texts}) == len(texts)
    short = all(content(text) and len(text) <= _LONGEST_STEP for text in texts)
    return len(texts) in STEPS and distinct and short and not any(_ALTERNATIVE.match(text) for text in texts)


def _order(key: str, title: str, steps: Sequence[Step], texts: list[str]) -> MadeCard:
    evidence = tuple(dict.fromkeys(link for step in steps for s in step.sentences for link in s.evidence))
    answer = "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))
    return MadeCard("order", key, title or "Put the steps in order.", answer, texts[0], evidence, {"steps": texts})


# --- cloze ------------------------------------------------------------------------------------------------------


def _clozes(passage: Passage, disputed: Disputed) -> Iterator[MadeCard]:
    """Ask for the best fact of each sentence that is worth it, the surest facts first; one fact once."""
    found: list[tuple[float, MadeCard]] = []
    for section in passage.told:
        context = _heading(passage, section)
        for sentence in section.sentences:
            if not is_worth_a_card(sentence) or disputed.holds(sentence):
                continue
            if (gap := best_gap(sentence, context)) is not None:
                bonus = 0.1 if section.role in (Role.ANSWER, Role.LEAD) else 0.0
                found.append((gap.worth + bonus, _cloze(sentence, gap, context)))
    # Sorting keeps the order of the page among facts of one worth.
    for _, card in sorted(found, key=lambda pair: -pair[0]):
        yield card


def _cloze(sentence: Sentence, gap: Gap, context: str) -> MadeCard:
    answer = gap.of(sentence.text)
    question = "\n".join(filter(None, (context, gap.question(sentence.text))))
    return MadeCard("cloze", f"cloze:{digest(answer)}", question, answer, sentence.text, sentence.evidence)


# --- choice -----------------------------------------------------------------------------------------------------


def _choice(passage: Passage) -> Iterator[MadeCard]:
    """Offer the first sentence of the short answer among others, if it is short and answers a question."""
    said = [sentence for sentence in passage.answer if not sentence.is_code]
    if passage.sides or not said or not _LAST_MARK.search(passage.title):
        return
    first = said[0]
    if len(first.text) <= LONGEST_CHOICE and is_worth_a_card(first):
        details = {"right": first.text}
        yield MadeCard("choice", "choice", passage.title, first.text, first.text, first.evidence, details)


# --- what all share ---------------------------------------------------------------------------------------------


def _heading(passage: Passage, section: Section) -> str:
    """Return what a question about a section begins with: the page's title, and the heading where it adds to it."""
    if section.role is not Role.OTHER or not section.heading or section.heading == passage.title:
        return passage.title
    return f"{passage.title}: {section.heading}" if passage.title else section.heading
