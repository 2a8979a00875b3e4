"""Capture: which messages become questions, and which are kept because a followed thread needs them."""

from collections.abc import Sequence
from enum import StrEnum

from bot.knowledge import detection
from bot.knowledge.heard import Heard, storable
from bot.knowledge.jobs import ConsiderDraft, KeepNote, PlaceQuestion
from bot.knowledge.second_questions import Said, asks_something_else
from bot.workspaces.audience import audience_of
from bot.workspaces.policy import Policy
from models.channels import Channel
from models.members import Member
from models.messages import Message
from models.questions import Question
from models.uow import UnitOfWork


class NotCaptured(StrEnum):
    """Why a message was not captured; `/thrice why` says it in words."""

    NOT_HERE = "not_here"
    SWITCHED_OFF = "switched_off"
    BOT = "bot"
    GUEST = "guest"
    PARTNER = "partner"
    FORGOTTEN = "forgotten"
    UNKNOWN_PERSON = "unknown_person"


def why_not(channel: Channel | None, author: Member | None, policy: Policy) -> NotCaptured | None:
    """Return why nothing of this author is captured in this channel, or none if it is."""
    if channel is None or channel.left_at is not None:
        return NotCaptured.NOT_HERE
    if not channel.capturing:
        return NotCaptured.SWITCHED_OFF
    if author is None or author.seen_at is None:
        return NotCaptured.UNKNOWN_PERSON
    if author.is_bot:
        return NotCaptured.BOT
    if author.forgotten_at is not None:
        return NotCaptured.FORGOTTEN
    if author.is_guest and not policy.capture_guests:
        return NotCaptured.GUEST
    if author.is_partner and not policy.capture_partners:
        return NotCaptured.PARTNER
    return None


async def hear(uow: UnitOfWork, heard: Heard, policy: Policy) -> Question | None:
    """Take in a new message: capture its question, or keep it as a reply of a followed thread, or let it pass.

    In a thread that asks, a question is captured only where it has nothing to do with what was said there.

    Returns the question captured, if any. Hearing a message a second time changes nothing.
    """
    channel = await uow.channels.get(heard.channel_id)
    if why_not(channel, await uow.members.get(heard.author), policy) is not None or channel is None:
        return None
    if await uow.messages.get(heard.channel_id, heard.ts) is not None:
        return None
    questions = await uow.questions.of_thread(heard.channel_id, heard.thread_ts)
    notes = await uow.notes.of_thread(heard.channel_id, heard.thread_ts)
    if heard.is_root or not questions or await _asks_something_else(uow, heard, questions):
        question = await capture(uow, heard, channel)
        if question is not None:
            await uow.enqueue(
                PlaceQuestion(workspace_id=uow.workspace_id, question_id=question.id),
                key=f"place:{uow.workspace_id}:{heard.channel_id}:{heard.ts}",
            )
            return question
    if not heard.is_root and (questions or notes):
        uow.add(as_message(heard))
        await _consider(uow, questions, occasion=f"reply:{heard.channel_id}:{heard.ts}")
        for note in notes:
            await uow.enqueue(
                KeepNote(workspace_id=uow.workspace_id, note_id=note.id), key=f"note:{note.id}:{heard.ts}"
            )
    return None


async def _asks_something_else(uow: UnitOfWork, heard: Heard, questions: Sequence[Question]) -> bool:
    """Tell whether a reply asks something that has nothing to do with what its thread asks."""
    found = detection.find_question(heard.text)
    if found is None or not found.worth_capturing:
        return False
    held = await uow.messages.threads({(heard.channel_id, heard.thread_ts)})
    said = [Said(message.author, message.text) for message in held if message.at < heard.at]
    return asks_something_else(found, heard.author, said, {question.asker for question in questions})


async def capture(uow: UnitOfWork, heard: Heard, channel: Channel) -> Question | None:
    """Keep the question that a message asks, if it asks one worth keeping; the caller has checked who may be heard.

    Adds the `Message` and the `Question`, without a vector and in no topic yet.
    """
    question = as_question(heard, channel)
    if question is not None:
        uow.add(as_message(heard), question)
        await uow.flush()
    return question


def as_question(heard: Heard, channel: Channel) -> Question | None:
    """Return the row that keeps the question of a message, or none where it asks nothing worth keeping."""
    found = detection.find_question(heard.text)
    if found is None or not found.worth_capturing:
        return None
    return Question(
        channel_id=heard.channel_id,
        ts=heard.ts,
        thread_ts=heard.thread_ts,
        asker=heard.author,
        text=storable(found.text),
        gist=storable(found.gist),
        kind=found.kind,
        audience=audience_of(channel),
        asked_at=heard.at,
    )


def as_message(heard: Heard) -> Message:
    """Return the row that keeps a message."""
    return Message(
        channel_id=heard.channel_id,
        ts=heard.ts,
        thread_ts=heard.thread_ts,
        author=heard.author,
        text=storable(heard.text),
        marks=0,
        at=heard.at,
    )


async def mark(uow: UnitOfWork, channel_id: str, ts: str, *, by: int, occasion: str) -> None:
    """Count a check mark (`by` = 1) on a reply that we hold, or one taken back (`by` = -1)."""
    message = await uow.messages.get(channel_id, ts)
    if message is None:
        return
    message.marks = max(0, message.marks + by)
    questions = await uow.questions.of_thread(channel_id, message.thread_ts)
    await _consider(uow, questions, occasion=f"mark:{occasion}")


async def _consider(uow: UnitOfWork, questions: Sequence[Question], *, occasion: str) -> None:
    """A new reply may be the answer that a topic's draft waits for."""
    topic_ids = sorted({q.topic_id for q in questions if q.topic_id is not None})
    for topic in await uow.questions.topics(topic_ids):
        if topic.waiting and topic.dismissed_at is None:
            await uow.enqueue(
                ConsiderDraft(workspace_id=uow.workspace_id, topic_id=topic.id),
                key=f"consider:{topic.id}:{occasion}",
            )
