"""Phrasings: the ways in which the questions of published articles were put, as matching sees them."""

from collections.abc import Sequence

from bot.knowledge import answering
from bot.knowledge.matching import Phrasing
from bot.knowledge.wording import digest
from bot.workspaces.audience import PUBLIC, Reader
from models.articles import Article
from models.search.matrices import Near
from models.uow import UnitOfWork


async def published(
    uow: UnitOfWork, reader: Reader, near: Sequence[Near], gist: str, *, asked_in: str | None, but: int | None
) -> tuple[dict[int, Article], list[Phrasing]]:
    """Return the published articles that a person may be offered for `gist`, by id, and how they were asked for.

    `near` are the questions around it, nearest first; `but` is the question itself.
    """
    asked = {q.id: q for q in await uow.questions.many([n.ref for n in near]) if q.id != but}
    topics = {q.topic_id for q in asked.values() if q.topic_id is not None}
    live = {a.topic_id: a for a in await uow.articles.readable_live(reader, topics)}
    refused = await answering.refused(uow, reader.user_id, digest(gist), live.values())
    live = {topic_id: article for topic_id, article in live.items() if article.id not in refused}
    phrasings = [
        Phrasing(live[q.topic_id].id, q.gist or q.text, n.score, away=_away(live[q.topic_id], asked_in))
        for n in near
        if (q := asked.get(n.ref)) is not None and q.topic_id in live
    ]
    return {article.id: article for article in live.values()}, phrasings


def _away(article: Article, asked_in: str | None) -> int:
    return 0 if article.audience == asked_in else 1 if article.audience == PUBLIC else 2
