"""Publishing: a draft becomes a page in every wiki, and each thread that asked gets the link once."""

from datetime import datetime

from bot.errors import NotAllowed, NotFound
from bot.knowledge.jobs import KeepArticleVector, LinkThread, PublishToWikis, UnlinkFromWikis
from bot.workspaces.audience import PUBLIC
from bot.workspaces.curators import may_review
from models.articles import Article
from models.uow import UnitOfWork


async def publish(uow: UnitOfWork, article: Article, *, by: str, at: datetime) -> None:
    """Make the article's newest revision its page; publishing again replaces the page."""
    article.published_revision = article.revision
    article.reviewer = by
    _verify(article, at)
    uow.audit.note(by, "article.published", f"article:{article.id}", at=at, revision=article.revision)
    await spread(uow, article)
    for channel_id, thread_ts in await _threads(uow, article):
        await uow.enqueue(
            LinkThread(
                workspace_id=uow.workspace_id, article_id=article.id, channel_id=channel_id, thread_ts=thread_ts
            ),
            key=f"link:{article.id}:{channel_id}:{thread_ts}",
        )


async def confirm(uow: UnitOfWork, article: Article, *, by: str, at: datetime) -> None:
    """Say that a published article is still right; a newer revision, if there is one, becomes the page."""
    changed = article.published_revision != article.revision
    article.published_revision = article.revision
    article.reviewer = by
    _verify(article, at)
    uow.audit.note(by, "article.confirmed", f"article:{article.id}", at=at, revision=article.revision)
    if changed:
        await spread(uow, article)
        await bring_links_in_line(uow, article)


async def spread(uow: UnitOfWork, article: Article) -> None:
    """Bring the published revision to search and to the configured wikis."""
    workspace_id, revision = uow.workspace_id, article.shown_revision
    await uow.enqueue(
        KeepArticleVector(workspace_id=workspace_id, article_id=article.id, revision=revision),
        key=f"article-vector:{article.id}:{revision}",
    )
    await uow.enqueue(
        PublishToWikis(workspace_id=workspace_id, article_id=article.id, revision=revision),
        key=f"wikis:{article.id}:{revision}",
    )


async def bring_links_in_line(uow: UnitOfWork, article: Article) -> None:
    """Have the replies that carry the page's link say its title as it is now, or go with the page."""
    for link in await uow.articles.thread_links(article.id):
        job = LinkThread(
            workspace_id=uow.workspace_id,
            article_id=article.id,
            channel_id=link.channel_id,
            thread_ts=link.thread_ts,
        )
        await uow.enqueue(job, key=f"link:{article.id}:{link.channel_id}:{link.thread_ts}:{article.revision}")


async def retire(uow: UnitOfWork, article: Article, *, by: str, at: datetime) -> None:
    """Offer the article no longer; `restore` brings it back."""
    article.status = "retired"
    await uow.vectors.remove("article", article.id)
    await uow.words.remove("article", article.id)
    uow.audit.note(by, "article.retired", f"article:{article.id}", at=at)
    await uow.enqueue(
        UnlinkFromWikis(workspace_id=uow.workspace_id, article_id=article.id, revision=article.revision),
        key=f"unlink:{article.id}:{article.revision}:{at.timestamp()}",
    )


async def restore(uow: UnitOfWork, user_id: str, article_id: int, *, at: datetime) -> Article:
    """Offer a retired article again. Raises `NotFound` or `NotAllowed`."""
    article = await uow.articles.get(article_id)
    if article is None or article.status != "retired":
        raise NotFound("There is no retired article to restore.")
    if not await may_review(uow, user_id, article, None):
        raise NotAllowed("Only its reviewer or a curator can restore an article.")
    article.reviewer = user_id
    _verify(article, at)
    uow.audit.note(user_id, "article.restored", f"article:{article.id}", at=at)
    await spread_anew(uow, article, at=at)
    return article


async def spread_anew(uow: UnitOfWork, article: Article, *, at: datetime) -> None:
    """Bring a revision that was brought there before to search and to the wikis once more, or out of the wikis."""
    workspace_id, revision, occasion = uow.workspace_id, article.shown_revision, at.timestamp()
    await uow.enqueue(
        KeepArticleVector(workspace_id=workspace_id, article_id=article.id, revision=revision),
        key=f"article-vector:{article.id}:{revision}:{occasion}",
    )
    wikis = PublishToWikis if article.audience == PUBLIC else UnlinkFromWikis
    await uow.enqueue(
        wikis(workspace_id=workspace_id, article_id=article.id, revision=revision),
        key=f"wikis:{article.id}:{revision}:{occasion}",
    )


def _verify(article: Article, at: datetime) -> None:
    article.status, article.verified_at, article.stale_at = "verified", at, None


async def _threads(uow: UnitOfWork, article: Article) -> list[tuple[str, str]]:
    """Return the threads in which the topic was asked (or the note was saved), where Thrice may speak."""
    places: list[tuple[str, str]] = []
    if article.topic_id is not None:
        places = [(q.channel_id, q.thread_ts) for q in await uow.questions.of_topic(article.topic_id)]
    elif article.note_id is not None and (note := await uow.notes.get(article.note_id)) is not None:
        places = [(note.channel_id, note.thread_ts)]
    speaks = {c.channel_id for c in await uow.channels.all() if c.capturing and c.is_joined}
    return [place for place in dict.fromkeys(places) if place[0] in speaks]
