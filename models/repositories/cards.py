"""Cards: what rules ask of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from models.cards import Card, CardSource
from models.repositories.base import Repository


class CardRepository(Repository):
    """Cards and what they were made of: what rules ask of them."""

    async def get(self, card_id: int) -> Card | None:
        """Return the card, retired or not."""
        return await self._session.scalar(select(Card).where(Card.id == card_id))

    async def many(self, card_ids: Collection[int]) -> Sequence[Card]:
        """Return those of the cards that are there, retired or not, by id."""
        return (await self._session.scalars(select(Card).where(Card.id.in_(list(card_ids))).order_by(Card.id))).all()

    async def source(self, source_id: int) -> CardSource | None:
        """Return what cards were made of."""
        return await self._session.scalar(select(CardSource).where(CardSource.id == source_id))

    async def of_source(self, source_id: int) -> Sequence[Card]:
        """Return a source's cards, retired ones too, in their order."""
        return (
            await self._session.scalars(
                select(Card).where(Card.source_id == source_id).order_by(Card.position, Card.id)
            )
        ).all()
