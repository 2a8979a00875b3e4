"""What a search found, with the age and the reviewer of each hit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.ports.chat import Block, Message
from bot.slack import mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.phrases import age, counted
from bot.slack.limits import clip

_HITS: Final = 8
CLOSEST: Final = 3
"""How many hits are shown beside an answer that is none."""
_SNIPPET: Final = 220
_WORDS: Final = 120
_ASK: Final = "Ask in a channel that I am in; I will remember "

Kind = Literal["page", "note"]


@dataclass(frozen=True)
class HitView:
    """A page or a saved note. `snippet` is readable text; `at`: when it was approved or saved."""

    kind: Kind
    title: str
    url: str
    snippet: str
    at: datetime
    reviewer: str | None = None
    is_stale: bool = False


@dataclass(frozen=True)
class SearchView:
    """What was searched for and found, best first. `more`: how many hits there are beyond those shown."""

    words: str
    hits: tuple[HitView, ...]
    now: datetime
    more: int = 0


def results(view: SearchView) -> Message:
    """Return the hits, or what to do where there are none."""
    if not view.hits:
        return nothing(view.words)
    shown = view.hits[:_HITS]
    hidden = view.more + len(view.hits) - len(shown)
    more = f"{counted(hidden, 'more hit')} in the wiki: `/thrice wiki`." if hidden else ""
    return Message(
        text=f"{counted(len(shown) + hidden, 'hit')} for {_quoted(view.words)}",
        blocks=(
            rich.block(rich.section(rich.text(f"Found for {_quoted_plainly(view.words)}:"))),
            *(block for hit in shown for block in _hit(hit, view.now)),
            *parts.small_print(more, "You see only what you may read."),
        ),
    )


def nothing(words: str) -> Message:
    """Return what is said where nothing was found."""
    return Message(
        text=f"I found nothing for {_quoted(words)} among what you may read. Other words may find it; "
        "or ask in a channel, and I will remember the answer."
    )


def unsure(view: SearchView, *, captured: bool = False) -> Message:
    """Return the answer to a question that no page answers surely: the closest hits, called that.

    `captured`: it was asked in a channel, for everybody there to answer.
    """
    opening = "I have no answer that I am sure of."
    if not view.hits:
        then = "When somebody answers you here, I will remember it." if captured else f"{_ASK}what people answer."
        return Message(text=f"{opening} {then}")
    return Message(
        text=f"{opening} These come closest.",
        blocks=(
            parts.section(f"{opening} These come closest:"),
            *closest(view),
            *parts.small_print(
                "Not what you need? When somebody answers you here, I will remember it."
                if captured
                else f"Not what you need? {_ASK}the answer."
            ),
        ),
    )


def closest(view: SearchView) -> tuple[Block, ...]:
    """Return the few best hits, without a word about them."""
    return tuple(block for hit in view.hits[:CLOSEST] for block in _hit(hit, view.now))


def _hit(hit: HitView, now: datetime) -> tuple[Block, ...]:
    words = " ".join(hit.snippet.split())
    pieces = [rich.link(hit.url, hit.title, "bold")]
    if words:
        pieces.append(rich.text(f"\n{clip(words, _SNIPPET)}"))
    return (rich.block(rich.section(*pieces)), *parts.small_print(_standing(hit, now)))


def _standing(hit: HitView, now: datetime) -> str:
    when = age(hit.at, now)
    if hit.kind == "note":
        return f"Saved note, {when}"
    by = f" by {mrkdwn.escape(hit.reviewer)}" if hit.reviewer else ""
    return f"Page, approved{by} {when}{'; may be out of date' if hit.is_stale else ''}"


def _quoted(words: str) -> str:
    return f"“{mrkdwn.escape(clip(words, _WORDS))}”"


def _quoted_plainly(words: str) -> str:
    return f"“{clip(words, _WORDS)}”"
