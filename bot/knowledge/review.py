"""Review: one card to one person, what each of its buttons does, and whom it passes to in silence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from bot.errors import NotAllowed, NotFound, Outdated
from bot.knowledge import articles, publishing
from bot.knowledge.jobs import PassReviewOn, RefreshReviewCard, SendReviewCard
from bot.knowledge.reviewers import Candidate, in_line, of_this_round
from bot.workspaces.curators import can_be_asked, may_review
from bot.workspaces.policy import Policy
from bot.workspaces.working_days import after_working_days
from models.articles import Article, Review
from models.questions import Verdict
from models.uow import UnitOfWork

_TOLD_APART = 20
_JUDGED = 5
"""Questions of a topic on which publishing is a verdict; all pairs of one click count as one verdict together."""

ABOUT_A_PAGE = ("stale", "outdated", "changed", "title", "misread")
"""Why a reviewer is asked about a page that is published already: is it still right?"""


async def ask(
    uow: UnitOfWork,
    article: Article,
    line: Sequence[Candidate],
    *,
    policy: Policy,
    at: datetime,
    uncertain: bool = False,
    why: str | None = None,
) -> Review:
    """Ask the first in `line` to review the article's newest revision; an earlier open request is superseded.

    An uncertain card beyond the weekly bound of its reviewer is held back until its turn comes.
    """
    await close(uow, article, "superseded", at=at)
    first = line[0]
    week = at - timedelta(days=7)
    held = uncertain and await uow.reviews.uncertain_since(first.who, week) >= policy.uncertain_cards_per_week
    review = Review(
        article_id=article.id,
        revision=article.revision,
        reviewer=first.who,
        why=why or first.why,
        uncertain=uncertain,
        held=held,
        asked_at=at,
        due_at=None if first.why == "channel" or held else after_working_days(at, policy.review_days),
    )
    uow.add(review)
    await uow.flush()
    if not held:
        await _send(uow, review)
    return review


async def _send(uow: UnitOfWork, review: Review) -> None:
    await uow.enqueue(
        SendReviewCard(workspace_id=uow.workspace_id, review_id=review.id), key=f"card:{review.id}:{review.reviewer}"
    )


async def release_held(uow: UnitOfWork, topic_confidence: dict[int, float], *, policy: Policy, at: datetime) -> int:
    """Send cards that waited for their reviewer's turn, the surest first; return how many."""
    waiting = await uow.reviews.held()
    released = 0
    for review, article in sorted(waiting, key=lambda pair: -topic_confidence.get(pair[1].topic_id or 0, 0.0)):
        if (
            await uow.reviews.uncertain_since(review.reviewer, at - timedelta(days=7))
            >= policy.uncertain_cards_per_week
        ):
            continue
        review.held, review.asked_at = False, at
        review.due_at = after_working_days(at, policy.review_days)
        await uow.flush()
        await _send(uow, review)
        released += article is not None
    return released


async def close(uow: UnitOfWork, article: Article, outcome: str, *, at: datetime) -> Review | None:
    """Close the article's open review, if there is one; its card is redrawn to say so."""
    review = await uow.reviews.open_of(article.id)
    if review is None:
        return None
    review.closed_at, review.outcome = at, outcome
    await refresh_card(uow, review, occasion=outcome)
    return review


async def refresh_card(uow: UnitOfWork, review: Review, *, occasion: str) -> None:
    """Have the review's card redrawn as things stand."""
    await uow.enqueue(
        RefreshReviewCard(workspace_id=uow.workspace_id, review_id=review.id),
        key=f"card-again:{review.id}:{review.revision}:{occasion}",
    )


async def bring(uow: UnitOfWork, user_id: str, article_id: int, *, policy: Policy, at: datetime) -> Review:
    """Bring a published page's card to somebody who may decide about it, who wants to put the page in other words.

    A card of it that somebody else has gives way. Raises `NotFound`, or `NotAllowed`.
    """
    article = await uow.articles.get(article_id)
    if article is None or article.status not in ("verified", "stale"):
        raise NotFound("There is no such page to be changed.")
    before = await uow.reviews.open_of(article.id)
    if not await may_review(uow, user_id, article, before):
        raise NotAllowed("Only its reviewer or a curator can change this page.")
    if before is not None and before.reviewer == user_id:
        return before
    why = before.why if before is not None else "misread"
    asked = await ask(uow, article, [Candidate(user_id, why)], policy=policy, at=at, why=why)
    if before is None:
        # Nobody waits for it, so in silence it passes to nobody.
        asked.due_at = None
    return asked


