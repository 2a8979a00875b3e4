"""Settling: an article whose text changed under it shows what is left, wherever it is shown."""

from datetime import datetime

from bot.knowledge import articles, freshness, publishing, review
from bot.knowledge.hand_written import is_empty
from bot.knowledge.permalinks import stands_in
from bot.workspaces.policy import Policy
from models.articles import Article, Revision
from models.uow import UnitOfWork


async def settle(
    uow: UnitOfWork, article: Article, *, permalinks: set[str], reason: str, at: datetime, stays: bool = False
) -> None:
    """Show what is left of an article everywhere: on its page, in the wikis, on its card, in its threads.

    `permalinks` are of messages that may be cited no longer. What is left is the article's next revision: the keys of
    what follows name it. `stays`: an article that is published stays with its sources, even with no sentence left; its
    reviewer is asked. Else one of which nothing is left is withdrawn.
    """
    newest = await uow.articles.revision(article.id, article.revision)
    if newest is None:
        return
    left = articles.stored_draft(newest)
    empty = not list(left.statements()) if left is not None else is_empty(newest.body_markdown)
    if not stays:
        await _drop_sources(uow, article, permalinks)
    article.revision += 1
    uow.add(
        Revision(
            article_id=article.id,
            number=article.revision,
            title=article.title,
            body_markdown=newest.body_markdown,
            draft=newest.draft,
            author=articles.THRICE,
            reason=reason,
            created_at=at,
        ),
        *articles.copies(await uow.articles.sources(article.id, newest.number), article.revision),
    )
    await uow.flush()
    uow.audit.note(articles.THRICE, "article.sources_changed", f"article:{article.id}", at=at)
    await _tell(uow, article, empty=empty, stays=stays, at=at)


async def _drop_sources(uow: UnitOfWork, article: Article, permalinks: set[str]) -> None:
    """Let go of the citations of `permalinks` in each revision that no longer links to them."""
    bodies = {r.number: r.body_markdown for r in await uow.articles.revisions(article.id)}
    for source in await uow.articles.all_sources(article.id):
        if source.permalink in permalinks and not stands_in(source.permalink, bodies.get(source.revision, "")):
            await uow.delete(source)
    await uow.flush()


async def _tell(uow: UnitOfWork, article: Article, *, empty: bool, stays: bool, at: datetime) -> None:
    if article.status == "draft" and empty:
        await review.close(uow, article, "withdrawn", at=at)
        article.dismissed_at = at
        if article.topic_id is not None and (topic := await uow.questions.topic(article.topic_id)) is not None:
            topic.waiting = True
    elif article.status == "draft":
        if (open_review := await uow.reviews.open_of(article.id)) is not None:
            open_review.revision = article.revision
    else:
        if empty and not stays:
            await review.close(uow, article, "withdrawn", at=at)
            await publishing.retire(uow, article, by=articles.THRICE, at=at)
        else:
            article.published_revision = article.revision
            await publishing.spread(uow, article)
            if empty:
                await freshness.turn_stale(uow, article, why="changed", policy=Policy(), at=at)
        await publishing.bring_links_in_line(uow, article)
    await refresh_cards(uow, article, occasion=f"withdrawn:{article.revision}")


async def refresh_cards(uow: UnitOfWork, article: Article, *, occasion: str) -> None:
    """Have every card of an article redrawn: they show its title, its text, and how people asked."""
    for asked in await uow.reviews.all_of(article.id):
        await review.refresh_card(uow, asked, occasion=occasion)
