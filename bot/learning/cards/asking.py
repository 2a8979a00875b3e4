"""Asking: which cards a person may be asked at this moment."""

from collections.abc import Iterable
from typing import Final

from bot.learning.cards.pages import digest_of
from bot.workspaces.audience import Reader
from models.cards import Card
from models.uow import UnitOfWork

WRONG_BY: Final = 2
"""So many people who call a card wrong make it rest until its reviewer looked."""


async def askable(uow: UnitOfWork, reader: Reader, card_ids: Iterable[int]) -> list[Card]:
    """Return those of some cards that `reader` may be asked now, in the order given.

    The page must be offered, readable for the reader, and say just what the cards were made of: between a change of it
    and the moment when its cards have followed, none of them is asked.
    """
    wanted = list(dict.fromkeys(card_ids))
    cards = {card.id: card for card in await uow.cards.many(wanted) if card.retired_at is None and card.question}
    said = await uow.cards.said(reader, {card.source_id for card in cards.values()})
    open_sources = {source.id for source, title, body in said if source.digest == digest_of(title, body)}
    resting = await uow.cards.called_wrong(list(cards), WRONG_BY)
    return [
        cards[card_id]
        for card_id in wanted
        if card_id in cards and cards[card_id].source_id in open_sources and card_id not in resting
    ]
