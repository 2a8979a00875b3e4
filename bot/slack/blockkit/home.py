"""The App Home: my questions, drafts that wait for me, what I saved, and the settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.ports.chat import Block, View
from bot.slack.blockkit import focus, learning_home, parts, rich
from bot.slack.blockkit.focus import FocusView
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.learning_home import LearningHome
from bot.slack.blockkit.phrases import age, counted
from bot.slack.limits import clip

_LISTED: Final = 10
_WORDS: Final = 200


@dataclass(frozen=True)
class LineView:
    """A question, draft or note: readable text, where it is, since when, and (a question) the page it became."""

    text: str
    url: str
    at: datetime
    page_title: str | None = None
    page_url: str | None = None


@dataclass(frozen=True)
class HomeView:
    """What one person's home shows. `forgotten`: the person asked to be forgotten."""

    now: datetime
    drafts: tuple[LineView, ...] = ()
    questions: tuple[LineView, ...] = ()
    notes: tuple[LineView, ...] = ()
    forgotten: bool = False
    save_reaction: str = "bookmark"
    learning: LearningHome | None = None
    """The person's learning; none for somebody who does not learn."""
    may_learn: bool = True
    """Whether the person can be invited to learn: guests and partners cannot."""
    focus: FocusView | None = None
    """How the learning blocks stand for the person; none for somebody who was forgotten."""


def view(home: HomeView) -> View:
    """Return the home tab."""
    blocks: list[Block] = [
        parts.header("Thrice"),
        parts.section(_opening(home)),
        parts.actions(parts.button("Settings", Action.SETTINGS_OPEN)),
        *_learning(home),
        *(focus.section(home.focus) if home.focus is not None else ()),
        *_listed("Drafts waiting for you", home.drafts, home.now, "Nothing waits for you."),
        *_listed("Your questions", home.questions, home.now, _NO_QUESTIONS),
        *_listed(
            "Your saved messages",
            home.notes,
            home.now,
            f"None yet. React to a message with :{home.save_reaction}: and it is kept here, searchable.",
        ),
        *parts.small_print("`/thrice help` lists what I do. `/thrice wiki` opens all pages that you may read."),
    ]
    return {"type": "home", "blocks": blocks}


_NO_QUESTIONS: Final = "None yet. Ask in a channel that I am in, or ask me: `/thrice ask how do I …`"


def _opening(home: HomeView) -> str:
    if home.forgotten:
        return "You asked me to forget you, so I keep nothing of yours. `/thrice remember me` comes back."
    return "Ask it once and someone answers. Ask it three times and it becomes a page."


def _learning(home: HomeView) -> list[Block]:
    if home.learning is not None:
        return list(learning_home.section(home.learning))
    return [] if home.forgotten or not home.may_learn else list(learning_home.invitation())


def _listed(title: str, lines: tuple[LineView, ...], now: datetime, none_yet: str) -> tuple[Block, ...]:
    heading = rich.block(rich.section(rich.text(title, "bold")))
    if not lines:
        return (parts.divider(), heading, *parts.small_print(none_yet))
    items = [_line(line, now) for line in lines[:_LISTED]]
    hidden = len(lines) - len(items)
    more = f"and {counted(hidden, 'more', 'more')}" if hidden else ""
    return (parts.divider(), rich.block(*heading["elements"], rich.listing(items)), *parts.small_print(more))


def _line(line: LineView, now: datetime) -> list[rich.Element]:
    words = clip(" ".join(line.text.split()), _WORDS) or "(no words)"
    pieces = [rich.link(line.url, words), rich.text(f", {age(line.at, now)}")]
    if line.page_title and line.page_url:
        pieces += [rich.text(" → "), rich.link(line.page_url, line.page_title)]
    return pieces
