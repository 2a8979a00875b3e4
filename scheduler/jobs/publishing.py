"""Jobs of publishing: bring a page to the configured wikis, take it away again, and pass a silent review on."""

from collections.abc import Awaitable, Callable

from bot.clock import from_slack_ts
from bot.knowledge import review
from bot.knowledge.jobs import PassReviewOn, PublishToWikis, UnlinkFromWikis
from bot.ports.wiki import PageSource, WikiPage, WikiPublisher, WikiUnavailable
from bot.workspaces.audience import PUBLIC
from scheduler.jobs.tools import Tools


async def publish_to_wikis(tools: Tools, job: PublishToWikis) -> None:
    """Create or replace the article's page in every configured wiki; articles of private channels go to none."""
    if not tools.wikis:
        return
    async with tools.storage.look(job.workspace_id) as uow:
        article = await uow.articles.get(job.article_id)
        if article is None or article.status not in ("verified", "stale"):
            return
        if article.published_revision != job.revision:
            # A later one was approved since, and brings itself; or nobody has approved this one.
            return
        revision = await uow.articles.revision(article.id, job.revision)
        sources = await uow.articles.sources(article.id, job.revision)
        names = await uow.members.names({s.author for s in sources} | {article.reviewer or ""})
    if revision is None or article.audience != PUBLIC or article.verified_at is None:
        return
    page = WikiPage(
        title=revision.title,
        body_markdown=revision.body_markdown,
        url=tools.views.page_url(article),
        revision=revision.number,
        reviewer=names.get(article.reviewer or "", "former member"),
        verified_at=article.verified_at,
        sources=[
            PageSource(permalink=s.permalink, author=names.get(s.author, "former member"), at=from_slack_ts(s.ts))
            for s in sources
        ],
        tags=article.tags,
    )
    key = _key(job.workspace_id, article.id)
    await _in_each(tools, lambda wiki: wiki.publish(page, key=key))


async def unlink_from_wikis(tools: Tools, job: UnlinkFromWikis) -> None:
    """Take the page of an article away from every configured wiki: it is retired, or no longer for everybody."""
    async with tools.storage.look(job.workspace_id) as uow:
        article = await uow.articles.get(job.article_id)
    if article is not None and article.status in ("verified", "stale") and article.audience == PUBLIC:
        return
    key = _key(job.workspace_id, job.article_id)
    await _in_each(tools, lambda wiki: wiki.withdraw(key=key))


async def _in_each(tools: Tools, act: Callable[[WikiPublisher], Awaitable[object]]) -> None:
    """Act in every wiki: one that is down keeps nothing from the others. Raises the first `WikiUnavailable` then."""
    first: WikiUnavailable | None = None
    for wiki in tools.wikis.values():
        try:
            await act(wiki)
        except WikiUnavailable as error:
            first = first or error
    if first is not None:
        raise first


def _key(workspace_id: int, article_id: int) -> str:
    return f"{workspace_id}-{article_id}"


async def pass_review_on(tools: Tools, job: PassReviewOn) -> None:
    """Pass a review that was met with silence to the next in line."""
    async with tools.storage.begin(job.workspace_id) as uow:
        await review.pass_on(uow, job.review_id, policy=await tools.policy_in(uow), at=tools.clock())
