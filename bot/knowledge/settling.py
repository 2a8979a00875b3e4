"""Settling: an article whose text changed under it shows what is left, wherever it is shown."""

from datetime import datetime

from bot.knowledge import articles, freshness, publishing, review
from bot.knowledge.hand_written import is_empty
from bot.knowledge.permalinks import stands_in
from bot.workspaces.policy import Policy
from models.articles import Article, Revision
from models.uow import UnitOfWork


async def settle(
    uow: UnitOfWork,
    article: Article,
    *,
    permalinks: set[str],
    reason: str,
    policy: Policy,
    at: datetime,
    stays: bool = False,
) -> None:
    """Show what is left of an article everywhere: on its page, in the wikis, on its card, in its threads.

    `permalinks` are of messages that may be cited no longer. What is left is the article's next revision: the keys of
    what follows name it. `stays`: an article that is published stays with its sources, even with no sentence left; its
    reviewer is asked. Else one of which nothing is left is withdrawn. An edit that waits for its approval goes on
    waiting, as the revision after that.
    """
    newest = await uow.articles.revision(article.id, article.revision)
    shown = await uow.articles.revision(article.id, article.shown_revision)
    if newest is None or shown is None:
        return
    left = articles.stored_draft(shown)
    empty = not list(left.statements()) if left is not None else is_empty(shown.body_markdown)
    if not stays:
        await _drop_sources(uow, article, permalinks)
    settled = article.revision + 1
    if shown.number != newest.number:
        await _append(uow, article, shown, title=shown.title, reason=reason, at=at)
    await _append(uow, article, newest, title=article.title, reason=reason, at=at)
    uow.audit.note(articles.THRICE, "article.sources_changed", f"article:{article.id}", at=at)
    await _tell(uow, article, settled, empty=empty, stays=stays, policy=policy, at=at)


async def _append(
    uow: UnitOfWork, article: Article, revision: Revision, *, title: str, reason: str, at: datetime
) -> None:
    """Make what is left of a revision the article's next one."""
    article.revision += 1
    uow.add(
        Revision(
            article_id=article.id,
            number=article.revision,
            title=title,
            body_markdown=revision.body_markdown,
            draft=revision.draft,
            author=articles.THRICE,
            reason=reason,
            created_at=at,
        ),
        *articles.copies(await uow.articles.sources(article.id, revision.number), article.revision),
    )
    await uow.flush()


async def _drop_sources(uow: UnitOfWork, article: Article, permalinks: set[str]) -> None:
    """Let go of the citations of `permalinks` in each revision that no longer links to them."""
    bodies = {r.number: r.body_markdown for r in await uow.articles.revisions(article.id)}
    for source in await uow.articles.all_sources(article.id):
        if source.permalink in permalinks and not stands_in(source.permalink, bodies.get(source.revision, "")):
            await uow.delete(source)
    await uow.flush()


async def _tell(
    uow: UnitOfWork, article: Article, settled: int, *, empty: bool, stays: bool, policy: Policy, at: datetime
) -> None:
    if (asked := await uow.reviews.open_of(article.id)) is not None:
        # A card that names an older revision could not be answered any more.
        asked.revision = article.revision
    if article.status == "draft" and empty:
        await review.close(uow, article, "withdrawn", at=at)
        article.dismissed_at = at
        if article.topic_id is not None and (topic := await uow.questions.topic(article.topic_id)) is not None:
            topic.waiting = True
    elif article.status != "draft":
        if empty and not stays:
            await review.close(uow, article, "withdrawn", at=at)
            await publishing.retire(uow, article, by=articles.THRICE, at=at)
        else:
            article.published_revision = settled
            await publishing.spread(uow, article)
            if empty:
                await freshness.turn_stale(uow, article, why="changed", policy=policy, at=at)
        await publishing.bring_links_in_line(uow, article)
    await refresh_cards(uow, article, occasion=f"withdrawn:{article.revision}")


async def refresh_cards(uow: UnitOfWork, article: Article, *, occasion: str) -> None:
    """Have every card of an article redrawn: they show its title, its text, and how people asked."""
    for asked in await uow.reviews.all_of(article.id):
        await review.refresh_card(uow, asked, occasion=occasion)
