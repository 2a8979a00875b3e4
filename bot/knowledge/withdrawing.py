"""Withdrawing: when messages go or change, everything that articles took from them goes or changes too,
in every revision, so that no history shows what its author deleted."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.knowledge import articles, publishing, review
from bot.knowledge.drafting.follow_through import with_edited, without
from bot.knowledge.drafting.render import render
from bot.knowledge.drafting.titles import phrasing
from bot.knowledge.drafting.values import MessageRef, SourceMessage, to_json
from bot.knowledge.evidence import as_source
from bot.knowledge.freshness import turn_stale
from bot.workspaces.policy import Policy
from models.articles import Article, Revision
from models.messages import Message
from models.questions import Question, Topic
from models.uow import UnitOfWork

UNTITLED = "A question whose wording was withdrawn"

_SENTENCE_END = re.compile(r"(?<=[.!?)])\s+(?=[^\s(\[])")


async def withdraw(
    uow: UnitOfWork,
    article: Article,
    gone: Collection[MessageRef],
    *,
    with_titles: bool,
    policy: Policy,
    at: datetime,
) -> None:
    """Take what rests on the messages `gone` alone out of every revision of an article.

    `with_titles`: titles that are the wording of one of them go as well (a deletion; an erasure keeps titles).
    An article of which nothing is left is withdrawn; one that is published shows what is left at once.
    """
    permalinks = {s.permalink for s in await uow.articles.all_sources(article.id) if (s.channel_id, s.ts) in set(gone)}
    title = await _title_without(uow, article, gone) if with_titles else None
    for revision in await uow.articles.revisions(article.id):
        await _scrub(uow, revision, gone, permalinks, title)
    await uow.flush()
    newest = await uow.articles.revision(article.id, article.revision)
    if title is not None:
        article.title = title
    await _settle(uow, article, newest, permalinks=permalinks, at=at)
    if title == UNTITLED and article.status == "verified":
        await turn_stale(uow, article, why="title", policy=policy, at=at)


async def _scrub(
    uow: UnitOfWork, revision: Revision, gone: Collection[MessageRef], permalinks: set[str], title: str | None
) -> None:
    """Rewrite one stored revision as if the messages had never been cited."""
    if title is not None:
        revision.title = title
    draft = articles.stored_draft(revision)
    if draft is None:
        revision.body_markdown = body_without(revision.body_markdown, permalinks)
        return
    left = without(draft, set(gone))
    if title is not None:
        left = replace(left, title=title, title_from=None)
    revision.draft = to_json(left)
    revision.body_markdown = render(left, await articles.names_in(uow, left))


async def _title_without(uow: UnitOfWork, article: Article, gone: Collection[MessageRef]) -> str | None:
    """Return the title to take where the present one is the wording of a message that goes; else none."""
    draft = articles.stored_draft(await uow.articles.revision(article.id, article.revision))
    topic = await uow.questions.topic(article.topic_id) if article.topic_id is not None else None
    if draft is not None:
        if draft.title_from is None or draft.title_from not in gone:
            return None
    elif topic is None or topic.title_question_id is not None:
        return None
    if topic is None:
        return UNTITLED
    for question in await uow.questions.of_topic(topic.id):
        if (question.channel_id, question.ts) in gone:
            continue
        message = await uow.messages.get(question.channel_id, question.ts)
        if message is not None and message.author:
            topic.title, topic.title_question_id = _title_of(message, question), question.id
            return topic.title
    topic.title, topic.title_question_id = UNTITLED, None
    return UNTITLED


async def _settle(
    uow: UnitOfWork,
    article: Article,
    newest: Revision | None,
    *,
    permalinks: set[str],
    at: datetime,
) -> None:
    """Show what is left of an article everywhere: on its page, in the wikis, on its card."""
    if newest is None:
        return
    left = articles.stored_draft(newest)
    empty = not list(left.statements()) if left is not None else not newest.body_markdown.strip()
    article.revision += 1
    uow.add(
        Revision(
            article_id=article.id,
            number=article.revision,
            title=article.title,
            body_markdown=newest.body_markdown,
            draft=newest.draft,
            author=articles.THRICE,
            reason="a source was withdrawn",
            created_at=at,
        ),
        *articles.copies(
            (s for s in await uow.articles.sources(article.id, newest.number) if s.permalink not in permalinks),
            article.revision,
        ),
    )
    await uow.flush()
    uow.audit.note(articles.THRICE, "article.sources_withdrawn", f"article:{article.id}", at=at)
    await _tell(uow, article, empty=empty, at=at)


async def _tell(uow: UnitOfWork, article: Article, *, empty: bool, at: datetime) -> None:
    if article.status == "draft":
        if empty:
            await review.close(uow, article, "withdrawn", at=at)
            article.dismissed_at = at
            if article.topic_id is not None and (topic := await uow.questions.topic(article.topic_id)) is not None:
                topic.waiting = True
            return
        if (open_review := await uow.reviews.open_of(article.id)) is not None:
            open_review.revision = article.revision
    elif empty:
        await review.close(uow, article, "withdrawn", at=at)
        await publishing.retire(uow, article, by=articles.THRICE, at=at)
    else:
        article.published_revision = article.revision
        await publishing.spread(uow, article)
    for asked in await uow.reviews.all_of(article.id):
        await review.refresh_card(uow, asked, occasion=f"withdrawn:{article.revision}")


async def follow_edit(
    uow: UnitOfWork, article: Article, message: SourceMessage, *, policy: Policy, at: datetime
) -> None:
    """Bring an article in line with a source message that was edited: what it no longer says goes."""
    newest = await uow.articles.revision(article.id, article.revision)
    draft = articles.stored_draft(newest)
    if newest is None:
        return
    if draft is None:
        # A person wrote this text; whether it is still right is theirs to say.
        await turn_stale(uow, article, why="changed", policy=policy, at=at)
        return
    changed = with_edited(draft, message)
    if changed == draft:
        return
    await articles.redraw(uow, article, changed, author=articles.THRICE, reason="a source was edited", at=at)
    empty = not list(changed.statements())
    await _tell(uow, article, empty=empty, at=at)


async def retitle(uow: UnitOfWork, topic: Topic, question: Question, *, at: datetime) -> None:
    """Take a question's new wording where its old one is the topic's title, in every revision."""
    message = await uow.messages.get(question.channel_id, question.ts)
    old, topic.title = topic.title, _title_of(message, question) if message is not None else question.text
    article = await uow.articles.of_topic(topic.id)
    if article is None or topic.title == old:
        return
    for revision in await uow.articles.revisions(article.id):
        draft = articles.stored_draft(revision)
        if draft is not None and draft.title_from == (question.channel_id, question.ts):
            revision.title = topic.title
            revision.draft = to_json(replace(draft, title=topic.title))
            if revision.number == article.revision:
                article.title = topic.title
    await _tell(uow, article, empty=False, at=at)


def _title_of(message: Message, question: Question) -> str:
    title = phrasing(as_source(message, ""))
    return title.text if title is not None else question.text


def body_without(body: str, permalinks: Collection[str]) -> str:
    """Return a Markdown text without the sentences and list items that link to `permalinks` and to nothing else.

    A sentence that cites another address too keeps its words and loses the link.
    """
    if not permalinks:
        return body
    return "\n".join(kept for line in body.split("\n") if (kept := _line_without(line, permalinks)) is not None)


def _line_without(line: str, permalinks: Collection[str]) -> str | None:
    if not any(link in line for link in permalinks):
        return line
    sentences = _SENTENCE_END.split(line)
    kept = [left for sentence in sentences if (left := _sentence_without(sentence, permalinks)) is not None]
    return " ".join(kept) if kept else None


def _sentence_without(sentence: str, permalinks: Collection[str]) -> str | None:
    if not any(link in sentence for link in permalinks):
        return sentence
    left = sentence
    for link in permalinks:
        left = re.sub(rf"\s*(?:\[[^\]\n]*\]\({re.escape(link)}\)|<{re.escape(link)}>|{re.escape(link)})", "", left)
    return left if re.search(r"https?://", left) else None
