"""The index of words: full-text search behind one interface on both databases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Float, column, delete, func, literal_column, select, table, text
from sqlalchemy.dialects import postgresql, sqlite

from models.repositories.base import Repository
from models.search.tokens import terms, tokens
from models.words import WordRow

_TITLE_COUNTS = 4.0
"""How much more a word counts in a title than in a body."""

# PostgreSQL: `simple` finds every word as it is written (`IT`, `no`, an error code), `english` finds its other forms.
# FTS5 does both at once: `porter` drops no words.
_CONFIGURATIONS = ("simple", "english")


@dataclass(frozen=True)
class WordHit:
    """A thing that holds the words; a larger `rank` is a better match, comparable within one search only."""

    kind: str
    ref: int
    rank: float


class WordIndex(Repository):
    """Words of articles and notes of one workspace."""

    async def put(self, kind: str, ref: int, *, audience: str, title: str, body: str) -> None:
        """Keep the words of a thing, in place of its earlier ones. Any string is a text."""
        row_id = await self._row(kind, ref, audience)
        if self._dialect == "sqlite":
            await self._put_fts5(row_id, title, body)
        else:
            await self._put_tsvector(row_id, title, body)

    async def remove(self, kind: str, ref: int) -> None:
        """Take the words of a thing away; one that has none is left alone."""
        await self._session.execute(delete(WordRow).where(WordRow.kind == kind, WordRow.ref == ref))

    async def find(
        self,
        words: str | Sequence[str],
        *,
        kinds: Collection[str],
        audiences: Collection[str],
        limit: int,
        every: bool = False,
    ) -> list[WordHit]:
        """Return up to `limit` things that hold any of the words (or `every` one), the best first.

        `words` is what a person typed, or a list of terms. Nothing in it is an operator, and nothing in it is an
        error; a term of several tokens, such as `ERR_CERT`, is found where they follow each other.
        """
        wanted = terms(words)
        if not wanted or not audiences or not kinds:
            return []
        matches, rank = (self._fts5 if self._dialect == "sqlite" else self._tsvector)(wanted, every)
        found = await self._session.execute(
            select(WordRow.kind, WordRow.ref, rank.label("rank"))
            .join(_TEXTS, _TEXTS.c[self._key] == WordRow.id)
            .where(matches, WordRow.kind.in_(sorted(kinds)), WordRow.audience.in_(sorted(audiences)))
            .order_by(literal_column("rank").desc(), WordRow.id.desc())
            .limit(limit)
        )
        return [WordHit(kind, ref, float(score)) for kind, ref, score in found]

    async def purge(self) -> None:
        """Drop the words of what was removed; SQLite keeps them in the index until it is merged."""
        if self._dialect == "sqlite":
            await self._session.execute(text("INSERT INTO words_text (words_text) VALUES ('optimize')"))

    @property
    def _key(self) -> str:
        return "rowid" if self._dialect == "sqlite" else "id"

    async def _row(self, kind: str, ref: int, audience: str) -> int:
        insert = sqlite.insert if self._dialect == "sqlite" else postgresql.insert
        statement = insert(WordRow).values(workspace_id=self._workspace_id, kind=kind, ref=ref, audience=audience)
        row_id: int | None = await self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "kind", "ref"], set_={"audience": audience}
            ).returning(WordRow.id)
        )
        if row_id is None:
            raise LookupError("the index of words gave no row")
        return row_id

    async def _put_fts5(self, row_id: int, title: str, body: str) -> None:
        await self._session.execute(text("DELETE FROM words_text WHERE rowid = :id"), {"id": row_id})
        await self._session.execute(
            text("INSERT INTO words_text (rowid, title, body) VALUES (:id, :title, :body)"),
            {"id": row_id, "title": " ".join(tokens(title)), "body": " ".join(tokens(body))},
        )

    async def _put_tsvector(self, row_id: int, title: str, body: str) -> None:
        document = " || ".join(
            f"setweight(to_tsvector('{name}', :{part}), '{weight}')"
            for part, weight in (("title", "A"), ("body", "D"))
            for name in _CONFIGURATIONS
        )
        await self._session.execute(
            text(
                f"INSERT INTO words_text (id, document) VALUES (:id, {document})"  # noqa: S608 (constants only)
                " ON CONFLICT (id) DO UPDATE SET document = excluded.document"
            ),
            {"id": row_id, "title": " ".join(tokens(title)), "body": " ".join(tokens(body))},
        )

    @staticmethod
    def _fts5(wanted: Sequence[str], every: bool) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
        query = (" AND " if every else " OR ").join(f'"{term}"' for term in wanted)
        index: ColumnElement[Any] = literal_column("words_text")
        return index.op("MATCH", is_comparison=True)(query), -func.bm25(index, _TITLE_COUNTS, 1.0, type_=Float)

    @staticmethod
    def _tsvector(wanted: Sequence[str], every: bool) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
        joined = "&&" if every else "||"
        query = reduce(lambda left, right: left.op(joined)(right), [_phrase(term) for term in wanted])
        return _TEXTS.c.document.op("@@", is_comparison=True)(query), func.ts_rank(
            _TEXTS.c.document, query, type_=Float
        )


_TEXTS = table("words_text", column("rowid"), column("id"), column("document"))


def _phrase(term: str) -> ColumnElement[Any]:
    """Return the term as a PostgreSQL query in either configuration."""
    either = [func.phraseto_tsquery(literal_column(f"'{name}'::regconfig"), term) for name in _CONFIGURATIONS]
    return reduce(lambda left, right: left.op("||")(right), either)
