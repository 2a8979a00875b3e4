"""Pages: what cards are made of, an article's published revision or a lesson, as it stands at this moment."""

from dataclasses import dataclass

from bot.learning.cards.wording import digest
from bot.learning.reading import Passage, read
from models.articles import Article
from models.repositories.articles import LIVE
from models.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Page:
    """An article or a lesson. `offered`: learners may be asked about it, as far as it is theirs to read."""

    article_id: int | None
    lesson_id: int | None
    revision: int
    newest: int
    offered: bool
    title: str
    body_markdown: str

    @property
    def digest(self) -> str:
        """A short name for just these words."""
        return digest_of(self.title, self.body_markdown)

    def read(self) -> Passage:
        """Read it: long and hostile ones take their time."""
        return read(self.title, self.body_markdown)


def digest_of(title: str, body_markdown: str) -> str:
    """Return a short name for a title and a body."""
    return digest(f"{title}\x00{body_markdown}")


async def page_of(uow: UnitOfWork, *, article_id: int | None = None, lesson_id: int | None = None) -> Page | None:
    """Return an article that was ever published, or a lesson; none where it is gone or never was."""
    if lesson_id is not None:
        return await _lesson(uow, lesson_id)
    article = await uow.articles.get(article_id) if article_id is not None else None
    if article is None or article.published_revision is None:
        return None
    revision = await uow.articles.revision(article.id, article.published_revision)
    if revision is None:
        return None
    return Page(
        article_id=article.id,
        lesson_id=None,
        revision=article.published_revision,
        newest=article.revision,
        offered=is_offered(article),
        title=revision.title,
        body_markdown=revision.body_markdown,
    )


def is_offered(article: Article) -> bool:
    """Tell whether an article is offered to readers."""
    return article.status in LIVE and article.dismissed_at is None


async def _lesson(uow: UnitOfWork, lesson_id: int) -> Page | None:
    found = await uow.cards.lesson(lesson_id)
    if found is None:
        return None
    lesson, offered = found
    return Page(
        article_id=None,
        lesson_id=lesson.id,
        revision=lesson.version,
        newest=lesson.version,
        offered=offered,
        title=lesson.title,
        body_markdown=lesson.body_markdown,
    )
