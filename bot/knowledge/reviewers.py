"""Reviewers: whom a draft or a page can be brought to, first to last."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.workspaces.curators import can_be_asked
from models.articles import Article, Review
from models.uow import UnitOfWork


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked, and why: `answered`, `author`, `curator`, `channel`, or what befell a page."""

    who: str
    why: str


async def in_line(uow: UnitOfWork, article: Article, *first: Candidate) -> list[Candidate]:
    """Return who can be asked, first to last: those of `first` who can be, the channel's curator, the channel.

    Empty where not even a channel is known to ask.
    """
    home = await home_of(uow, article)
    channel = await uow.channels.get(home) if home is not None else None
    line: list[Candidate] = []
    curator = [Candidate(channel.curator, "curator")] if channel is not None and channel.curator else []
    for candidate in (*first, *curator):
        known = {one.who for one in line}
        if candidate.who not in known and await can_be_asked(uow, candidate.who, article.audience):
            line.append(candidate)
    return [*line, Candidate(home, "channel")] if home is not None else line


async def home_of(uow: UnitOfWork, article: Article) -> str | None:
    """Return the channel that an article belongs to: where it was last asked, or saved, and Thrice may speak.

    Where it may speak in none of them, the last one; none where nothing is known any more.
    """
    places = [s.channel_id for s in await uow.articles.sources(article.id, article.revision)]
    if article.note_id is not None and (note := await uow.notes.get(article.note_id)) is not None:
        places.append(note.channel_id)
    if article.topic_id is not None:
        places += [q.channel_id for q in await uow.questions.of_topic(article.topic_id)]
    places.reverse()
    speaks = {c.channel_id for c in await uow.channels.all() if c.capturing and c.is_joined}
    return next((place for place in places if place in speaks), places[0] if places else None)


def of_this_round(reviews: Sequence[Review]) -> set[str]:
    """Return who was asked already since the matter last came up, given every review of an article, oldest first."""
    asked: set[str] = set()
    for review in reversed(reviews):
        if review.closed_at is not None and review.outcome != "passed":
            break
        asked.add(review.reviewer)
    return asked
