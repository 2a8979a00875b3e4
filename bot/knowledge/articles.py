"""Articles: how a draft becomes rows, and how each later state becomes the next revision."""

from collections.abc import Iterable
from datetime import datetime

from bot.knowledge.drafting import render
from bot.knowledge.drafting.slack_text import people
from bot.knowledge.drafting.values import Draft, from_json, to_json
from bot.knowledge.hand_written import is_empty
from bot.knowledge.heard import storable
from bot.knowledge.naming import called
from models.articles import Article, Revision, Source
from models.uow import UnitOfWork

THRICE = "thrice"
"""The author of revisions that no person wrote."""


async def create(
    uow: UnitOfWork, draft: Draft, *, audience: str, topic_id: int | None, note_id: int | None, at: datetime
) -> Article:
    """Keep a draft as a new article's first revision."""
    article = Article(
        topic_id=topic_id,
        note_id=note_id,
        slug="",
        audience=audience,
        title=draft.title,
        status="draft",
        revision=0,
        tags=[],
        created_at=at,
    )
    # The address must not repeat words of a message that may be deleted one day: it is the number.
    article.slug = f"new-{topic_id or 0}-{note_id or 0}-{at.timestamp()}"
    uow.add(article)
    await uow.flush()
    article.slug = str(article.id)
    await redraw(uow, article, draft, author=THRICE, reason="drafted", at=at)
    return article


async def redraw(
    uow: UnitOfWork, article: Article, draft: Draft, *, author: str, reason: str, at: datetime
) -> Revision:
    """Make a draft the article's next revision."""
    names = await names_in(uow, draft)
    revision = await _append(
        uow,
        article,
        Revision(
            article_id=article.id,
            number=article.revision + 1,
            title=storable(draft.title),
            body_markdown=storable(render.render(draft, names)),
            draft=to_json(draft),
            author=author,
            reason=reason,
            created_at=at,
        ),
    )
    await _cite(uow, article, revision, draft)
    return revision


async def rewrite(
    uow: UnitOfWork, article: Article, *, title: str, body: str, author: str, reason: str, at: datetime
) -> Revision:
    """Make a person's own words the article's next revision; it cites what its links still point to."""
    before = await uow.articles.sources(article.id, article.revision)
    revision = await _append(
        uow,
        article,
        Revision(
            article_id=article.id,
            number=article.revision + 1,
            title=storable(title),
            body_markdown=storable(body),
            draft=None,
            author=author,
            reason=reason,
            created_at=at,
        ),
    )
    kept = [source for source in before if source.permalink in body] or before
    uow.add(*copies(kept, revision.number))
    await uow.flush()
    return revision


def copies(sources: Iterable[Source], revision: int) -> list[Source]:
    """Return the same citations for another revision."""
    return [
        Source(
            article_id=source.article_id,
            revision=revision,
            channel_id=source.channel_id,
            ts=source.ts,
            thread_ts=source.thread_ts,
            author=source.author,
            permalink=source.permalink,
        )
        for source in sources
    ]


def stored_draft(revision: Revision | None) -> Draft | None:
    """Return the structured draft of a revision; one that a person wrote has none."""
    return from_json(revision.draft) if revision is not None and revision.draft is not None else None


async def says_something(uow: UnitOfWork, article: Article) -> bool:
    """Tell whether the published revision has a sentence left; a page that has none is there, but answers nothing."""
    revision = await uow.articles.revision(article.id, article.shown_revision)
    draft = stored_draft(revision)
    if revision is None:
        return False
    return any(True for _ in draft.statements()) if draft is not None else not is_empty(revision.body_markdown)


async def names_in(uow: UnitOfWork, draft: Draft) -> dict[str, str]:
    """Return the names of those whom a draft cites or speaks of, as far as they are known."""
    return await called(uow, spoken_of(draft) | {evidence.author for evidence in draft.sources()})


def spoken_of(draft: Draft) -> frozenset[str]:
    """Return the ids of those whom a draft's sentences mention."""
    return frozenset(user for statement in draft.statements() for user in people(statement.text))


async def _append(uow: UnitOfWork, article: Article, revision: Revision) -> Revision:
    uow.add(revision)
    article.revision = revision.number
    article.title = revision.title
    await uow.flush()
    return revision


async def _cite(uow: UnitOfWork, article: Article, revision: Revision, draft: Draft) -> None:
    for evidence in draft.sources():
        message = await uow.messages.get(evidence.channel, evidence.ts)
        uow.add(
            Source(
                article_id=article.id,
                revision=revision.number,
                channel_id=evidence.channel,
                ts=evidence.ts,
                thread_ts=message.thread_ts if message is not None else evidence.ts,
                author=evidence.author,
                permalink=evidence.permalink,
            )
        )
    await uow.flush()
