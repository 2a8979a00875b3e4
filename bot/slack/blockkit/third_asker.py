"""What the third asker is told at once: others asked before, and this is what they were answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.ports.chat import Block, Message
from bot.slack import entities
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.phrases import age, ordinal
from bot.slack.blockkit.search import SearchView, closest

_ANSWERS: Final = 4
_ANSWER_LENGTH: Final = 1_200
_THREADS: Final = 5
_RETIRED: Final = "There was a page about it that was retired"


@dataclass(frozen=True)
class EarlierAnswer:
    """What somebody answered; `said` is the message as Slack has it."""

    author: str
    said: str
    permalink: str
    at: datetime


@dataclass(frozen=True)
class ThirdAskerView:
    """`ordinal`: the how-manieth asker this is. `threads`: addresses of the earlier questions. `names` by user id.

    `drafting`: a page comes of this.
    """

    ordinal: int
    answers: tuple[EarlierAnswer, ...]
    now: datetime
    threads: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    drafting: bool = True
    retired: bool = False
    """There was a page that is offered no longer: `answers` were said since it was last confirmed."""
    knows: str | None = None
    """The name of who looked after the retired page."""
    closest: SearchView | None = None
    """What comes closest among pages and notes, for somebody who addressed Thrice with the question."""


def message(view: ThirdAskerView) -> Message:
    """Return the private message."""
    opening = f"You are the {ordinal(view.ordinal)} to ask this"
    if view.answers:
        return _with_answers(view, opening)
    return _without_answers(view, opening)


def _with_answers(view: ThirdAskerView, opening: str) -> Message:
    shown = view.answers[:_ANSWERS]
    what = "answer" if len(shown) == 1 else "answers"
    which = "this answer" if len(shown) == 1 else "these answers"
    coming = f" I am drafting a page from {which} for somebody to approve." if view.drafting else ""
    quotes = [part for answer in shown for part in _answer(answer, view)]
    words = f"{opening}. {'This is' if len(shown) == 1 else 'These are'} the earlier {what}:"
    text = f"{opening}. I found {'an earlier answer' if len(shown) == 1 else 'earlier answers'} for you."
    if view.retired:
        words = f"{opening}. {_RETIRED}. {'This was' if len(shown) == 1 else 'These were'} said since:"
        text = f"{opening}. {_RETIRED}; something was said since."
    return Message(
        text=text,
        blocks=(
            rich.block(rich.section(rich.text(opening, "bold"), rich.text(words.removeprefix(opening))), *quotes),
            *_closest(view),
            *parts.small_print(f"Only you see this.{coming}"),
        ),
    )


def _answer(answer: EarlierAnswer, view: ThirdAskerView) -> tuple[rich.Element, rich.Element]:
    who = f"{answer.author or 'A former member'}, {age(answer.at, view.now)}"
    said = entities.elements(answer.said, view.names, limit=_ANSWER_LENGTH)
    return rich.section(rich.text("\n"), rich.link(answer.permalink, who)), rich.quote(*said)


def _without_answers(view: ThirdAskerView, opening: str) -> Message:
    if view.retired:
        return _retired(view, opening)
    rest = ". Nobody has answered it yet."
    rest += " As soon as somebody does, I will draft a page from it." if view.drafting else ""
    pieces = [rich.text(opening, "bold"), rich.text(rest)]
    for number, address in enumerate(view.threads[:_THREADS], start=1):
        pieces += [rich.text(" Asked before: " if number == 1 else ", "), rich.link(address, f"thread {number}")]
    return Message(
        text=f"{opening}. Nobody has answered it yet.",
        blocks=(rich.block(rich.section(*pieces)), *_closest(view), *parts.small_print("Only you see this.")),
    )


def _retired(view: ThirdAskerView, opening: str) -> Message:
    rest = f". {_RETIRED}, because its answer may no longer hold, and nobody has given another since."
    rest += f" {view.knows} looked after it, and may know." if view.knows else ""
    return Message(
        text=f"{opening}. {_RETIRED}.",
        blocks=(
            rich.block(rich.section(rich.text(opening, "bold"), rich.text(rest))),
            *_closest(view),
            *parts.small_print("Only you see this."),
        ),
    )


def _closest(view: ThirdAskerView) -> tuple[Block, ...]:
    if view.closest is None or not view.closest.hits:
        return ()
    return (parts.section("In what I have these come closest:"), *closest(view.closest))
