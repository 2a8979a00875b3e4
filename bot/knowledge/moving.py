"""Moving: a question whose edit changed what it asks leaves its topic, as if it had never been asked there."""

from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.knowledge import settling, withdrawing
from bot.knowledge.drafting.values import MessageRef
from bot.knowledge.rule_of_three import fires
from bot.workspaces.policy import Policy
from models.questions import Question, Topic
from models.uow import UnitOfWork

SAME_QUESTION: Final = 0.85
"""The cosine of a question's wordings before and after an edit from which it keeps its place.

With the local embedder, edits that add a circumstance or turn a phrase score .86 and above ("VPN access" / "VPN access
from home": .88), those that ask something else .85 and below ("restore" / "delete a backup": .85, "VPN access" / "VPN
certificate": .51). Misspelt words can score anything (.27 and up). So being below does not throw a question out: it
is placed anew, and one that was only put right comes to stand where it stood, because it now fits there better.
"""
SAME_WORDS: Final = 0.995
"""The cosine from which there was no edit at all: a job ran again. Not 1, for an embedder may round by its batch."""


def asks_otherwise(before: NDArray[np.float32] | None, now: NDArray[np.float32], *, has_place: bool) -> bool:
    """Tell whether an edit may have changed what is asked; where the old vector is not held, nothing says so.

    A question in no topic has no place to keep: whatever was mended in it may be what kept it from one.
    """
    return before is not None and float(before @ now) < (SAME_QUESTION if has_place else SAME_WORDS)


async def leave_topic(uow: UnitOfWork, question: Question, *, policy: Policy, at: datetime) -> None:
    """Take a question out of its topic: it counts there no longer, and its wording is shown there no longer."""
    topic = await uow.questions.topic(question.topic_id) if question.topic_id is not None else None
    question.topic_id = None
    await uow.flush()
    if topic is None:
        return
    await take_titles(uow, question, policy=policy, at=at)
    await recount(uow, topic, policy=policy)
    article = await uow.articles.of_topic(topic.id)
    if article is not None:
        await settling.refresh_cards(uow, article, occasion=f"moved:{question.id}:{at.timestamp()}")


async def take_titles(uow: UnitOfWork, question: Question, *, policy: Policy, at: datetime) -> None:
    """Where a question's wording is a topic's title, let the next one take its place."""
    ref = MessageRef(question.channel_id, question.ts)
    for topic in await uow.questions.titled_by(question.id):
        article = await uow.articles.of_topic(topic.id)
        if article is not None:
            await withdrawing.withdraw_title(uow, article, ref, policy=policy, at=at)
        if topic.title_question_id == question.id:
            topic.title, topic.title_question_id = "", None


async def recount(uow: UnitOfWork, topic: Topic, *, policy: Policy) -> None:
    """Let a topic wait for its third occurrence again where one is gone, unless it has been drafted already."""
    if topic.fired_at is None or await uow.articles.of_topic(topic.id) is not None:
        return
    if fires(await uow.questions.of_topic(topic.id), policy) is None:
        topic.fired_at, topic.waiting = None, False
