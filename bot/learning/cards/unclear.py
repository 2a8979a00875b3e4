"""Unclear pages: what several people were sure that they knew and then got wrong is probably said badly."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.learning.jobs import TellOfUnclearPage
from models.cards import Card, CardSource
from models.uow import UnitOfWork

PEOPLE: Final = 3
_AGAIN: Final = 1
_EASY: Final = 4


def confidently_wrong(grades: Iterable[tuple[str, int]]) -> frozenset[str]:
    """Return who graded a card Easy and the next time Again, given (person, rating) pairs in their order."""
    last: dict[str, int] = {}
    found: set[str] = set()
    for user_id, rating in grades:
        if rating == _AGAIN and last.get(user_id) == _EASY:
            found.add(user_id)
        last[user_id] = rating
    return frozenset(found)


async def look_at(uow: UnitOfWork, card_id: int, *, at: datetime) -> bool:
    """After a card was graded Again: mark its page unclear if several people were sure of the card and got it wrong.

    Its reviewer is told which sentence, once a revision; grades of earlier revisions do not count. Return whether it
    was marked now.
    """
    card = await uow.cards.get(card_id)
    source = await uow.cards.source(card.source_id) if card is not None else None
    if card is None or source is None or card.retired_at is not None or source.unclear == source.revision:
        return False
    people = await people_who_were(uow, card, source)
    if people < PEOPLE:
        return False
    source.unclear, source.unclear_card = source.revision, card.id
    subject = f"article:{source.article_id}" if source.article_id is not None else f"lesson:{source.lesson_id}"
    uow.audit.note("thrice", "page.unclear", subject, at=at, card=card.id, people=people)
    await uow.enqueue(
        TellOfUnclearPage(workspace_id=uow.workspace_id, card_id=card.id, revision=source.revision),
        key=f"unclear:{uow.workspace_id}:{source.id}:{source.revision}",
    )
    return True


async def people_who_were(uow: UnitOfWork, card: Card, source: CardSource) -> int:
    """Return how many people were sure of a card and got it wrong, since its page says what it says."""
    return len(confidently_wrong(await uow.cards.grades(card.id, since=await _said_since(uow, card, source))))


async def _said_since(uow: UnitOfWork, card: Card, source: CardSource) -> datetime:
    """Return since when the page says what it says."""
    if source.article_id is None:
        return card.created_at
    revision = await uow.articles.revision(source.article_id, source.revision)
    return max(card.created_at, revision.created_at) if revision is not None else card.created_at
