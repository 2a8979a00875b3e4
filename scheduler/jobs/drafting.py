"""Jobs of drafting: load the threads, let the drafter write with no transaction open, and keep what it wrote."""

from typing import Final

from bot.knowledge import articles, drafts
from bot.knowledge.drafting.values import Draft
from bot.knowledge.drafts import DraftTask
from bot.knowledge.jobs import ConsiderDraft, DraftFromNote, KeepArticleVector
from bot.knowledge.vectors import to_bytes
from bot.workspaces.acquaintance import introduce
from scheduler.jobs.tools import Tools

_A_NAME_IS_WORTH: Final = 10.0
"""Seconds: a card is to come within thirty."""


async def consider_draft(tools: Tools, job: ConsiderDraft) -> None:
    """Draft a topic's article if its rule holds and a thread has an answer; else it goes on waiting."""
    async with tools.storage.look(job.workspace_id) as uow:
        task = await drafts.task_for_topic(uow, job.topic_id)
    if task is None:
        return
    draft = await _drafted(tools, job.workspace_id, task)
    async with tools.storage.begin(job.workspace_id) as uow:
        kept = await drafts.keep_for_topic(uow, task, draft, policy=await tools.policy_in(uow), at=tools.clock())
    if kept is not None:
        tools.metrics.drafts.labels(draft.made_by).inc()


async def draft_from_note(tools: Tools, job: DraftFromNote) -> None:
    """Draft an article from a message that several people saved."""
    async with tools.storage.look(job.workspace_id) as uow:
        task = await drafts.task_for_note(uow, job.note_id)
    if task is None:
        return
    draft = await _drafted(tools, job.workspace_id, task)
    async with tools.storage.begin(job.workspace_id) as uow:
        kept = await drafts.keep_for_note(uow, job.note_id, draft, policy=await tools.policy_in(uow), at=tools.clock())
    if kept is not None:
        tools.metrics.drafts.labels(draft.made_by).inc()


async def _drafted(tools: Tools, workspace_id: int, task: DraftTask) -> Draft:
    """Have a draft written, and get to know those whom it speaks of, so that it can name them."""
    draft = await tools.drafter.draft(task.threads, budget=tools.budget(workspace_id))
    people = articles.spoken_of(draft)
    await introduce(tools.storage, tools.chat, workspace_id, people, clock=tools.clock, within=_A_NAME_IS_WORTH)
    return draft


async def keep_article_vector(tools: Tools, job: KeepArticleVector) -> None:
    """Make a published article findable by meaning and by words."""
    async with tools.storage.look(job.workspace_id) as uow:
        article = await uow.articles.get(job.article_id)
        revision = await uow.articles.revision(job.article_id, job.revision)
    if article is None or revision is None:
        return
    [vector] = await tools.embedder.embed([f"{revision.title}\n{revision.body_markdown[:1000]}"])
    async with tools.storage.begin(job.workspace_id) as uow:
        now = await uow.articles.get(job.article_id)
        if now is None or now.published_revision != job.revision or now.status not in ("verified", "stale"):
            return
        await uow.vectors.put(
            "article", now.id, audience=now.audience, model_id=tools.embedder.model_id, vector=to_bytes(vector)
        )
        await uow.words.put("article", now.id, audience=now.audience, title=revision.title, body=revision.body_markdown)
