"""Following through: an edited or deleted message changes or withdraws all that was made of it."""

from datetime import datetime

from bot.knowledge import detection, moving, saving, settling, withdrawing
from bot.knowledge.drafting.values import MessageRef
from bot.knowledge.evidence import as_source
from bot.knowledge.heard import storable
from bot.knowledge.jobs import KeepNote, PlaceQuestion
from bot.workspaces.policy import Policy
from models.articles import Article
from models.messages import Message
from models.questions import Question
from models.uow import UnitOfWork


async def edited(
    uow: UnitOfWork, channel_id: str, ts: str, text: str, *, policy: Policy, at: datetime, occasion: str
) -> bool:
    """Take in a message's new text; return whether the message is one that we hold."""
    message = await uow.messages.get(channel_id, ts)
    if message is None:
        return False
    if message.text == storable(text):
        return True
    message.text, message.edited_at = storable(text), at
    question = await uow.questions.of_message(channel_id, ts)
    concerned = {article.id: article for article in await uow.articles.citing(channel_id, ts)}
    if question is not None:
        concerned |= await _ask_anew(uow, question, message, policy=policy, at=at, occasion=occasion)
    workspace = await uow.workspaces.get(uow.workspace_id)
    source = as_source(message, workspace.url if workspace is not None else "")
    for article in concerned.values():
        await withdrawing.follow_edit(uow, article, source, policy=policy, at=at)
        await settling.refresh_cards(uow, article, occasion=f"edited:{occasion}")
    for note in await uow.notes.of_thread(channel_id, message.thread_ts):
        await _keep_note_again(uow, note.id, occasion)
    return True


async def _ask_anew(
    uow: UnitOfWork, question: Question, message: Message, *, policy: Policy, at: datetime, occasion: str
) -> dict[int, Article]:
    """Take a question's new wording; one that no longer asks is withdrawn. Returns the articles that show it."""
    found = detection.find_question(message.text)
    concerned = await _showing(uow, question)
    if found is None:
        await _drop_question(uow, question, policy=policy, at=at)
        return concerned
    question.text, question.gist, question.kind = storable(found.text), storable(found.gist), found.kind
    for topic in await uow.questions.titled_by(question.id):
        await withdrawing.retitle(uow, topic, question)
    await uow.flush()
    await uow.enqueue(
        PlaceQuestion(workspace_id=uow.workspace_id, question_id=question.id),
        key=f"place-again:{question.id}:{occasion}",
    )
    return concerned


async def _showing(uow: UnitOfWork, question: Question) -> dict[int, Article]:
    """Return the articles that show a question's wording: as a title, or as one of the ways in which it was asked."""
    topics = {topic.id for topic in await uow.questions.titled_by(question.id)}
    if question.topic_id is not None:
        topics.add(question.topic_id)
    found = [await uow.articles.of_topic(topic_id) for topic_id in sorted(topics)]
    return {article.id: article for article in found if article is not None}


async def deleted(uow: UnitOfWork, channel_id: str, ts: str, *, policy: Policy, at: datetime, occasion: str) -> bool:
    """Withdraw everything that was made of a message; return whether there was anything."""
    note = await uow.notes.of_message(channel_id, ts)
    if note is not None:
        await saving.remove(uow, note, occasion=f"deleted:{occasion}")
    message = await uow.messages.get(channel_id, ts)
    question = await uow.questions.of_message(channel_id, ts)
    # Cited, though not held: the message of somebody who was forgotten.
    concerned = {article.id: article for article in await uow.articles.citing(channel_id, ts)}
    if message is None and not concerned:
        return note is not None
    if message is not None:
        await uow.delete(message)
        await uow.flush()
    if question is not None:
        concerned |= await _showing(uow, question)
    for article in concerned.values():
        await withdrawing.withdraw(uow, article, [MessageRef(channel_id, ts)], policy=policy, at=at)
    if question is not None:
        await _drop_question(uow, question, policy=policy, at=at)
    for article in concerned.values():
        await settling.refresh_cards(uow, article, occasion=f"deleted:{occasion}")
    for other in await uow.notes.of_thread(channel_id, message.thread_ts if message is not None else ts):
        await _keep_note_again(uow, other.id, occasion)
    return True


async def _drop_question(uow: UnitOfWork, question: Question, *, policy: Policy, at: datetime) -> None:
    """Let a question count no longer; where its wording is a title, the next one takes its place."""
    topic = await uow.questions.topic(question.topic_id) if question.topic_id is not None else None
    await moving.take_titles(uow, question, policy=policy, at=at)
    await uow.vectors.remove("question", question.id)
    await uow.delete(question)
    await uow.flush()
    if topic is not None:
        await moving.recount(uow, topic, policy=policy)


async def _keep_note_again(uow: UnitOfWork, note_id: int, occasion: str) -> None:
    await uow.enqueue(KeepNote(workspace_id=uow.workspace_id, note_id=note_id), key=f"note:{note_id}:{occasion}")
