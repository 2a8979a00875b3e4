"""Choices: the wrong answers beside a right one, found when it is asked among what the learner may read then."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.learning.cards.rules import LONGEST_CHOICE
from bot.learning.cards.wording import content, facts, overlap
from bot.learning.cards.worth import is_worth_a_card
from bot.learning.reading import read
from bot.workspaces.audience import Reader
from models.cards import Card
from models.uow import UnitOfWork

WRONG: Final = 2
_LOOKED_AT: Final = 24
"""Neighbours whose short answers are considered; as many are compared in length and form."""
_MOST_COMPARED: Final = 500
"""Articles whose vectors are compared with the card's."""
_TOO_SIMILAR: Final = 0.6
_BOTH_RIGHT: Final = 0.93
"""Cosine above which two articles answer the same question, so that a wrong answer would be right too."""


@dataclass(frozen=True)
class Offered:
    """What stands to choose from; `right` is the place of the right one, from 0."""

    texts: tuple[str, ...]
    right: int


async def offered(uow: UnitOfWork, reader: Reader, card: Card, sprint_id: int) -> Offered | None:
    """Return three answers of which one is right; none where the reader may not read enough others.

    The same for one card and sprint, as long as the neighbours say what they say.
    """
    right = str(card.details.get("right") or card.answer)
    wrong = plausible(right, await _answers_nearby(uow, reader, card))
    if len(wrong) < WRONG:
        return None
    drawn = random.Random(f"{card.id}:{sprint_id}")
    # Drawn first: a pick is judged by its place, wherever the neighbours have gone since it was shown.
    place = drawn.randrange(WRONG + 1)
    # Two of the best four: the same card is not asked with the same company each time.
    texts = drawn.sample(wrong[: 2 * WRONG], WRONG)
    return Offered((*texts[:place], right, *texts[place:]), place)


def plausible(right: str, answers: Iterable[str]) -> list[str]:
    """Return the answers that could be taken for the right one, the likest in length and form first.

    None says the same as the right one or as another of them, and none holds its facts.
    """
    kept: list[str] = []
    for answer in sorted(dict.fromkeys(answers), key=lambda answer: (_unlike(right, answer), answer)):
        shared = facts(answer) & facts(right)
        if not shared and all(overlap(content(answer), content(other)) < _TOO_SIMILAR for other in (right, *kept)):
            kept.append(answer)
    return kept


def _unlike(right: str, answer: str) -> float:
    """How easily an answer is told from the right one by its looks alone."""
    longer = max(len(right), len(answer))
    forms = sum(mark(right) != mark(answer) for mark in _MARKS)
    return (longer - min(len(right), len(answer))) / longer + forms / 4


_MARKS: Final[tuple[Callable[[str], bool], ...]] = (
    lambda text: "://" in text,
    lambda text: any(letter.isdigit() for letter in text),
    lambda text: text[:3].lower() in ("yes", "no,", "no."),
    lambda text: text.rstrip().endswith((".", "!")),
)


async def _answers_nearby(uow: UnitOfWork, reader: Reader, card: Card) -> list[str]:
    """Return what the short answers of neighbouring articles begin with, of what the reader may read."""
    source = await uow.cards.source(card.source_id)
    own = source.article_id if source is not None else None
    nearby = await _neighbours(uow, reader, own, card.question)
    answers = []
    for title, body in await uow.cards.pages(reader, nearby):
        passage = read(title, body)
        first = next((sentence for sentence in passage.answer if not sentence.is_code), None)
        if first is not None and not passage.sides and len(first.text) <= LONGEST_CHOICE and is_worth_a_card(first):
            answers.append(first.text)
    return answers


async def _neighbours(uow: UnitOfWork, reader: Reader, own: int | None, question: str) -> Sequence[int]:
    """Return articles near the one a card is of: by meaning, by words where that has no vector, then the newest."""
    others = [id_ for id_ in await uow.cards.readable_pages(reader, limit=_MOST_COMPARED) if id_ != own]
    vectors = await uow.vectors.of("article", [*others, *([own] if own is not None else [])])
    if own is not None and own in vectors:
        mine = np.frombuffer(vectors[own], dtype="<f4")
        near = {
            id_: float(np.frombuffer(vectors[id_], dtype="<f4") @ mine)
            for id_ in others
            if id_ in vectors and len(vectors[id_]) == len(vectors[own])
        }
        ranked = sorted((id_ for id_ in near if near[id_] < _BOTH_RIGHT), key=lambda id_: (-near[id_], id_))
        return ranked[:_LOOKED_AT]
    found = await uow.words.find(question, kinds=("article",), audiences=sorted(reader.audiences), limit=_LOOKED_AT)
    named = [hit.ref for hit in found if hit.ref in set(others)]
    return [*named, *(id_ for id_ in others if id_ not in named)][:_LOOKED_AT]
