"""Misread: sentences that several people were sure of and then got wrong, for those who decide about their pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.workspaces.audience import Reader
from bot.workspaces.curators import may_review
from models.articles import Article
from models.uow import UnitOfWork

_MOST = 50
_FORMER_MEMBER = "former member"


@dataclass(frozen=True)
class Misread:
    """A page that says something so that it can be misread. `reviewer` is a name."""

    slug: str
    title: str
    sentence: str
    reviewer: str
    mine: bool


async def sentence_of(uow: UnitOfWork, reader: Reader, article_id: int) -> str | None:
    """Return the sentence of a page that people got wrong, to whoever may decide about the page; to others none."""
    found = await uow.cards.misread(reader, [article_id])
    return next(iter([sentence for article, sentence in found if await _decides(uow, reader, article)]), None)


async def queue(uow: UnitOfWork, reader: Reader) -> tuple[Misread, ...]:
    """Return the pages that people got wrong and that the reader may decide about."""
    found = await uow.cards.misread(reader, limit=_MOST)
    names = await uow.members.names({article.reviewer for article, _ in found if article.reviewer})
    return tuple([_page(a, said, names, reader) for a, said in found if await _decides(uow, reader, a)])


async def _decides(uow: UnitOfWork, reader: Reader, article: Article) -> bool:
    return await may_review(uow, reader.user_id, article, await uow.wiki.open_review(article.id))


def _page(article: Article, sentence: str, names: Mapping[str, str], reader: Reader) -> Misread:
    return Misread(
        slug=article.slug,
        title=article.title,
        sentence=sentence,
        reviewer=names.get(article.reviewer or "", _FORMER_MEMBER),
        mine=article.reviewer == reader.user_id,
    )
