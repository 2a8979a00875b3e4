"""Views of cards: loads what whoever reviews one is shown."""

from collections.abc import Callable

from bot.learning.cards.pages import page_of
from bot.slack.blockkit.cards import CareView
from bot.slack.blockkit.refs import CardRef
from models.articles import Article
from models.cards import Card
from models.uow import UnitOfWork


async def care_view(uow: UnitOfWork, card: Card, page_url: Callable[[Article], str]) -> CareView | None:
    """Return a card as its reviewer sees it; none where its page is gone."""
    source = await uow.cards.source(card.source_id)
    if source is None:
        return None
    page = await page_of(uow, article_id=source.article_id, lesson_id=source.lesson_id)
    if page is None:
        return None
    article = await uow.articles.get(source.article_id) if source.article_id is not None else None
    reports = await uow.cards.reports(card.id)
    said = [each.what for each in reports]
    return CareView(
        ref=CardRef(card_id=card.id),
        question=card.question,
        answer=card.answer,
        sentence=card.sentence,
        title=page.title,
        url=page_url(article) if article is not None else None,
        wrong=said.count("wrong"),
        unclear=said.count("unclear"),
        people=len({each.user_id for each in reports}),
    )
