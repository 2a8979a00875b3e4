"""Telling askers: that others asked before, and whatever comes closest where they addressed Thrice itself."""

import re
from datetime import timedelta
from typing import Final

from bot.knowledge.evidence import is_anonymous
from bot.knowledge.jobs import AnswerMention, TellAsker
from bot.knowledge.rule_of_three import fires_at, occurrences_of
from bot.workspaces.policy import Policy
from models.questions import Question, Topic
from models.uow import UnitOfWork

_OVERTAKEN: Final = timedelta(minutes=10)
"""How far apart events may come that belong in another order; Slack gives up on one after some six minutes."""


async def tell_askers(uow: UnitOfWork, topic: Topic, question: Question, *, fired: bool, policy: Policy) -> bool:
    """Tell the asker that others asked before; and, as the rule comes to hold, who asked after them just now.

    Slack's events may come in another order than that in which people asked. Returns whether the asker is told.
    """
    asked = await uow.questions.of_topic(topic.id)
    by_id = {one.id: one for one in asked}
    occurrences = occurrences_of(asked, policy)
    told = set()
    for which, occurrence in enumerate(occurrences):
        first = by_id[occurrence.questions[0]]
        # Who asked before the question that made the rule hold was told nothing, and rightly.
        overtaken = fired and timedelta(0) < first.asked_at - question.asked_at < _OVERTAKEN
        if not (first.id == question.id or overtaken) or is_anonymous(first.asker):
            continue
        if (firing := fires_at(occurrences, which, policy)) is not None:
            told.add(first.id)
            job = TellAsker(
                workspace_id=uow.workspace_id,
                question_id=first.id,
                topic_id=topic.id,
                ordinal=len(firing.occurrences),
            )
            # An edit can bring a question into another topic: there it is the how-manieth anew.
            await uow.enqueue(job, key=f"tell:{first.id}:{topic.id}")
    return question.id in told


async def answer_a_mention(uow: UnitOfWork, question: Question) -> None:
    """See to it that whoever addressed Thrice with a question gets an answer to it, though there is no sure one."""
    if not is_anonymous(question.asker) and await addresses_thrice(uow, question):
        await uow.enqueue(
            AnswerMention(workspace_id=uow.workspace_id, question_id=question.id), key=f"mention:{question.id}"
        )


async def addresses_thrice(uow: UnitOfWork, question: Question) -> bool:
    """Tell whether the message that asks mentions Thrice."""
    message = await uow.messages.get(question.channel_id, question.ts)
    workspace = await uow.workspaces.get(uow.workspace_id)
    if message is None or workspace is None or not workspace.bot_user_id:
        return False
    return re.search(rf"<@{re.escape(workspace.bot_user_id)}[|>]", message.text) is not None
