"""Search: by meaning first, with words beside it, and only what the person may see."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.drafting.slack_text import people, with_names
from bot.knowledge.drafting.words import SMALL_WORDS
from bot.knowledge.naming import called
from bot.knowledge.permalinks import permalink
from bot.knowledge.snippets import plain_text, snippet
from bot.ports.embedder import Embedder, EmbedderUnavailable
from bot.workspaces.audience import Reader
from models.articles import Article, Revision
from models.saving import Note
from models.search.tokens import terms
from models.uow import UnitOfWork

LONGEST_QUERY = 400
"""Characters of a query that count."""

NEAR = 0.30
"""How alike in meaning a hit is at least. Of 72 questions of tests/scenarios_data/trios.txt the nearest one that asks
the same lies above it for 97 %, and of two that ask different things 5 % do."""

_KINDS = ("article", "note")
_MOST_PHRASINGS = 100
_TITLE_WORDS = 14
_FORMER_MEMBER = "former member"

# A word that stands for exactly one thing: an error code, an id, a version, a host, a file.
_CODE = re.compile(
    r"(?!\d+(?:st|nd|rd|th)\b)(?:.*\d.*[^\W\d].*|.*[^\W\d].*\d.*|.*\d{3}.*|.*\w[_.:@#]\w\w.*|[A-Z]{5,})\W*", re.DOTALL
)
# A name of something or somebody: an acronym, a product, a person. It says what is meant, but not alone.
_NAME = re.compile(r"\W*(?:[A-Z]{2,}|[A-Z][a-z]+|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)\W*")

Ref = tuple[str, int]


class Matrices(Protocol):
    """The vectors of a workspace, to be searched by meaning."""

    async def nearest(
        self,
        workspace_id: int,
        kinds: Collection[str],
        audiences: Collection[str],
        vector: NDArray[np.float32],
        k: int,
    ) -> Sequence[tuple[str, int, float]]:
        """Return up to `k` things of these kinds and audiences as (kind, ref, cosine), the nearest first."""


@dataclass(frozen=True)
class Hit:
    """Something that was found. `url` is a path of Thrice's own wiki for an article, an address in Slack for a note.

    `title` and `snippet` are plain text as somebody wrote it: escape them where they are shown. `reviewer` is a name,
    of a note its author's; `at` is when it was last confirmed, or saved; `status` is the article's, or `saved`.
    """

    kind: Literal["article", "note"]
    ref: int
    title: str
    snippet: str
    url: str
    at: datetime
    reviewer: str
    status: str


class Search:
    """Finds articles and saved notes by meaning and by words."""

    def __init__(self, embedder: Embedder, matrices: Matrices) -> None:
        self._embedder = embedder
        self._matrices = matrices

    async def find(self, uow: UnitOfWork, reader: Reader, words: str, limit: int) -> list[Hit]:
        """Return up to `limit` hits that `reader` may see now, the best first. Any string is a query.

        What holds an error code, an id or the like comes first, then what is near in meaning, then what holds a name
        or every word. Where the embedder cannot answer, words alone are searched.
        """
        words = words[:LONGEST_QUERY]
        if not terms(words) or not reader.audiences:
            return []
        near = await self._near(uow, reader, words, limit)
        exact = await _holding(uow, reader, _codes(words), limit)
        every = await _holding(uow, reader, _content(words), limit, every=True)
        named = await _holding(uow, reader, _names(words), limit)
        # Of what holds the code, what is near in meaning as well comes first.
        ranked = dict.fromkeys([*(ref for ref in near if ref in exact), *exact, *near, *every, *named])
        return (await _read(uow, reader, list(ranked), terms(words)))[:limit]

    async def _near(self, uow: UnitOfWork, reader: Reader, words: str, limit: int) -> list[Ref]:
        """Return what is near in meaning, the nearest first; an article is as near as its nearest phrasing."""
        try:
            vector = (await self._embedder.embed([words]))[0]
        except EmbedderUnavailable:
            return []
        things = await self._matrices.nearest(uow.workspace_id, _KINDS, reader.audiences, vector, 4 * limit)
        asked = await self._matrices.nearest(
            uow.workspace_id, ("question",), reader.audiences, vector, max(_MOST_PHRASINGS, 4 * limit)
        )
        led_to = await uow.wiki.articles_of_questions([ref for _, ref, score in asked if score >= NEAR])
        scores: dict[Ref, float] = {}
        phrasings = (("article", led_to[ref], score) for _, ref, score in asked if ref in led_to)
        for kind, ref, score in (*things, *phrasings):
            if score >= NEAR:
                scores[kind, ref] = max(score, scores.get((kind, ref), -1.0))
        return sorted(scores, key=lambda ref: -scores[ref])


def _codes(words: str) -> list[str]:
    """Return the words that stand for exactly one thing; in a query that shouts, capitals say nothing."""
    return [word for word in words.split() if _CODE.fullmatch(word) and not (words.isupper() and word.isalpha())]


def _names(words: str) -> list[str]:
    """Return the words that look like a name; a capital at the beginning of a sentence makes none."""
    typed = words.split()
    begins = {0, *(place + 1 for place, word in enumerate(typed) if word[-1] in ".?!:")}
    return [
        word
        for place, word in enumerate(typed)
        if _NAME.fullmatch(word) and not words.isupper() and (place not in begins or word[1:2].isupper())
    ]


def _content(words: str) -> list[str]:
    """Return the words that say what it is about; where all are small, all of them."""
    typed = words.split()
    return [word for word in typed if word.casefold().strip("?!.,") not in SMALL_WORDS] or typed


async def _holding(
    uow: UnitOfWork, reader: Reader, words: Sequence[str], limit: int, *, every: bool = False
) -> list[Ref]:
    found = await uow.words.find(words, kinds=_KINDS, audiences=reader.audiences, limit=4 * limit, every=every)
    return [(hit.kind, hit.ref) for hit in found]


async def _read(uow: UnitOfWork, reader: Reader, refs: Sequence[Ref], wanted: Sequence[str]) -> list[Hit]:
    """Return the things as hits, in their order: those that the reader may see, as they are now."""
    articles = await uow.wiki.searchable(reader, [ref for kind, ref in refs if kind == "article"])
    notes = await uow.wiki.notes(reader, [ref for kind, ref in refs if kind == "note"])
    bodies = await uow.wiki.bodies(articles)
    names = await uow.members.names({*(a.reviewer for a in articles if a.reviewer), *(n.author for n in notes)})
    _, workspace_url = await uow.wiki.workspace()
    hits: dict[Ref, Hit] = {}
    for article in articles:
        if article.id in bodies:
            hits["article", article.id] = _article_hit(article, bodies[article.id], names, wanted)
    spoken_of = await called(uow, {person for note in notes for person in people(note.text)})
    for note in notes:
        hits["note", note.id] = _note_hit(note, {**spoken_of, **names}, workspace_url, wanted)
    return [hits[ref] for ref in refs if ref in hits]


def _article_hit(article: Article, body: Revision, names: Mapping[str, str], wanted: Sequence[str]) -> Hit:
    return Hit(
        kind="article",
        ref=article.id,
        title=body.title,
        snippet=snippet(plain_text(body.body_markdown), wanted),
        url=f"/wiki/{article.slug}",
        at=article.verified_at or article.created_at,
        reviewer=names.get(article.reviewer or "", _FORMER_MEMBER),
        status=article.status,
    )


def _note_hit(note: Note, names: Mapping[str, str], workspace_url: str, wanted: Sequence[str]) -> Hit:
    text = " ".join(with_names(note.text, names).split())
    return Hit(
        kind="note",
        ref=note.id,
        title=snippet(text, (), words=_TITLE_WORDS) or "A saved message",
        snippet=snippet(text, wanted),
        url=permalink(workspace_url, note.channel_id, note.ts, note.thread_ts),
        at=note.saved_at,
        reviewer=names.get(note.author, _FORMER_MEMBER),
        status="saved",
    )
