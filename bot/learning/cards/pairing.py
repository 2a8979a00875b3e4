"""Pairing: which of the cards that are there a newly made one is, so that what people remember survives small edits."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Protocol, TypeVar

from bot.learning.cards.values import GAP, MadeCard
from bot.learning.cards.wording import content, denies, essentially_same, facts, overlap
from bot.learning.reading import plain

AGAIN: Final = "~"
"""Between a key and a number, where another card of the source has the key already."""


class KeptCard(Protocol):
    """A card as it is kept."""

    kind: str
    key: str
    question: str
    answer: str
    sentence: str
    details: dict[str, Any]
    made_by: str
    edited_by: str | None


Kept = TypeVar("Kept", bound=KeptCard)


def pair(kept: Sequence[Kept], made: Sequence[MadeCard]) -> list[tuple[Kept | None, MadeCard]]:
    """Return each made card with the kept one that it is, the likeliest pairs first; none for one that is new.

    A card is the same where it asks for the same fact or says essentially the same: a changed number, address or
    yes-or-no makes another card, which is learned afresh. Where a language model made the one and rules the other,
    it is the same where both ask the same of the same sentence.
    """
    likely = sorted(
        ((likeness(old, new), -n, -m) for n, new in enumerate(made) for m, old in enumerate(kept)), reverse=True
    )
    found: dict[int, int] = {}
    for alike, n, m in likely:
        if alike > 0 and -n not in found and -m not in found.values():
            found[-n] = -m
    return [(kept[found[n]] if n in found else None, new) for n, new in enumerate(made)]


def likeness(old: KeptCard, new: MadeCard) -> float:
    """Return how surely a made card is the kept one: 0 where it is another."""
    if not old.sentence:
        return 0.0
    same_words = old.sentence == new.sentence
    if old.made_by != new.made_by and same_words and _ask_the_same(old, new):
        return 2.0
    if old.kind != new.kind:
        return 0.0
    said = 2.0 if same_words else overlap(content(old.sentence), content(new.sentence))
    by_key = 0.5 if base_of(old.key) == new.key else 0.0
    return said + by_key if _is_same(old, new) else 0.0


def base_of(key: str) -> str:
    """Return a key without the number that tells it from another card's."""
    return key.partition(AGAIN)[0]


def free_key(key: str, taken: Sequence[str]) -> str:
    """Return `key`, with a number where it is taken."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}{AGAIN}{number}"
    return free


def _ask_the_same(old: KeptCard, new: MadeCard) -> bool:
    """Tell whether two makers ask the same in nearly the same words; one may want more of the sentence for answer.

    Whether the answer is said or picked makes no other memory of it; an order or a gap asks in a way of its own.
    """
    if old.edited_by is not None or not {old.kind, new.kind} <= {"recall", "choice"}:
        return False
    if _texts(old.details, "says") or _texts(new.details, "says"):
        return False
    shorter, longer = sorted((plain(old.answer), plain(new.answer)), key=len)
    return bool(shorter) and shorter in longer and essentially_same(old.question, new.question)


def _is_same(old: KeptCard, new: MadeCard) -> bool:
    if old.edited_by is not None and old.sentence == new.sentence:
        # Its answer is somebody's own words: that it rests on the same sentence makes it the same card.
        return base_of(old.key) == new.key or old.kind != "cloze"
    match new.kind:
        case "cloze":
            return _is_same_cloze(old, new)
        case "order":
            return _are_same_steps(_texts(old.details, "steps"), _texts(new.details, "steps"))
        case _:
            same_answer = overlap(content(old.answer), content(new.answer)) >= 0.5
            return same_answer and essentially_same(
                _all_of(old.sentence, old.details), _all_of(new.sentence, new.details)
            )


def _is_same_cloze(old: KeptCard, new: MadeCard) -> bool:
    if old.answer.casefold() == new.answer.casefold():
        same_answer_either_way = denies(old.sentence) == denies(new.sentence)
        return same_answer_either_way and overlap(content(old.sentence), content(new.sentence)) >= 0.3
    around = old.sentence.replace(old.answer, GAP), new.sentence.replace(new.answer, GAP)
    return _is_respelt(old.answer, new.answer) and essentially_same(*around)


def _is_respelt(one: str, other: str) -> bool:
    if facts(one) != facts(other) or min(len(one), len(other)) < 5:
        return False
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= 0.85


def _are_same_steps(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether steps are reworded and no more: as many, each essentially the same as the one in its place."""
    return len(old) == len(new) and all(map(essentially_same, old, new))


def _all_of(sentence: str, details: Mapping[str, Any]) -> str:
    return "\n".join([sentence, *_texts(details, "says")])


def _texts(details: Mapping[str, Any], name: str) -> list[str]:
    found = details.get(name)
    return [str(text) for text in found] if isinstance(found, list) else []
