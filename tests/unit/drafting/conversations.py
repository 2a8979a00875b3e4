"""Threads as the tests of drafting write them down: who said what, in order, a minute apart."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.knowledge.drafting.values import Draft, SourceMessage, Statement, Thread

ASKER = "UASKER"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    author: str
    text: str
    marks: int = 0
    is_bot: bool = False


def says(author: str, text: str, *, marks: int = 0, is_bot: bool = False) -> Said:
    return Said(author, text, marks, is_bot)


def thread(question: str, *replies: Said, asker: str | None = ASKER, day: int = 1, channel: str = "C1") -> Thread:
    """A thread on the given day; its messages have the ts `<day>.000000`, `<day>.000001`, and so on."""
    root = Said(asker or "UTHRICE", question, is_bot=asker is None)
    told = [_message(said, day, n, channel) for n, said in enumerate((root, *replies))]
    return Thread(channel, told[0].ts, asker, told[0], tuple(told[1:]))


def _message(said: Said, day: int, n: int, channel: str) -> SourceMessage:
    ts = f"{day}.{n:06d}"
    permalink = f"https://acme.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    at = MONDAY + timedelta(days=day, minutes=n)
    return SourceMessage(
        channel, ts, f"{day}.000000", said.author, said.text, permalink, said.marks, at, is_bot=said.is_bot
    )


def texts(statements: tuple[Statement, ...]) -> list[str]:
    return [statement.text for statement in statements]


def cited(draft: Draft) -> set[str]:
    """The ts of every message the draft cites."""
    return {item.ts for statement in draft.statements() for item in statement.evidence}
