"""The wiki: reads articles for its pages as frozen values, each only as far as the reader may read."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.clock import from_slack_ts
from bot.workspaces.audience import Reader
from bot.workspaces.curators import is_workspace_curator, may_review
from models.articles import Article, Review, Revision, Source
from models.uow import UnitOfWork

RESERVED_SLUGS = frozenset({"tags", "review", "numbers", "sign-in", "sign-out"})
"""Words that cannot be an article's slug: pages of the wiki have them."""
PAGE_SIZE = 30

_FORMER_MEMBER = "former member"
_OWN_SOURCES = re.compile(r"^## Sources\s*$", re.MULTILINE)
_MOST_PHRASINGS = 10


@dataclass(frozen=True)
class Entry:
    """An article in a list. `reviewer` is a name."""

    slug: str
    title: str
    status: str
    reviewer: str
    verified_at: datetime | None


@dataclass(frozen=True)
class Front:
    """The front page: one page of all articles, the last confirmed first, and those most often shown to askers."""

    newest: tuple[Entry, ...]
    most_used: tuple[Entry, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Cited:
    """A message that a page rests on."""

    permalink: str
    author: str
    channel: str
    at: datetime | None


@dataclass(frozen=True)
class Page:
    """An article as its readers see it. `cites_itself`: the body ends with its own list of sources."""

    article_id: int
    slug: str
    title: str
    status: str
    body_markdown: str
    cites_itself: bool
    reviewer: str
    verified_at: datetime | None
    stale_at: datetime | None
    tags: tuple[str, ...]
    sources: tuple[Cited, ...]
    phrasings: tuple[str, ...]
    asked: int
    shown: int
    solved: int
    newer_waits: bool
    may_restore: bool
    is_private: bool


@dataclass(frozen=True)
class Version:
    """One revision in a history."""

    number: int
    title: str
    body_markdown: str
    author: str
    reason: str
    at: datetime
    is_shown: bool


@dataclass(frozen=True)
class History:
    """An article's revisions, newest first."""

    slug: str
    title: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Waiting:
    """A review that nobody has answered yet. `reviewer` is a name, or a channel's."""

    slug: str
    title: str
    reviewer: str
    mine: bool
    uncertain: bool
    why: str
    asked_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Queue:
    """Open reviews: those of the reader, and for a workspace's curators those of everybody."""

    mine: tuple[Waiting, ...]
    others: tuple[Waiting, ...]
    sees_all: bool


@dataclass(frozen=True)
class Numbers:
    """What the loop has done, counted over the articles that the reader may read."""

    verified: int
    stale: int
    shown: int
    solved: int
    outdated: int
    not_mine: int
    median_to_publication: timedelta | None
    measured: int


async def front(uow: UnitOfWork, reader: Reader, *, page: int = 1) -> Front:
    """Return the front page; `page` counts from 1, and one beyond the last shows the last."""
    total = await uow.wiki.count(reader)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    newest = await uow.wiki.newest(reader, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    most_used = await uow.wiki.most_used(reader, limit=5) if page == 1 else []
    return Front(await entries(uow, newest), await entries(uow, most_used), total, page, pages)


async def page(uow: UnitOfWork, reader: Reader, slug: str) -> Page | None:
    """Return the page of that address; none where there is none, or none for this reader.

    Drafts and retired articles are there for those who may decide about them.
    """
    article = await _article(uow, reader, slug)
    if article is None:
        return None
    number = article.shown_revision
    revision = await uow.articles.revision(article.id, number)
    if revision is None:
        return None
    sources = await uow.articles.sources(article.id, number)
    asked = await uow.wiki.questions(reader, [article.topic_id]) if article.topic_id is not None else []
    verdicts = await uow.wiki.verdicts(reader, [article.id])
    return Page(
        article_id=article.id,
        slug=article.slug,
        title=revision.title,
        status=article.status,
        body_markdown=revision.body_markdown,
        cites_itself=names_its_sources(revision.body_markdown),
        reviewer=(await _names(uow, [article])).get(article.reviewer or "", _FORMER_MEMBER),
        verified_at=article.verified_at,
        stale_at=article.stale_at,
        tags=tuple(article.tags),
        sources=await _cited(uow, sources),
        phrasings=tuple(dict.fromkeys(question.text for question in asked))[:_MOST_PHRASINGS],
        asked=len({(question.channel_id, question.thread_ts) for question in asked}),
        shown=verdicts["shown"],
        solved=verdicts["solved"],
        newer_waits=article.published_revision is not None and article.published_revision < article.revision,
        may_restore=article.status == "retired",
        is_private=article.audience in reader.private_channels,
    )


async def history(uow: UnitOfWork, reader: Reader, slug: str) -> History | None:
    """Return the article's revisions up to the one that is shown; whoever may decide about it sees newer ones too."""
    article = await _article(uow, reader, slug)
    if article is None:
        return None
    decides = await may_review(uow, reader.user_id, article, await uow.wiki.open_review(article.id))
    shown = article.shown_revision
    revisions = await uow.wiki.revisions(reader, article.id, newest=article.revision if decides else shown)
    names = await uow.members.names({revision.author for revision in revisions})
    versions = tuple(_version(revision, names, shown) for revision in revisions)
    title = next((version.title for version in versions if version.is_shown), "")
    return History(article.slug, title, versions)


async def tags(uow: UnitOfWork, reader: Reader) -> Sequence[tuple[str, int]]:
    """Return the tags of published articles with how many carry each, the most carried first."""
    return sorted((await uow.wiki.tags(reader)).items(), key=lambda counted: (-counted[1], counted[0].casefold()))


async def tagged(uow: UnitOfWork, reader: Reader, tag: str) -> tuple[Entry, ...]:
    """Return the published articles that carry a tag."""
    return await entries(uow, await uow.wiki.tagged(reader, tag))


async def queue(uow: UnitOfWork, reader: Reader) -> Queue:
    """Return the reviews that wait for the reader, and for a curator of the workspace everybody's."""
    sees_all = is_workspace_curator(await uow.members.get(reader.user_id))
    found = await uow.wiki.open_reviews(reader)
    people = {review.reviewer for review, _ in found}
    names = {
        **{key: f"#{name}" for key, name in (await uow.wiki.channel_names(people)).items()},
        **await uow.members.names(people),
    }
    everything = [_waiting(review, article, names, reader) for review, article in found]
    return Queue(
        mine=tuple(waiting for waiting in everything if waiting.mine),
        others=tuple(waiting for waiting in everything if not waiting.mine) if sees_all else (),
        sees_all=sees_all,
    )


async def numbers(uow: UnitOfWork, reader: Reader) -> Numbers:
    """Return what the loop has done."""
    statuses, verdicts = await uow.wiki.statuses(reader), await uow.wiki.verdicts(reader)
    times = await uow.wiki.times_to_publication(reader)
    return Numbers(
        verified=statuses["verified"],
        stale=statuses["stale"],
        shown=verdicts["shown"],
        solved=verdicts["solved"],
        outdated=verdicts["outdated"],
        not_mine=verdicts["not_mine"],
        median_to_publication=timedelta(seconds=median(time.total_seconds() for time in times)) if times else None,
        measured=len(times),
    )


def names_its_sources(body_markdown: str) -> bool:
    """Tell whether a body ends with its own list of sources, as every draft's does."""
    return _OWN_SOURCES.search(body_markdown) is not None


async def _article(uow: UnitOfWork, reader: Reader, slug: str) -> Article | None:
    article = await uow.wiki.by_slug(reader, slug)
    if article is None:
        return None
    if article.status in ("verified", "stale") and article.published_revision is not None:
        return article
    decides = await may_review(uow, reader.user_id, article, await uow.wiki.open_review(article.id))
    return article if decides else None


async def _names(uow: UnitOfWork, articles: Collection[Article]) -> Mapping[str, str]:
    return await uow.members.names({article.reviewer for article in articles if article.reviewer})


async def entries(uow: UnitOfWork, articles: Sequence[Article]) -> tuple[Entry, ...]:
    """Return articles as entries of a list, each with the title that its readers see."""
    names, bodies = await _names(uow, articles), await uow.wiki.bodies(articles)
    return tuple(
        Entry(
            slug=article.slug,
            title=bodies[article.id].title,
            status=article.status,
            reviewer=names.get(article.reviewer or "", _FORMER_MEMBER),
            verified_at=article.verified_at,
        )
        for article in articles
        if article.id in bodies
    )


async def _cited(uow: UnitOfWork, sources: Sequence[Source]) -> tuple[Cited, ...]:
    people = await uow.members.names({source.author for source in sources})
    channels = await uow.wiki.channel_names({source.channel_id for source in sources})
    return tuple(
        Cited(
            permalink=source.permalink,
            author=people.get(source.author, _FORMER_MEMBER),
            channel=channels.get(source.channel_id, ""),
            at=_moment(source.ts),
        )
        for source in sources
    )


def _moment(ts: str) -> datetime | None:
    try:
        return from_slack_ts(ts)
    except ValueError:
        return None


def _version(revision: Revision, names: Mapping[str, str], shown: int) -> Version:
    author = "Thrice" if revision.author == "thrice" else names.get(revision.author, _FORMER_MEMBER)
    return Version(
        number=revision.number,
        title=revision.title,
        body_markdown=revision.body_markdown,
        author=author,
        reason=revision.reason,
        at=revision.created_at,
        is_shown=revision.number == shown,
    )


def _waiting(review: Review, article: Article, names: Mapping[str, str], reader: Reader) -> Waiting:
    return Waiting(
        slug=article.slug,
        title=article.title,
        reviewer=names.get(review.reviewer, _FORMER_MEMBER),
        mine=review.reviewer == reader.user_id,
        uncertain=review.uncertain,
        why=review.why,
        asked_at=review.asked_at,
        due_at=review.due_at,
    )
