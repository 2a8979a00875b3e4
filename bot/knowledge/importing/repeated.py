"""What was asked most: the end of an import, and its purpose."""

from dataclasses import dataclass, replace

from bot.knowledge.articles import stored_draft
from bot.knowledge.drafting.answers import has_answer
from bot.knowledge.evidence import threads_of
from bot.knowledge.rule_of_three import occurrences_of
from bot.workspaces.policy import Policy
from models.questions import Topic
from models.uow import Storage, UnitOfWork

MOST = 20
"""Rows of the list."""


@dataclass(frozen=True)
class Repeated:
    """A question that came back. `times` counts occurrences, `people` who asked."""

    times: int
    people: int
    question: str
    has_answer: bool
    title: str | None = None
    """The title of its draft or article, where there is one."""
    short_answer: str = ""


async def most_repeated(
    storage: Storage, workspace_id: int, *, policy: Policy, most: int = MOST
) -> tuple[Repeated, ...]:
    """Return the questions that were asked most in a workspace, at least twice each, the most asked first."""
    async with storage.look(workspace_id) as uow:
        policy = policy.in_workspace(await uow.workspaces.get(workspace_id))
        # Re-asking within a day is one occurrence, so that the order may still change: look at some more.
        topics = await uow.imports.most_asked_topics(most * 3)
        found = [await _repeated(uow, topic, policy) for topic in topics]
    found.sort(key=lambda repeated: (-repeated.times, -repeated.people))
    return tuple(repeated for repeated in found if repeated.times > 1)[:most]


async def _repeated(uow: UnitOfWork, topic: Topic, policy: Policy) -> Repeated:
    questions = await uow.questions.of_topic(topic.id)
    occurrences = occurrences_of(questions, policy)
    article = await uow.articles.of_topic(topic.id)
    threads = await threads_of(uow, questions)
    told = Repeated(
        times=len(occurrences),
        people=len({occurrence.asker for occurrence in occurrences}),
        question=topic.title or questions[0].text,
        has_answer=any(has_answer(thread) for thread in threads),
    )
    if article is None:
        return told
    revision = await uow.articles.revision(article.id, article.revision)
    draft = stored_draft(revision)
    answer = " ".join(statement.text for statement in draft.answer) if draft is not None else ""
    return replace(told, title=article.title, short_answer=answer)
