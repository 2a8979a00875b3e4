"""Audiences: when a channel becomes private or public, what was asked in it follows."""

from collections.abc import Sequence
from datetime import datetime

from bot.knowledge import publishing, review, withdrawing
from bot.knowledge.drafting.values import MessageRef
from bot.knowledge.jobs import PlaceQuestion
from bot.workspaces.audience import audience_of
from bot.workspaces.policy import Policy
from models.articles import Article
from models.channels import Channel
from models.questions import Question, Topic
from models.uow import UnitOfWork


async def follow(uow: UnitOfWork, channel_id: str, *, policy: Policy, at: datetime) -> int:
    """Give the questions of a channel the audience that the channel has now; return how many it concerned.

    A topic that was asked there alone moves as a whole, with its article. Of one that was asked elsewhere too the
    questions leave, and the article loses what it had from there: it is for other people.
    """
    channel = await uow.channels.get(channel_id)
    if channel is None:
        return 0
    audience = audience_of(channel)
    moved = [q for q in await uow.questions.in_channel(channel_id) if q.audience != audience]
    topics = await uow.questions.topics({q.topic_id for q in moved if q.topic_id is not None})
    for question in moved:
        question.audience = audience
    await uow.vectors.move("question", [q.id for q in moved], audience)
    for topic in topics:
        asked = await uow.questions.of_topic(topic.id)
        if all(q.channel_id == channel_id for q in asked):
            await _move(uow, topic, audience, at=at)
        else:
            await _part(uow, topic, channel, [q for q in asked if q.channel_id == channel_id], policy=policy, at=at)
    return len(moved)


async def _move(uow: UnitOfWork, topic: Topic, audience: str, *, at: datetime) -> None:
    topic.audience = audience
    for article in await uow.articles.made_of([topic.id], []):
        article.audience = audience
        await review.hand_over(uow, article, at=at)
        if article.status in ("verified", "stale"):
            await publishing.spread_anew(uow, article, at=at)
            await publishing.bring_links_in_line(uow, article)


async def _part(
    uow: UnitOfWork, topic: Topic, channel: Channel, leaving: Sequence[Question], *, policy: Policy, at: datetime
) -> None:
    for article in await uow.articles.made_of([topic.id], []):
        await _take_out(uow, article, channel, policy=policy, at=at)
    for question in leaving:
        question.topic_id, question.placed_at = None, None
        await uow.enqueue(
            PlaceQuestion(workspace_id=uow.workspace_id, question_id=question.id, quietly=True),
            key=f"place-again:{question.id}:{question.audience}:{at.timestamp()}",
        )


async def _take_out(uow: UnitOfWork, article: Article, channel: Channel, *, policy: Policy, at: datetime) -> None:
    held = await uow.messages.in_channel(channel.channel_id)
    await withdrawing.withdraw(
        uow, article, [MessageRef(message.channel_id, message.ts) for message in held], policy=policy, at=at
    )
