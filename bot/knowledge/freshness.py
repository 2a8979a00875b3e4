"""Freshness: articles that nobody has confirmed for long turn stale, then retire."""

from datetime import datetime

from bot.knowledge import publishing, review
from bot.knowledge.review import Candidate
from bot.workspaces.curators import can_be_asked
from bot.workspaces.policy import Policy
from models.articles import Article
from models.uow import UnitOfWork


async def look_over(uow: UnitOfWork, *, policy: Policy, at: datetime) -> tuple[int, int]:
    """Turn old articles stale and retire those that stayed so; return how many of each."""
    old = await uow.articles.verified_before(at - policy.stale_after)
    for article in old:
        await turn_stale(uow, article, why="stale", policy=policy, at=at)
    given_up = await uow.articles.stale_before(at - policy.retire_after)
    for article in given_up:
        await review.close(uow, article, "withdrawn", at=at)
        await publishing.retire(uow, article, by="thrice", at=at)
    return len(old), len(given_up)


async def turn_stale(uow: UnitOfWork, article: Article, *, why: str, policy: Policy, at: datetime) -> None:
    """Mark a published article stale and ask its reviewer whether it is still right."""
    if article.status != "verified":
        return
    article.status, article.stale_at = "stale", at
    uow.audit.note("thrice", "article.stale", f"article:{article.id}", at=at, why=why)
    line: list[Candidate] = []
    if await can_be_asked(uow, article.reviewer, article.audience) and article.reviewer:
        line.append(Candidate(article.reviewer, why))
    sources = await uow.articles.sources(article.id, article.revision)
    questions = await uow.questions.of_topic(article.topic_id) if article.topic_id is not None else []
    home = sources[0].channel_id if sources else (questions[-1].channel_id if questions else None)
    if home is not None:
        line += [c for c in await review.in_line(uow, article, None, home) if c.who not in {x.who for x in line}]
    if line:
        await review.ask(uow, article, line, policy=policy, at=at, why=why)
