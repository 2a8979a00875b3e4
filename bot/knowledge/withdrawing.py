"""Withdrawing: when messages go or change, everything that articles took from them goes or changes too,
in every revision, so that no history shows what its author deleted."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.knowledge import articles
from bot.knowledge.drafting import follow_through
from bot.knowledge.drafting.render import escape, render, sentence
from bot.knowledge.drafting.slack_text import FORMER_MEMBER, rename_people
from bot.knowledge.drafting.titles import phrasing
from bot.knowledge.drafting.values import Draft, MessageRef, SourceMessage, Statement, Title, to_json
from bot.knowledge.evidence import as_source
from bot.knowledge.freshness import turn_stale
from bot.knowledge.hand_written import body_without, renamed, retold
from bot.knowledge.heard import storable
from bot.knowledge.settling import settle
from bot.workspaces.policy import Policy
from models.articles import Article, Revision
from models.messages import Message
from models.questions import Question, Topic
from models.uow import UnitOfWork

UNTITLED = "A question whose wording was withdrawn"

_Changes = list[tuple[Statement, Statement | None]]


@dataclass(frozen=True)
class Person:
    """Somebody who is being forgotten, and the name by which pages called them."""

    user_id: str
    name: str


async def withdraw(
    uow: UnitOfWork, article: Article, gone: Collection[MessageRef], *, policy: Policy, at: datetime
) -> None:
    """Take what rests on the deleted messages `gone` alone out of every revision of an article, titles as well.

    An article of which nothing is left is withdrawn; one that is published shows what is left at once.
    """
    refs = set(gone)
    permalinks = await _permalinks(uow, article, refs)
    sentences = await _rewrite(
        uow,
        article,
        lambda draft: follow_through.without(draft, refs),
        lambda draft: follow_through.lost(draft, refs),
    )
    for revision in await _hand_written(uow, article):
        revision.body_markdown = retold(body_without(revision.body_markdown, permalinks), sentences)
    await _take_title(uow, article, refs)
    await settle(uow, article, permalinks=permalinks, reason="a source was withdrawn", policy=policy, at=at)
    await _ask_for_title(uow, article, policy=policy, at=at)


async def withdraw_title(uow: UnitOfWork, article: Article, ref: MessageRef, *, policy: Policy, at: datetime) -> None:
    """Take a message's wording out of an article's titles alone: the message stays, but asks no longer."""
    if await _take_title(uow, article, {ref}):
        await settle(uow, article, permalinks=set(), reason="its title was withdrawn", policy=policy, at=at)
        await _ask_for_title(uow, article, policy=policy, at=at)


async def forget_author(
    uow: UnitOfWork, article: Article, person: Person, gone: Collection[MessageRef], *, policy: Policy, at: datetime
) -> None:
    """Take a person's words, id and name out of every revision of an article; its title stays.

    `gone` are the person's messages. Where others said the same, they are cited as a former member's.
    """
    refs = set(gone)
    permalinks = await _permalinks(uow, article, refs)
    # Read before they change: what a person wrote over a draft may hold its sentences with other people's names.
    sentences = await _rewrite(
        uow,
        article,
        lambda draft: _unnamed(follow_through.without_author(draft, refs), person),
        lambda draft: follow_through.lost(draft, refs),
    )
    for revision in await _hand_written(uow, article):
        left = retold(body_without(revision.body_markdown, permalinks), sentences)
        revision.body_markdown = renamed(left, escape(person.name), FORMER_MEMBER)
    await uow.flush()
    await settle(uow, article, permalinks=permalinks, reason="a person was forgotten", policy=policy, at=at, stays=True)


async def follow_edit(
    uow: UnitOfWork, article: Article, message: SourceMessage, *, policy: Policy, at: datetime
) -> None:
    """Bring every revision of an article in line with a source message that was edited: what it no longer says goes.

    Where a person had written over what it said, the reviewer is asked whether that is still right.
    """
    newest = await uow.articles.revision(article.id, article.revision)
    title, before = article.title, newest.body_markdown if newest is not None else ""
    sentences = await _rewrite(
        uow,
        article,
        lambda draft: follow_through.with_edited(draft, message),
        lambda draft: follow_through.retold(draft, message),
    )
    for revision in await _hand_written(uow, article):
        revision.body_markdown = retold(revision.body_markdown, sentences)
    await _follow_title(uow, article, message)
    await uow.flush()
    if newest is None or (newest.body_markdown == before and article.title == title and not sentences):
        return
    by_hand = newest.draft is None
    await settle(uow, article, permalinks={message.permalink}, reason="a source was edited", policy=policy, at=at)
    if by_hand and sentences:
        await turn_stale(uow, article, why="changed", policy=policy, at=at)


async def retitle(uow: UnitOfWork, topic: Topic, question: Question) -> None:
    """Take a question's new wording where its old one is the topic's title; `follow_edit` does the article's."""
    message = await uow.messages.get(question.channel_id, question.ts)
    topic.title = _title_of(message, question) if message is not None else question.text


# Every revision ------------------------------------------------------------------------------------------


