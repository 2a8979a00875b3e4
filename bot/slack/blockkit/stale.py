"""The card that asks whether a page is still right."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.ports.chat import Message
from bot.slack import markdown, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.answers import SHORT_ANSWER, SOURCES, SourceView, sources
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import age, counted
from bot.slack.blockkit.refs import DraftRef

_BODY: Final = 3_000

WhyStale = Literal["stale", "outdated", "changed", "title", "misread"]


@dataclass(frozen=True)
class StaleView:
    """A page whose reviewer is asked again. `why`: its age, people who said Outdated, a source that changed, a
    title whose message was deleted, or a sentence that learners misread."""

    ref: DraftRef
    title: str
    url: str
    body_markdown: str
    why: WhyStale
    now: datetime
    verified_at: datetime | None = None
    sources: tuple[SourceView, ...] = ()
    retired_after: int = 30
    """Days of silence after which the page is retired."""


def card(view: StaleView) -> Message:
    """Return the card; its buttons are **Still right**, **Edit** and **Retire**."""
    opening = _opening(view)
    shown = markdown.blocks(view.body_markdown, limit=_BODY, without_heading=SHORT_ANSWER, without_section=SOURCES)
    value = view.ref.pack()
    return Message(
        text=f"{opening} {mrkdwn.link(view.url, view.title)}",
        blocks=(
            parts.section(opening),
            rich.block(rich.section(rich.link(view.url, view.title, "bold"))),
            *shown.blocks,
            *parts.small_print(
                "" if shown.complete else f"There is more on {mrkdwn.link(view.url, 'the page')}.",
                sources(view.sources),
                _left_alone(view),
            ),
            parts.actions(
                parts.button("Still right", Action.ARTICLE_CONFIRM, value=value, style="primary"),
                parts.button("Edit", Action.ARTICLE_EDIT, value=value),
                parts.button("Retire", Action.ARTICLE_RETIRE, value=value),
            ),
        ),
    )


def _opening(view: StaleView) -> str:
    if view.why == "stale":
        when = f", {age(view.verified_at, view.now)}" if view.verified_at else ""
        return f"It is a while since anybody confirmed this page{when}. Is it still right?"
    return _OPENINGS[view.why]


_OPENINGS: Final[dict[WhyStale, str]] = {
    "outdated": "More than one person says that this page is out of date. Is it still right?",
    "changed": "A message that this page rests on was changed or deleted, and I have taken its words out. "
    "Is the page still right?",
    "title": "The message that this page has its title from was deleted, and nobody else's wording is left. "
    "What should the page be called?",
    "misread": "People who learn from this page were sure of a sentence of it, and the next time got it wrong. "
    "Can it be said so that nobody misreads it?",
}


def _left_alone(view: StaleView) -> str:
    if view.why in ("changed", "title", "misread"):
        return ""
    return (
        "Until you answer, whoever is shown it reads that it may be out of date. "
        f"Unanswered for {counted(view.retired_after, 'day')}, it is retired: nobody is shown it any more."
    )
