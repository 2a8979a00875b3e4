"""Following: cards are brought in line with what they were made of: made, changed in place, retired, restored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.cards.pages import Page, page_of
from bot.learning.cards.pairing import free_key, pair
from bot.learning.cards.standing import stands, what_it_says
from bot.learning.cards.values import MadeCard
from bot.learning.reading import Passage, read
from models.cards import Card, CardSource
from models.uow import UnitOfWork

BY_SOURCE = "source"
BY_PERSON = "person"


async def follow(
    uow: UnitOfWork, page: Page, passage: Passage, made: Sequence[MadeCard] | None, *, at: datetime
) -> bool:
    """Bring the cards of a page in line with it; return whether that was done.

    `passage` is the page as read, `made` what was made of it; with none, only cards that do not stand on it any more
    go, and the rest is left for the call that brings them. Nothing is done where the page has changed since it was
    loaded: the next look at it does. A second call changes nothing.
    """
    if await page_of(uow, article_id=page.article_id, lesson_id=page.lesson_id) != page:
        return False
    source = await uow.cards.source_of(article_id=page.article_id, lesson_id=page.lesson_id)
    if source is None:
        if made is None:
            return False
        source = CardSource(article_id=page.article_id, lesson_id=page.lesson_id, revision=0, made_at=at)
        uow.add(source)
        await uow.flush()
    kept = list(await uow.cards.of_source(source.id))
    following = _Following(uow, source, passage, at)
    if made is not None:
        if page.offered:
            await following.bring_in_line(kept, made)
        source.revision, source.newest, source.digest = page.revision, page.newest, page.digest
        source.offered, source.made_at = page.offered, at
    for card in kept:
        if card.retired_at is None and not (page.offered and following.stands(card)):
            following.retire(card)
    await following.take_words(page, kept)
    await uow.flush()
    return True


@dataclass(frozen=True)
class _Following:
    """One source's cards on their way to what its page says."""

    uow: UnitOfWork
    source: CardSource
    passage: Passage
    at: datetime

    async def bring_in_line(self, kept: Sequence[Card], made: Sequence[MadeCard]) -> None:
        taken = [card.key for card in kept]
        asked: set[int] = set()
        for position, (old, new) in enumerate(pair(kept, made)):
            card = old or self._another(new, taken)
            card.position = position
            if old is not None:
                asked.add(old.id)
            if card.edited_by is not None and self.stands(card):
                card.evidence = list(new.evidence)
            else:
                await self._say(card, new)
            if card.retired_because != BY_PERSON:
                card.retired_at = card.retired_because = None
        for card in kept:
            if card.id not in asked:
                self._is_made_no_more(card)

    def stands(self, card: Card) -> bool:
        return stands(card, self.passage, by_hand=card.edited_by is not None)

    def retire(self, card: Card) -> None:
        card.retired_at, card.retired_because = self.at, BY_SOURCE

    def _another(self, new: MadeCard, taken: list[str]) -> Card:
        card = Card(source_id=self.source.id, kind=new.kind, key=free_key(new.key, taken), created_at=self.at)
        taken.append(card.key)
        self.uow.add(card)
        return card

    async def _say(self, card: Card, new: MadeCard) -> None:
        """Put a made card's words into a kept one. What people said of other words is settled by that."""
        if card.id is not None and card.sentence != new.sentence:
            for report in await self.uow.cards.reports(card.id):
                report.settled_at = self.at
        card.kind, card.question, card.answer, card.sentence = new.kind, new.question, new.answer, new.sentence
        card.details, card.evidence = dict(new.details), list(new.evidence)
        card.made_by, card.edited_by = new.made_by, None

    def _is_made_no_more(self, card: Card) -> None:
        """What somebody put in other words stays, whatever else is made of the page by now; anything else rests."""
        if card.edited_by is not None and self.stands(card):
            if card.retired_because == BY_SOURCE:
                card.retired_at = card.retired_because = None
        elif card.retired_at is None:
            self.retire(card)

    async def take_words(self, page: Page, kept: Sequence[Card]) -> None:
        """Take the words from retired cards whose sentences stand in no revision any more: they were withdrawn.

        The rows stay for what people remember and did. What still stands somewhere may come back with its source. Its
        question goes all the same, since it may be the wording of a title: it is given another when it comes back.
        """
        retired = [card for card in kept if card.retired_at is not None and card.sentence]
        for card in retired:
            if card.edited_by is None and not (page.offered and self.stands(card)):
                card.question = ""
        gone = [card for card in retired if not self.stands(card)]
        if page.article_id is None or not gone:
            return
        earlier = await _earlier(self.uow, page.article_id)
        for card in gone:
            if not any(_still_says(card, before) for before in earlier):
                card.question = card.answer = card.sentence = ""
                card.details, card.evidence, card.edited_by = {}, [], None


def _still_says(card: Card, passage: Passage) -> bool:
    said = [card.sentence] if card.edited_by is not None else what_it_says(card)
    return all(passage.says(text) for text in said)


async def _earlier(uow: UnitOfWork, article_id: int) -> list[Passage]:
    bodies = dict.fromkeys(revision.body_markdown for revision in await uow.articles.revisions(article_id))
    return [read("", body) for body in bodies]