async def _rewrite(
    uow: UnitOfWork, article: Article, change: Callable[[Draft], Draft], changes: Callable[[Draft], _Changes]
) -> dict[str, str]:
    """Change every drafted revision; return the sentences that changed, old wording -> new, empty where it went."""
    sentences: dict[str, str] = {}
    for revision in await uow.articles.revisions(article.id):
        draft = articles.stored_draft(revision)
        if draft is None:
            continue
        names = await articles.names_in(uow, draft)
        for before, after in changes(draft):
            sentences[sentence(before, names)] = sentence(after, names) if after is not None else ""
        left = change(draft)
        if left != draft:
            await _store(uow, revision, left)
    await uow.flush()
    return {old: new for old, new in sentences.items() if old != new}


async def _store(uow: UnitOfWork, revision: Revision, draft: Draft) -> None:
    revision.draft, revision.title = to_json(draft), storable(draft.title)
    revision.body_markdown = storable(render(draft, await articles.names_in(uow, draft)))


async def _hand_written(uow: UnitOfWork, article: Article) -> list[Revision]:
    return [revision for revision in await uow.articles.revisions(article.id) if revision.draft is None]


async def _permalinks(uow: UnitOfWork, article: Article, refs: set[MessageRef]) -> set[str]:
    return {s.permalink for s in await uow.articles.all_sources(article.id) if (s.channel_id, s.ts) in refs}


def _unnamed(draft: Draft, person: Person) -> Draft:
    """The draft with a mention of the person turned into words that name nobody."""

    def told(statement: Statement) -> Statement:
        evidence = tuple(replace(e, quote=rename_people(e.quote, nobody)) for e in statement.evidence)
        return Statement(rename_people(statement.text, nobody), evidence)

    nobody: Mapping[str, str] = {person.user_id: FORMER_MEMBER}
    return replace(
        draft,
        answer=tuple(map(told, draft.answer)),
        steps=tuple(map(told, draft.steps)),
        sides=tuple(replace(side, statements=tuple(map(told, side.statements))) for side in draft.sides),
    )


# Titles --------------------------------------------------------------------------------------------------


async def _take_title(uow: UnitOfWork, article: Article, gone: set[MessageRef]) -> bool:
    """Replace titles that are the wording of one of the messages `gone`, in every revision; return whether any was."""
    topic = await uow.questions.topic(article.topic_id) if article.topic_id is not None else None
    newest = await uow.articles.revision(article.id, article.revision)
    draft = articles.stored_draft(newest)
    # What a person left as the title when writing over the draft is the question's wording as much as before.
    goes = draft.title_from in gone if draft is not None else topic is not None and await _titled_by(uow, topic, gone)
    title = await _next_title(uow, topic, gone) if goes else Title(article.title, None)
    changed = goes
    for revision in await uow.articles.revisions(article.id):
        old = articles.stored_draft(revision)
        if old is not None and old.title_from in gone:
            await _store(uow, revision, replace(old, title=title.text, title_from=title.source))
            changed = True
        elif goes and revision.title == article.title:
            revision.title = title.text
    article.title = title.text
    await uow.flush()
    return changed


async def _titled_by(uow: UnitOfWork, topic: Topic, refs: set[MessageRef]) -> bool:
    """Tell whether the topic's title is still the wording of one of these messages, not one that a person chose."""
    if topic.title_question_id is None:
        return False
    question = await uow.questions.get(topic.title_question_id)
    return question is not None and (question.channel_id, question.ts) in refs


async def _next_title(uow: UnitOfWork, topic: Topic | None, gone: set[MessageRef]) -> Title:
    """Return the wording of the next who asked, and make it the topic's."""
    if topic is None:
        return Title(UNTITLED, None)
    for question in await uow.questions.of_topic(topic.id):
        ref = MessageRef(question.channel_id, question.ts)
        message = await uow.messages.get(*ref) if ref not in gone else None
        if message is not None and message.author:
            topic.title, topic.title_question_id = _title_of(message, question), question.id
            return Title(topic.title, ref)
    topic.title, topic.title_question_id = UNTITLED, None
    return Title(UNTITLED, None)


async def _follow_title(uow: UnitOfWork, article: Article, message: SourceMessage) -> None:
    """Bring the article's title in line with its newest revision, and that with the question it is the wording of."""
    newest = await uow.articles.revision(article.id, article.revision)
    topic = await uow.questions.topic(article.topic_id) if article.topic_id is not None else None
    if newest is None:
        return
    if newest.draft is None and topic is not None and await _titled_by(uow, topic, {message.ref}):
        newest.title = topic.title
    article.title = newest.title


async def _ask_for_title(uow: UnitOfWork, article: Article, *, policy: Policy, at: datetime) -> None:
    """Have the reviewer give a title where no wording is left; the card of a draft shows that by itself."""
    if article.title == UNTITLED:
        await turn_stale(uow, article, why="title", policy=policy, at=at)


def _title_of(message: Message, question: Question) -> str:
    title = phrasing(as_source(message, ""))
    return title.text if title is not None else question.text
