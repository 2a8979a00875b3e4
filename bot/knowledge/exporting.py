"""Exports: everything that is held, and everything that is held about one person, as plain JSON values."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

from bot.knowledge.drafting.slack_text import FORMER_MEMBER, people, rename_people
from bot.knowledge.rule_of_three import occurrences_of
from bot.workspaces.policy import Policy
from models.articles import Source
from models.blocks import BlockMember
from models.learners import Learner
from models.members import Member
from models.messages import Message
from models.questions import Question
from models.repositories.exporting import ExportRepository, PersonRepository
from models.saving import Note
from models.uow import UnitOfWork
from models.workspaces import Workspace

Json = dict[str, Any]


async def export_everything(uow: UnitOfWork, policy: Policy) -> AsyncIterator[str]:
    """Give the pieces of one JSON object: questions, topics, articles, saved, members, each in the order of ids.

    All of one moment, and never more than a slice of it in memory. `uow` must only read and be begun for no
    workspace: everything of all of them is given. Tokens, sessions and the process's settings are no part of it.
    """
    reading = ExportRepository(uow.session)
    await reading.freeze()
    workspaces = {workspace.id: workspace for workspace in await reading.workspaces()}
    yield "{"
    async for piece in _listed("questions", _questions(reading, workspaces)):
        yield piece
    yield ","
    async for piece in _listed("topics", _topics(reading, workspaces, policy)):
        yield piece
    yield ","
    async for piece in _listed("articles", _articles(reading)):
        yield piece
    yield ","
    async for piece in _listed("saved", _saved(reading)):
        yield piece
    yield ","
    async for piece in _listed("members", _members(reading)):
        yield piece
    yield "}\n"


async def _listed(name: str, slices: AsyncIterator[Iterable[Json]]) -> AsyncIterator[str]:
    """Give the pieces of one list, an element a line."""
    yield f"\n{json.dumps(name)}: ["
    between = "\n"
    async for entries in slices:
        lines = [json.dumps(entry) for entry in entries]
        if lines:
            yield between + ",\n".join(lines)
            between = ",\n"
    yield "\n]"


async def _questions(reading: ExportRepository, workspaces: dict[int, Workspace]) -> AsyncIterator[list[Json]]:
    async for questions in reading.questions():
        yield [
            {
                "id": question.id,
                "team": workspaces[question.workspace_id].team_id,
                "channel": question.channel_id,
                "ts": question.ts,
                "thread_ts": question.thread_ts,
                "asker": question.asker,
                "text": question.text,
                "topic": question.topic_id,
            }
            for question in questions
        ]


async def _topics(
    reading: ExportRepository, workspaces: dict[int, Workspace], policy: Policy
) -> AsyncIterator[list[Json]]:
    async for topics in reading.topics():
        asked = await reading.asked([topic.id for topic in topics])
        yield [
            {
                "id": topic.id,
                "title": topic.title or next((question.text for question in asked.get(topic.id, [])), ""),
                "occurrences": _occurrences(
                    asked.get(topic.id, []), policy.in_workspace(workspaces[topic.workspace_id])
                ),
                "audience": topic.audience,
            }
            for topic in topics
        ]


async def _articles(reading: ExportRepository) -> AsyncIterator[list[Json]]:
    async for found in reading.articles():
        # A draft that its reviewer turned down is no article.
        articles = [article for article in found if article.dismissed_at is None]
        bodies = await reading.bodies(articles)
        sources = await reading.sources(articles)
        asked = await reading.asked([article.topic_id for article in articles if article.topic_id is not None])
        yield [
            {
                "id": article.id,
                "title": article.title,
                "status": article.status,
                "revision": article.revision,
                "body_markdown": bodies.get(article.id, ""),
                "sources": [_source(source) for source in sources.get(article.id, [])],
                "phrasings": _phrasings(asked.get(article.topic_id or 0, [])),
            }
            for article in articles
        ]


async def _saved(reading: ExportRepository) -> AsyncIterator[list[Json]]:
    async for notes in reading.notes():
        savers = await reading.savers(notes)
        yield [
            {
                "channel": note.channel_id,
                "ts": note.ts,
                "savers": savers.get(note.id, []),
                "text": _as_in_slack(note.text),
            }
            for note in notes
        ]


async def _members(reading: ExportRepository) -> AsyncIterator[list[Json]]:
    async for members in reading.members():
        learners, blocks = await reading.learners(members), await reading.block_members(members)
        people = [member for member in members if not member.is_bot]
        keys = [(member.workspace_id, member.user_id) for member in people]
        yield [_member(who, learners.get(key), blocks.get(key)) for who, key in zip(people, keys, strict=True)]


def _member(member: Member, learner: Learner | None, blocks: BlockMember | None) -> Json:
    learning = (
        None
        if learner is None
        else {
            "since": _iso(learner.joined_at),
            "time": f"{learner.minute // 60:02d}:{learner.minute % 60:02d}",
            "days": learner.days,
            "country": learner.country,
            "every": learner.every,
            "paused_until": learner.paused_until.isoformat() if learner.paused_until is not None else None,
            "next_nudge_at": _iso(learner.next_nudge_at),
        }
    )
    block = None if blocks is None else {"since": _iso(blocks.joined_at), "protection": blocks.protection}
    return {"id": member.user_id, "name": member.name, "tz": member.tz, "learning": learning, "block": block}


def _as_in_slack(text: str) -> str:
    """Return readable text with people as Slack writes them, which is how questions have them too."""
    return rename_people(text, {user: f"<@{user}>" for user in people(text)})


def _source(source: Source) -> Json:
    return {
        "channel": source.channel_id,
        "ts": source.ts,
        "permalink": source.permalink,
        "author": source.author or FORMER_MEMBER,
    }


def _occurrences(asked: Iterable[Question], policy: Policy) -> list[Json]:
    return [
        {"channel": one.channel_id, "thread_ts": one.thread_ts, "asker": one.asker, "at": one.at.isoformat()}
        for one in occurrences_of(asked, policy)
    ]


def _phrasings(questions: Iterable[Question]) -> list[str]:
    """Return the different wordings, first asked first."""
    return list(dict.fromkeys(question.text for question in questions))


async def export_member(uow: UnitOfWork, user_id: str) -> Json:
    """Return all that is held about one person of a workspace: their words, what they did, and what is known of them.

    Other people's words are no part of it: of what the person saved only the place is told.
    """
    member = await uow.members.get(user_id)
    person = PersonRepository(uow.session, uow.workspace_id)
    return {
        "member": _profile(user_id, member),
        "settings": member.settings if member is not None else {},
        "private_channels": sorted(await uow.channels.private_channels_of(user_id)),
        "questions": [
            {**_place(q), "text": q.text, "topic": q.topic_id, "asked_at": _iso(q.asked_at)}
            for q in sorted(await uow.questions.asked_by(user_id), key=lambda q: q.id)
        ],
        "messages": [{**_place(m), "text": m.text, "at": _iso(m.at)} for m in await uow.messages.by(user_id)],
        # A note's text holds what others said in its thread; the person's own words are among the messages.
        "notes": [{**_place(n), "saved_at": _iso(n.saved_at)} for n in await person.notes_written(user_id)],
        "saved": [
            {"channel": note.channel_id, "ts": note.ts, "how": saver.how, "at": _iso(saver.at)}
            for saver, note in await person.notes_saved(user_id)
        ],
        "feedback": await _feedback(uow, person, user_id),
        "articles": await _part_in_articles(person, user_id),
        "learning": await uow.learning_of.held(user_id),
        "audit": [
            {"action": entry.action, "subject": entry.subject, "details": entry.details, "at": _iso(entry.at)}
            for entry in await uow.audit.by(user_id)
        ],
    }


def _profile(user_id: str, member: Member | None) -> Json:
    if member is None:
        return {"id": user_id}
    facts = ("is_admin", "is_curator", "is_bot", "is_guest", "is_partner", "is_deleted")
    return {
        "id": user_id,
        "name": member.name,
        "tz": member.tz,
        **{fact: getattr(member, fact) for fact in facts},
        "forgotten_at": _iso(member.forgotten_at),
        "seen_at": _iso(member.seen_at),
    }


async def _feedback(uow: UnitOfWork, person: PersonRepository, user_id: str) -> Json:
    return {
        "answers_shown": [
            {
                "article": offer.article_id,
                "question": offer.question_id,
                "verdict": offer.verdict,
                "shared_at": _iso(offer.shared_at),
                "at": _iso(offer.at),
            }
            for offer in await uow.reviews.offers_to(user_id)
        ],
        "questions_compared": [
            {"questions": [verdict.question_a, verdict.question_b], "same": verdict.same, "at": _iso(verdict.at)}
            for verdict in await person.verdicts(user_id)
        ],
    }


async def _part_in_articles(person: PersonRepository, user_id: str) -> Json:
    return {
        "reviews": [
            {
                "article": review.article_id,
                "revision": review.revision,
                "outcome": review.outcome,
                "asked_at": _iso(review.asked_at),
                "closed_at": _iso(review.closed_at),
            }
            for review in await person.reviews(user_id)
        ],
        "written": [
            {"article": r.article_id, "revision": r.number, "title": r.title, "body_markdown": r.body_markdown}
            for r in await person.revisions(user_id)
        ],
        "cited_in": [
            {"article": s.article_id, "revision": s.revision, "channel": s.channel_id, "ts": s.ts}
            for s in await person.cited(user_id)
        ],
    }


def _place(row: Question | Message | Note) -> Json:
    return {"channel": row.channel_id, "ts": row.ts, "thread_ts": row.thread_ts}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
