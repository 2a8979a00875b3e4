"""Evidence: loads the threads behind questions as the values from which drafts are made."""

from collections.abc import Sequence

from bot.knowledge.drafting.values import SourceMessage, Thread
from bot.knowledge.permalinks import permalink
from models.messages import Message
from models.questions import Question
from models.uow import UnitOfWork

ANONYMOUS = "anonymous"
"""The asker of a question that Thrice posted for somebody; who it was is stored nowhere."""

BOT = "bot"
"""The author of what a program said: held only where a person saved it, and never an answer."""


def is_anonymous(asker: str) -> bool:
    """Tell whether a question was asked anonymously (each such question counts as one more person)."""
    return asker == ANONYMOUS or asker.startswith(f"{ANONYMOUS}:")


def as_source(message: Message, workspace_url: str) -> SourceMessage:
    """Return a held message as evidence."""
    return SourceMessage(
        channel=message.channel_id,
        ts=message.ts,
        thread_ts=message.thread_ts,
        author=message.author,
        text=message.text,
        permalink=permalink(workspace_url, message.channel_id, message.ts, message.thread_ts),
        marks=message.marks,
        at=message.at,
        is_bot=message.author == BOT,
    )


async def threads_of(uow: UnitOfWork, questions: Sequence[Question]) -> tuple[Thread, ...]:
    """Return the thread of each question, with the replies that came after it; a thread counts once.

    A question whose message is no longer held has no thread. Messages of people who were forgotten are left out.
    """
    workspace = await uow.workspaces.get(uow.workspace_id)
    url = workspace.url if workspace is not None else ""
    held: dict[tuple[str, str], list[Message]] = {}
    for message in await uow.messages.threads({(q.channel_id, q.thread_ts) for q in questions}):
        if message.author:
            held.setdefault((message.channel_id, message.thread_ts), []).append(message)
    threads: dict[tuple[str, str], Thread] = {}
    for question in questions:
        place = (question.channel_id, question.thread_ts)
        asked = next((m for m in held.get(place, ()) if m.ts == question.ts), None)
        if asked is None or place in threads:
            continue
        replies = tuple(as_source(m, url) for m in held[place] if m.at > asked.at)
        asker = None if is_anonymous(question.asker) else question.asker
        threads[place] = Thread(question.channel_id, question.thread_ts, asker, as_source(asked, url), replies)
    return tuple(threads.values())