async def asked_again(uow: UnitOfWork, topic_id: int, question_id: int) -> None:
    """Have the card of a draft that waits for its review say that somebody asked once more."""
    article = await uow.articles.of_topic(topic_id)
    if article is None or article.status != "draft":
        return
    review = await uow.wiki.open_review(article.id)
    if review is not None and not review.held:
        await refresh_card(uow, review, occasion=f"asked:{question_id}")


async def acted_on(uow: UnitOfWork, user_id: str, article_id: int, revision: int) -> tuple[Article, Review]:
    """Return the article and the open review that a click is about.

    Raises `NotFound` for an article that is gone (or that the person may not know of), `NotAllowed` for somebody
    who may not decide, `Outdated` for a click on a card of an old revision or one that was decided already.
    """
    article = await uow.articles.get(article_id)
    if article is None:
        raise NotFound("This draft is no longer there.")
    review = await uow.reviews.open_of(article_id)
    if not await may_review(uow, user_id, article, review):
        raise NotAllowed("Only its reviewer or a curator can decide about this draft.")
    if review is None:
        raise Outdated(await _how_it_ended(uow, article))
    if review.revision != revision or article.revision != revision:
        raise Outdated("The text has changed since this card was drawn. Please look at it again before you decide.")
    return article, review


async def _how_it_ended(uow: UnitOfWork, article: Article) -> str:
    decided = [r for r in await uow.reviews.all_of(article.id) if r.outcome]
    outcome = decided[-1].outcome if decided else None
    words = {
        "published": "This was published already.",
        "dismissed": "This draft was dismissed already.",
        "not_the_same": "This draft was already taken apart as not the same question.",
        "confirmed": "This page was confirmed already.",
        "retired": "This page was retired already.",
        "restored": "This page is offered again already.",
        "withdrawn": "This was withdrawn, because what it rested on is gone.",
    }
    return words.get(outcome or "", "This draft was decided already.")


async def publish(uow: UnitOfWork, user_id: str, article_id: int, revision: int, *, at: datetime) -> Article:
    """Approve a draft: it becomes a page, and everybody who asked gets the link."""
    article, review = await acted_on(uow, user_id, article_id, revision)
    review.closed_at, review.outcome = at, "published"
    await publishing.publish(uow, article, by=user_id, at=at)
    await _confirm_topic(uow, user_id, article, at=at)
    await refresh_card(uow, review, occasion="published")
    return article


async def _confirm_topic(uow: UnitOfWork, user_id: str, article: Article, *, at: datetime) -> None:
    """Who publishes a page says that its questions mean the same: matching learns from that as from the contrary."""
    questions = await uow.questions.of_topic(article.topic_id) if article.topic_id is not None else []
    uow.add(
        *(
            Verdict(question_a=a.id, question_b=b.id, same=True, by=user_id, at=at)
            for a, b in combinations(questions[:_JUDGED], 2)
        )
    )


async def edit(
    uow: UnitOfWork, user_id: str, article_id: int, revision: int, *, title: str, body: str, at: datetime
) -> Article:
    """Replace a draft's title and text by the reviewer's; the card shows them, still to be published."""
    article, review = await acted_on(uow, user_id, article_id, revision)
    await articles.rewrite(uow, article, title=title, body=body, author=user_id, reason="edited", at=at)
    review.revision = article.revision
    uow.audit.note(user_id, "article.edited", f"article:{article.id}", at=at, revision=article.revision)
    topic = await uow.questions.topic(article.topic_id) if article.topic_id is not None else None
    if topic is not None and topic.title != article.title:
        topic.title, topic.title_question_id = article.title, None
    await refresh_card(uow, review, occasion="edited")
    return article


