"""Freshness: articles that nobody has confirmed for long turn stale, then retire."""

from datetime import datetime

from bot.knowledge import publishing, review
from bot.knowledge.reviewers import Candidate, in_line
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
        await review.close(uow, article, "retired", at=at)
        await publishing.retire(uow, article, by="thrice", at=at)
    return len(old), len(given_up)


async def turn_stale(uow: UnitOfWork, article: Article, *, why: str, policy: Policy, at: datetime) -> None:
    """Mark a published article stale and ask its reviewer whether it is still right."""
    if article.status != "verified":
        return
    article.status, article.stale_at = "stale", at
    uow.audit.note("thrice", "article.stale", f"article:{article.id}", at=at, why=why)
    first = [Candidate(article.reviewer, why)] if article.reviewer else []
    line = await in_line(uow, article, *first)
    if line:
        await review.ask(uow, article, line, policy=policy, at=at, why=why)
