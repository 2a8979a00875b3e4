"""The frozen values that drafting takes and gives: messages, threads, statements with their evidence, drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, Self

from pydantic import TypeAdapter

MadeBy = Literal["extractive", "model"]


class MessageRef(NamedTuple):
    """Slack's own key of a message; equal to the plain pair `(channel, ts)`."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """One Slack message as it stands now.

    `text` is Slack's markup, unread. `marks` counts the check-mark reactions on it. `at` has a zone.
    Ours and other apps' messages are `is_bot`: they are shown to nobody as an answer.
    """

    channel: str
    ts: str
    thread_ts: str
    author: str
    text: str
    permalink: str
    marks: int
    at: datetime
    is_bot: bool = False

    @property
    def ref(self) -> MessageRef:
        """The key under which evidence cites this message."""
        return MessageRef(self.channel, self.ts)


@dataclass(frozen=True, slots=True)
class Thread:
    """One occurrence of a question. `replies` are in the order said; `asker` is None when asked anonymously."""

    channel: str
    thread_ts: str
    asker: str | None
    question: SourceMessage
    replies: tuple[SourceMessage, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that somebody wrote: `quote` stands word for word in the readable text of the message."""

    channel: str
    ts: str
    permalink: str
    author: str
    quote: str

    @property
    def ref(self) -> MessageRef:
        """The message that holds the quote."""
        return MessageRef(self.channel, self.ts)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a draft in readable text (see `slack_text`), and what it rests on: never nothing.

    In an extractive draft the text comes from the first piece of evidence; the others say the same.
    """

    text: str
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a statement needs evidence: what nobody said is not written")


@dataclass(frozen=True, slots=True)
class Side:
    """What one party of a disagreement says. `authors` are user ids in the order of their first statement."""

    authors: tuple[str, ...]
    statements: tuple[Statement, ...]

    @classmethod
    def of(cls, statements: tuple[Statement, ...]) -> Self:
        """The side that these statements make; its authors are those of their evidence."""
        authors = dict.fromkeys(item.author for statement in statements for item in statement.evidence)
        return cls(authors=tuple(authors), statements=statements)


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the message whose phrasing it is; None when a person wrote it."""

    text: str
    source: MessageRef | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reviewer is shown and a revision keeps.

    `sides` is empty or holds at least two. `missing` is a sentence when the threads do not answer the
    question, else None. `fell_back_because` is a sentence when a model was asked in vain. `main_author`
    is the user id on whose messages most of the draft rests.
    """

    title: str
    title_from: MessageRef | None
    answer: tuple[Statement, ...] = ()
    steps: tuple[Statement, ...] = ()
    sides: tuple[Side, ...] = ()
    missing: str | None = None
    made_by: MadeBy = "extractive"
    fell_back_because: str | None = None
    main_author: str | None = None

    def statements(self) -> Iterator[Statement]:
        """Every statement, in the order in which a page shows them."""
        yield from self.answer
        yield from self.steps
        for side in self.sides:
            yield from side.statements

    def sources(self) -> tuple[Evidence, ...]:
        """One piece of evidence per cited message, in the order in which they are first cited."""
        cited = {item.ref: item for statement in self.statements() for item in reversed(statement.evidence)}
        order = dict.fromkeys(item.ref for statement in self.statements() for item in statement.evidence)
        return tuple(cited[ref] for ref in order)


def main_author(draft: Draft) -> str | None:
    """The person cited most often as the first source of a statement; of equals, the one cited first."""
    leads = [statement.evidence[0].author for statement in (*draft.answer, *draft.steps)]
    leads = leads or [statement.evidence[0].author for statement in draft.statements()]
    return max(dict.fromkeys(leads), key=leads.count, default=None)


_DRAFT = TypeAdapter(Draft)


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as JSON-ready objects, for the column of a revision; `from_json` gives it back equal."""
    dumped: dict[str, Any] = _DRAFT.dump_python(draft, mode="json")
    return dumped


def from_json(stored: object) -> Draft:
    """The draft that `to_json` wrote. Raises ValueError (pydantic's) on anything else."""
    return _DRAFT.validate_python(stored)
