"""Answering: a published article is offered privately to whoever asks, and what they say of it counts."""

from collections.abc import Iterable
from datetime import datetime

from bot.errors import NotAllowed, NotFound, Outdated
from bot.knowledge import freshness
from bot.knowledge.jobs import LinkThread, ShowAnswer
from bot.knowledge.wording import digest
from bot.workspaces.audience import NOBODY, audience_of, channel_reader
from bot.workspaces.policy import Policy
from models.articles import Article, Offer
from models.questions import Question, Verdict
from models.uow import UnitOfWork

SOLVED, NOT_MINE, OUTDATED = "solved", "not_mine", "outdated"


async def offer(
    uow: UnitOfWork, article: Article, question: Question, *, confidence: float, at: datetime
) -> Offer | None:
    """Offer an article to the asker of a captured question, once; return the offer if it is a new one."""
    if await uow.reviews.offer_for(question.id, article.id) is not None:
        return None
    made = Offer(
        article_id=article.id,
        revision=article.shown_revision,
        question_id=question.id,
        user_id=question.asker,
        channel_id=question.channel_id,
        thread_ts=question.thread_ts,
        wording=digest(question.gist or question.text),
        confidence=confidence,
        at=at,
    )
    uow.add(made)
    await uow.flush()
    await uow.enqueue(ShowAnswer(workspace_id=uow.workspace_id, offer_id=made.id), key=f"answer:{made.id}")
    return made


async def offer_directly(
    uow: UnitOfWork, article: Article, *, user_id: str, channel_id: str, gist: str, confidence: float, at: datetime
) -> Offer:
    """Keep that an article was shown to somebody who asked Thrice itself (`/thrice ask`, a direct message).

    Of `gist`, what was asked, only the digest of its wording is kept.
    """
    made = Offer(
        article_id=article.id,
        revision=article.shown_revision,
        question_id=None,
        user_id=user_id,
        channel_id=channel_id,
        thread_ts=None,
        wording=digest(gist),
        confidence=confidence,
        at=at,
    )
    uow.add(made)
    await uow.flush()
    return made


async def refused(uow: UnitOfWork, user_id: str, wording: str, articles: Iterable[Article]) -> frozenset[int]:
    """Return which of `articles` are not to be offered to a person who asks in this wording.

    Those of which the person said Not my question to the same words; and those of which somebody else did, unless
    they were asked for in these very words before: then it is one person's word against another's.
    """
    found = set()
    for article in articles:
        said_no = await uow.reviews.who_said_not_mine(article.id, wording)
        if user_id in said_no or (said_no and not await _is_asked_as(uow, article, wording)):
            found.add(article.id)
    return frozenset(found)


async def _is_asked_as(uow: UnitOfWork, article: Article, wording: str) -> bool:
    if article.topic_id is None:
        return False
    return any(digest(q.gist or q.text) == wording for q in await uow.questions.of_topic(article.topic_id))


async def _own(uow: UnitOfWork, user_id: str, offer_id: int) -> tuple[Offer, Article]:
    found = await uow.reviews.offer(offer_id)
    article = await uow.articles.get(found.article_id) if found is not None else None
    if found is None or article is None:
        raise NotFound("This answer is no longer there.")
    if found.user_id != user_id:
        raise NotAllowed("This answer was shown to somebody else.")
    return found, article


async def solved(uow: UnitOfWork, user_id: str, offer_id: int, *, at: datetime) -> Article:
    """Note that the answer solved it."""
    found, article = await _own(uow, user_id, offer_id)
    _say(found, SOLVED)
    uow.audit.note(user_id, "offer.solved", f"article:{article.id}", at=at, offer=found.id)
    return article


async def not_mine(uow: UnitOfWork, user_id: str, offer_id: int, *, at: datetime) -> Article:
    """Note that the answer was to another question; the two are told apart from now on."""
    found, article = await _own(uow, user_id, offer_id)
    _say(found, NOT_MINE)
    uow.audit.note(user_id, "offer.not_mine", f"article:{article.id}", at=at, offer=found.id)
    question = await uow.questions.get(found.question_id) if found.question_id is not None else None
    if question is None or article.topic_id is None:
        return article
    for other in (await uow.questions.of_topic(article.topic_id))[:20]:
        if other.id != question.id:
            uow.add(Verdict(question_a=other.id, question_b=question.id, same=False, by=user_id, at=at))
    if question.topic_id == article.topic_id:
        await uow.questions.take_from_topic([question.id])
    return article


async def outdated(uow: UnitOfWork, user_id: str, offer_id: int, *, policy: Policy, at: datetime) -> Article:
    """Note that the answer is outdated; enough different people saying so make the article stale."""
    found, article = await _own(uow, user_id, offer_id)
    _say(found, OUTDATED)
    uow.audit.note(user_id, "offer.outdated", f"article:{article.id}", at=at, offer=found.id)
    await uow.flush()
    since = article.verified_at
    people = {
        o.user_id
        for o in await uow.reviews.offers_of(article.id)
        if o.verdict == OUTDATED and (since is None or o.at >= since or o.id == found.id)
    }
    if len(people) >= policy.outdated_votes:
        await freshness.turn_stale(uow, article, why="outdated", policy=policy, at=at)
    return article


async def share(uow: UnitOfWork, user_id: str, offer_id: int, *, at: datetime) -> Article:
    """Post the article's link in the asker's thread, where everybody of the channel sees it."""
    found, article = await _own(uow, user_id, offer_id)
    if found.thread_ts is None:
        raise NotFound("There is no thread to share this in.")
    channel = await uow.channels.get(found.channel_id)
    everybody = channel_reader(audience_of(channel)) if channel is not None else NOBODY
    if channel is None or channel.is_shared or await uow.articles.readable(everybody, article.id) is None:
        # People of other organisations are in a shared channel, and the wiki is not for them.
        raise NotAllowed("Not everybody in this channel may read that page, so I will not post it here.")
    if found.shared_at is not None:
        raise Outdated("You shared this already.")
    found.shared_at = at
    uow.audit.note(user_id, "offer.shared", f"article:{article.id}", at=at, offer=found.id)
    await uow.enqueue(
        LinkThread(
            workspace_id=uow.workspace_id,
            article_id=article.id,
            channel_id=found.channel_id,
            thread_ts=found.thread_ts,
        ),
        key=f"link:{article.id}:{found.channel_id}:{found.thread_ts}",
    )
    return article


def _say(found: Offer, verdict: str) -> None:
    if found.verdict is not None:
        raise Outdated("You answered this already. Thank you.")
    found.verdict = verdict
