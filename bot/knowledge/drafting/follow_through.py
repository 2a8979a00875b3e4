"""What is left of a draft when messages under it are deleted, forgotten or edited."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from bot.knowledge.drafting.claims import bears_out
from bot.knowledge.drafting.cues import polished, says_something
from bot.knowledge.drafting.passages import Passage, passages
from bot.knowledge.drafting.slack_text import holds
from bot.knowledge.drafting.titles import phrasing
from bot.knowledge.drafting.values import Draft, Evidence, MessageRef, Side, SourceMessage, Statement, main_author
from bot.knowledge.drafting.words import content, overlap

GONE: Final = "The messages that answered this have been deleted or changed."
_STILL_THE_SAME: Final = 0.5
"""Share of content words that an edited sentence keeps when it is still the old one, put right."""

_Keep = Callable[[Evidence], Evidence | None]


def without(draft: Draft, gone: Collection[tuple[str, str]]) -> Draft:
    """The draft without evidence from the messages `gone`, given as (channel, ts).

    A statement left with other evidence says it in the words of what is left; one left with none goes. The title
    stays: what becomes of it is decided by `titles` and by whether its message was deleted or only forgotten.
    """
    return _kept(draft, lambda item: None if item.ref in gone else item)


def without_author(draft: Draft, gone: Collection[tuple[str, str]]) -> Draft:
    """The draft after whoever wrote the messages `gone` was forgotten.

    A statement that rests on them alone goes. Where others say the same it stays, in their words, and the message of
    the person who was forgotten is cited after theirs, without a name and without a word of it.
    """
    return _kept(draft, lambda item: replace(item, author="", quote="") if item.ref in gone else item)


def with_edited(draft: Draft, message: SourceMessage) -> Draft:
    """The draft after one of its messages was edited to what `message` now says.

    A quote that is still there stays. Else the sentence nearest to it takes its place, and with it the words of an
    extractive statement; a model's statement must still be borne out. What is nowhere near is withdrawn. A title
    that came from this message follows it.
    """
    kept = _kept(draft, lambda item: _edited(item, message) if item.ref == message.ref else item)
    title = phrasing(message) if draft.title_from == message.ref else None
    return replace(kept, title=title.text) if title else kept


def lost(draft: Draft, gone: Collection[tuple[str, str]]) -> list[tuple[Statement, Statement | None]]:
    """The statements that `without` changes, each with what is left of it."""
    return _changes(draft, lambda item: None if item.ref in gone else item)


def retold(draft: Draft, message: SourceMessage) -> list[tuple[Statement, Statement | None]]:
    """The statements that `with_edited` changes, each with what is left of it."""
    return _changes(draft, lambda item: _edited(item, message) if item.ref == message.ref else item)


def _changes(draft: Draft, keep: _Keep) -> list[tuple[Statement, Statement | None]]:
    pairs = ((statement, _statement(statement, draft, keep)) for statement in draft.statements())
    return [(before, after) for before, after in pairs if after != before]


def _edited(item: Evidence, message: SourceMessage) -> Evidence | None:
    if holds(message.text, item.quote):
        return replace(item, permalink=message.permalink)
    told = [passage for passage in passages(message) if says_something(passage.quote)]
    nearest = max(told, key=lambda passage: _nearness(item.quote, passage), default=None)
    if nearest is None or _nearness(item.quote, nearest) < _STILL_THE_SAME:
        return None
    return nearest.evidence()


def _nearness(quote: str, passage: Passage) -> float:
    return overlap(content(quote), content(passage.quote))


def _kept(draft: Draft, keep: _Keep) -> Draft:
    sides = [_side(side, draft, keep) for side in draft.sides]
    left = tuple(side for side in sides if side is not None)
    answer = _statements(draft.answer, draft, keep)
    if len(left) == 1:
        # The last to say something about a disputed point is disputed no more.
        answer += tuple(statement for statement in left[0].statements if statement not in answer)
        left = ()
    made = replace(draft, answer=answer, steps=_statements(draft.steps, draft, keep), sides=left)
    missing = draft.missing if any(made.statements()) else draft.missing or GONE
    return replace(made, missing=missing, main_author=main_author(made))


def _side(side: Side, draft: Draft, keep: _Keep) -> Side | None:
    statements = _statements(side.statements, draft, keep)
    return Side.of(statements) if statements else None


def _statements(statements: tuple[Statement, ...], draft: Draft, keep: _Keep) -> tuple[Statement, ...]:
    kept = (_statement(statement, draft, keep) for statement in statements)
    return tuple(statement for statement in kept if statement is not None)


def _statement(statement: Statement, draft: Draft, keep: _Keep) -> Statement | None:
    left = [item for item in map(keep, statement.evidence) if item is not None]
    # A message whose author was forgotten says nothing any more: it is cited after those that do.
    evidence = tuple(sorted(left, key=lambda item: not item.quote))
    if not evidence or not evidence[0].quote:
        return None
    if evidence == statement.evidence:
        return statement
    if draft.made_by == "model":
        borne_out = bears_out(statement.text, [item.quote for item in evidence if item.quote], draft.title)
        return replace(statement, evidence=evidence) if borne_out else None
    # The words of a deleted message must not live on under another's name.
    text = statement.text if evidence[0].quote == statement.evidence[0].quote else polished(evidence[0].quote)
    return Statement(text, evidence) if text else None


def cites(draft: Draft, ref: MessageRef) -> bool:
    """Whether any statement rests on the message."""
    return any(item.ref == ref for statement in draft.statements() for item in statement.evidence)
