"""Jobs of cards: make them with no transaction open, bring what is kept in line, and tell reviewers of doubts."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.knowledge.jobs import KeepArticleVector, UnlinkFromWikis
from bot.learning.cards import care, following, unclear
from bot.learning.cards.catching_up import AGAIN_AFTER
from bot.learning.cards.pages import Page, page_of
from bot.learning.jobs import FollowSource, MakeCards, TellOfReportedCard, TellOfUnclearPage
from bot.ports.chat import ChatRefused, Message
from bot.slack.blockkit import cards as shown
from bot.slack.card_views import care_view
from scheduler.jobs.tools import Tools

OfArticle = TypeVar("OfArticle", KeepArticleVector, UnlinkFromWikis)
"""What is left when an article is published, changed, restored or retired."""


async def follow_source(tools: Tools, job: FollowSource) -> None:
    """Bring the cards of an article or a lesson in line with it; a page that changes meanwhile comes up again.

    Where a language model makes the cards, only what does not stand any more goes now: what was withdrawn must not
    wait for it.
    """
    page = await _page(tools, job)
    if page is None:
        return
    passage = await asyncio.to_thread(page.read)
    at = tools.clock()
    if page.offered and tools.card_maker.takes_time:
        state = f"{page.digest}:{page.revision}:{page.newest}:{int(at.timestamp()) // AGAIN_AFTER}"
        which = f"a{job.article_id}" if job.article_id is not None else f"l{job.lesson_id}"
        make = MakeCards(workspace_id=job.workspace_id, article_id=job.article_id, lesson_id=job.lesson_id)
        async with tools.storage.begin(job.workspace_id) as uow:
            await following.follow(uow, page, passage, None, at=at)
            await uow.enqueue(make, key=f"make-cards:{job.workspace_id}:{which}:{state}")
        return
    made = await tools.card_maker.make(passage) if page.offered else ()
    async with tools.storage.begin(job.workspace_id) as uow:
        await following.follow(uow, page, passage, made, at=at)


async def make_cards(tools: Tools, job: MakeCards) -> None:
    """Have the cards of an article or a lesson made, and bring what is kept in line with them."""
    page = await _page(tools, job)
    if page is None or not page.offered:
        return
    passage = await asyncio.to_thread(page.read)
    made = await tools.card_maker.make(passage, budget=tools.budget(job.workspace_id))
    async with tools.storage.begin(job.workspace_id) as uow:
        await following.follow(uow, page, passage, made, at=tools.clock())


async def _page(tools: Tools, job: FollowSource | MakeCards) -> Page | None:
    async with tools.storage.look(job.workspace_id) as uow:
        return await page_of(uow, article_id=job.article_id, lesson_id=job.lesson_id)


def then_follow(run: Callable[[Tools, OfArticle], Awaitable[None]]) -> Callable[[Tools, OfArticle], Awaitable[None]]:
    """Return a runner that first has an article's cards follow: the clock's look at them would come later."""

    async def both(tools: Tools, job: OfArticle) -> None:
        follow = FollowSource(workspace_id=job.workspace_id, article_id=job.article_id)
        async with tools.storage.begin(job.workspace_id) as uow:
            key = f"cards:{job.workspace_id}:a{job.article_id}:{job.kind}:{tools.clock().timestamp()}"
            await uow.enqueue(follow, key=key)
        await run(tools, job)

    return both


async def tell_of_reported_card(tools: Tools, job: TellOfReportedCard) -> None:
    """Ask a card's reviewer to look at it; one that somebody looked at meanwhile is left alone."""
    async with tools.storage.look(job.workspace_id) as uow:
        card = await uow.cards.get(job.card_id)
        source = await uow.cards.source(card.source_id) if card is not None else None
        reports = await uow.cards.reports(job.card_id)
        if card is None or source is None or card.retired_at is not None or not reports:
            return
        whom = await care.whom_to_ask(uow, source)
        view = await care_view(uow, card, tools.views.page_url)
    if whom is not None and view is not None:
        await _tell(tools, job.workspace_id, whom, shown.reported(view), f"reported:{card.id}:{reports[0].id}")


async def tell_of_unclear_page(tools: Tools, job: TellOfUnclearPage) -> None:
    """Tell a page's reviewer of the sentence that people were sure of and got wrong, if it still stands there."""
    async with tools.storage.look(job.workspace_id) as uow:
        card = await uow.cards.get(job.card_id)
        source = await uow.cards.source(card.source_id) if card is not None else None
        if card is None or source is None or card.retired_at is not None or source.revision != job.revision:
            return
        whom = await care.whom_to_ask(uow, source)
        people = await unclear.people_who_were(uow, card, source)
        view = await care_view(uow, card, tools.views.page_url)
    if whom is not None and view is not None:
        message = shown.unclear(view, people=max(people, unclear.PEOPLE))
        await _tell(tools, job.workspace_id, whom, message, f"unclear:{source.id}:{job.revision}")


async def _tell(tools: Tools, workspace_id: int, whom: str, message: Message, key: str) -> None:
    try:
        await tools.chat.direct(workspace_id, whom, message, key=key)
    except ChatRefused:
        return  # the person has left: the card says so itself to the next curator who meets it