async def dismiss(uow: UnitOfWork, user_id: str, article_id: int, revision: int, *, at: datetime) -> Article:
    """Drop a draft for good: its topic makes no other."""
    article, review = await acted_on(uow, user_id, article_id, revision)
    review.closed_at, review.outcome = at, "dismissed"
    article.dismissed_at = at
    if article.topic_id is not None and (topic := await uow.questions.topic(article.topic_id)) is not None:
        topic.dismissed_at, topic.waiting = at, False
    uow.audit.note(user_id, "article.dismissed", f"article:{article.id}", at=at)
    await refresh_card(uow, review, occasion="dismissed")
    return article


async def not_the_same(uow: UnitOfWork, user_id: str, article_id: int, revision: int, *, at: datetime) -> Article:
    """Take a topic apart: its questions do not mean the same, the draft is withdrawn, and matching learns from it."""
    article, review = await acted_on(uow, user_id, article_id, revision)
    review.closed_at, review.outcome = at, "not_the_same"
    article.dismissed_at = at
    if article.topic_id is not None:
        questions = await uow.questions.of_topic(article.topic_id)
        uow.add(
            *(
                Verdict(question_a=a.id, question_b=b.id, same=False, by=user_id, at=at)
                for a, b in combinations(questions[:_TOLD_APART], 2)
            )
        )
        await uow.questions.take_from_topic([q.id for q in questions])
        if (topic := await uow.questions.topic(article.topic_id)) is not None:
            topic.dismissed_at, topic.waiting = at, False
    uow.audit.note(user_id, "article.not_the_same", f"article:{article.id}", at=at)
    await refresh_card(uow, review, occasion="not_the_same")
    return article


async def still_right(uow: UnitOfWork, user_id: str, article_id: int, revision: int, *, at: datetime) -> Article:
    """Confirm a stale article: it counts as verified from now."""
    article, review = await acted_on(uow, user_id, article_id, revision)
    review.closed_at, review.outcome = at, "confirmed"
    await publishing.confirm(uow, article, by=user_id, at=at)
    await refresh_card(uow, review, occasion="confirmed")
    return article


async def pass_on(uow: UnitOfWork, review_id: int, *, policy: Policy, at: datetime) -> Review | None:
    """Pass a review that was met with silence to the next in line; return the new one, or none if nothing is due."""
    review = await uow.reviews.get(review_id)
    if review is None or review.closed_at is not None or review.due_at is None or review.due_at > at:
        return None
    article = await uow.articles.get(review.article_id)
    if article is None:
        return None
    asked = of_this_round(await uow.reviews.all_of(article.id))
    line = [c for c in await in_line(uow, article) if c.who not in asked]
    if not line:
        review.due_at = None
        return None
    review.closed_at, review.outcome = at, "passed"
    await refresh_card(uow, review, occasion="passed")
    why = review.why if review.why in ABOUT_A_PAGE else None
    return await ask(uow, article, line, policy=policy, at=at, uncertain=review.uncertain, why=why)


async def step_back(uow: UnitOfWork, user_id: str, channel_id: str, *, at: datetime, occasion: str) -> None:
    """Take from somebody who left a private channel the reviews of what was asked there: they pass on now."""
    for review in await uow.reviews.open_with(user_id):
        article = await uow.articles.get(review.article_id)
        if article is not None and article.audience == channel_id:
            await pass_on_now(uow, review, at=at, occasion=occasion)


async def hand_over(uow: UnitOfWork, article: Article, *, at: datetime) -> None:
    """Take an article's review from somebody who may not read it since it is for other people: it passes on now."""
    review = await uow.reviews.open_of(article.id)
    if review is None or await uow.channels.get(review.reviewer) is not None:
        return
    if not await can_be_asked(uow, review.reviewer, article.audience):
        await pass_on_now(uow, review, at=at, occasion=f"hand-over:{at.timestamp()}")


async def pass_on_now(uow: UnitOfWork, review: Review, *, at: datetime, occasion: str) -> None:
    """Have a review passed on without waiting for an answer."""
    review.due_at = at
    await uow.enqueue(
        PassReviewOn(workspace_id=uow.workspace_id, review_id=review.id), key=f"pass:{review.id}:{occasion}"
    )
