"""Earlier: what those were answered who asked the same before, as far as it still holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.knowledge.drafting.answers import Answer
from bot.knowledge.drafting.answers import answers as ranked
from bot.knowledge.drafting.values import Thread
from bot.knowledge.evidence import threads_of
from bot.workspaces.audience import Reader
from bot.workspaces.curators import can_be_asked
from models.articles import Article
from models.questions import Question
from models.uow import UnitOfWork

_MOST: Final = 4


@dataclass(frozen=True)
class Earlier:
    """What was answered before, the best first, and the threads in which the same was asked.

    `retired`: there was a page, which is offered no longer; then `answers` are only what was said since it was last
    confirmed, and `knows` is who looked after it, if there is such a person to ask. `drafting`: a page comes of this.
    """

    answers: tuple[Answer, ...]
    threads: tuple[Thread, ...]
    drafting: bool = True
    retired: bool = False
    knows: str | None = None


async def earlier(uow: UnitOfWork, question: Question, reader: Reader) -> Earlier:
    """Return what whoever asks a question is told of those who asked it before, of what `reader` may read now."""
    if question.topic_id is None:
        return Earlier((), ())
    may_read = await uow.channels.readable(reader)
    asked = [q for q in await uow.questions.of_topic(question.topic_id) if q.channel_id in may_read]
    threads = await threads_of(uow, [q for q in asked if q.id != question.id])
    article = await uow.articles.of_topic(question.topic_id)
    if article is not None and article.status == "retired":
        since = await _since(uow, article, threads)
        return Earlier(_best(since), (), drafting=False, retired=True, knows=await _knows(uow, article, question))
    return Earlier(_best(threads), threads, drafting=article is None or article.status == "draft")


async def _since(uow: UnitOfWork, article: Article, threads: Sequence[Thread]) -> tuple[Thread, ...]:
    """The threads without what a retired page rested on, or what stood there when it was last confirmed.

    That the page holds no longer is said of them as well: they would be shown as if nobody had said so.
    """
    cited = {(source.channel_id, source.ts) for source in await uow.articles.all_sources(article.id)}
    confirmed = article.verified_at or article.created_at
    return tuple(
        replace(thread, replies=tuple(r for r in thread.replies if r.at > confirmed and r.ref not in cited))
        for thread in threads
    )


async def _knows(uow: UnitOfWork, article: Article, question: Question) -> str | None:
    can = article.reviewer != question.asker and await can_be_asked(uow, article.reviewer, article.audience)
    return article.reviewer if can else None


def _best(threads: Iterable[Thread]) -> tuple[Answer, ...]:
    """Return the best of what was answered, at most two of a thread."""
    return tuple(sorted((a for t in threads for a in ranked(t)[:2]), key=lambda a: -a.score)[:_MOST])
