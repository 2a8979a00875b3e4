"""Drafts: what there is to draft from, and how a written draft becomes an article with one reviewer."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.knowledge import articles, review
from bot.knowledge.detection import find_question
from bot.knowledge.drafting.answers import has_answer
from bot.knowledge.drafting.values import Draft, SourceMessage, Thread
from bot.knowledge.evidence import as_source, threads_of
from bot.knowledge.reviewers import Candidate, in_line
from bot.workspaces.audience import audience_of
from bot.workspaces.policy import Policy
from models.articles import Article
from models.saving import Note
from models.uow import UnitOfWork

SURE = 0.6
"""Confidence of a topic from which its card says nothing of doubt, and is not rationed."""


@dataclass(frozen=True)
class DraftTask:
    """What a draft is to be written from."""

    topic_id: int | None
    threads: tuple[Thread, ...]


async def task_for_topic(uow: UnitOfWork, topic_id: int) -> DraftTask | None:
    """Return what to draft a topic's article from, or none where it has one, was dismissed or lacks an answer."""
    topic = await uow.questions.topic(topic_id)
    if topic is None or topic.fired_at is None or topic.dismissed_at is not None:
        return None
    if await uow.articles.of_topic(topic_id) is not None:
        return None
    threads = await threads_of(uow, await uow.questions.of_topic(topic_id))
    if not any(has_answer(thread) for thread in threads):
        return None
    return DraftTask(topic_id, threads)


async def keep_for_topic(
    uow: UnitOfWork, task: DraftTask, draft: Draft, *, policy: Policy, at: datetime, sure: float = SURE
) -> Article | None:
    """Keep a topic's draft as an article and ask for its review; none where another was faster."""
    await uow.questions.take_turn()
    if task.topic_id is None or await task_for_topic(uow, task.topic_id) is None:
        return None
    topic = await uow.questions.topic(task.topic_id)
    questions = await uow.questions.of_topic(task.topic_id)
    if topic is None or not questions:
        return None
    article = await articles.create(uow, draft, audience=topic.audience, topic_id=topic.id, note_id=None, at=at)
    topic.waiting = False
    topic.title = draft.title
    titled = [q for q in questions if draft.title_from == (q.channel_id, q.ts)]
    topic.title_question_id = titled[0].id if titled else None
    line = await in_line(uow, article, *([Candidate(draft.main_author, "answered")] if draft.main_author else ()))
    await review.ask(uow, article, line, policy=policy, at=at, uncertain=topic.confidence < sure)
    uow.audit.note(articles.THRICE, "article.drafted", f"article:{article.id}", at=at, made_by=draft.made_by)
    return article


async def task_for_note(uow: UnitOfWork, note_id: int) -> DraftTask | None:
    """Return what to draft an article from that several people's saving asks for."""
    note = await uow.notes.get(note_id)
    if note is None or await uow.articles.of_note(note_id) is not None:
        return None
    for question in await uow.questions.of_thread(note.channel_id, note.thread_ts):
        if question.topic_id is not None and await uow.articles.of_topic(question.topic_id) is not None:
            return None
    thread = await _thread_of(uow, note)
    return DraftTask(None, (thread,)) if thread is not None else None


async def _thread_of(uow: UnitOfWork, note: Note) -> Thread | None:
    """Return a saved message as a thread: its root asks, what was saved answers."""
    workspace = await uow.workspaces.get(uow.workspace_id)
    url = workspace.url if workspace is not None else ""
    held = {m.ts: as_source(m, url) for m in await uow.messages.thread(note.channel_id, note.thread_ts) if m.author}
    saved = held.get(note.ts)
    root = held.get(note.thread_ts)
    if saved is None:
        return None
    question: SourceMessage = root if root is not None else saved
    if saved.ts != question.ts:
        # Three people said that this reply is worth keeping: that is worth as much as their check marks.
        replies: tuple[SourceMessage, ...] = (replace(saved, marks=saved.marks + 3),)
        return Thread(note.channel_id, note.thread_ts, question.author, question, replies)
    later = tuple(m for m in held.values() if m.ts != saved.ts)
    asked = find_question(saved.text)
    if asked is not None and asked.worth_capturing and any(m.author != saved.author for m in later):
        return Thread(note.channel_id, note.thread_ts, saved.author, saved, later)
    return Thread(note.channel_id, note.thread_ts, None, saved, (replace(saved, marks=saved.marks + 3), *later))


async def keep_for_note(uow: UnitOfWork, note_id: int, draft: Draft, *, policy: Policy, at: datetime) -> Article | None:
    """Keep a note's draft as an article; its card goes to the author of the message, else to the curator."""
    note = await uow.notes.get(note_id)
    channel = await uow.channels.get(note.channel_id) if note is not None else None
    if note is None or channel is None or await task_for_note(uow, note_id) is None:
        return None
    article = await articles.create(uow, draft, audience=audience_of(channel), topic_id=None, note_id=note_id, at=at)
    await review.ask(uow, article, await in_line(uow, article, Candidate(note.author, "author")), policy=policy, at=at)
    uow.audit.note(articles.THRICE, "article.drafted", f"article:{article.id}", at=at, made_by=draft.made_by)
    return article
