"""The review card: one draft, to one reviewer, with what there is to know before a click."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.ports.chat import Block, Message
from bot.slack import limits, markdown, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.answers import SHORT_ANSWER, SOURCES, SourceView, sources
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import counted, on_date, times
from bot.slack.blockkit.refs import DraftRef

_BODY: Final = 6_000
_PHRASINGS: Final = 3

MadeBy = Literal["extractive", "model", "person"]
Why = Literal["answered", "curator", "channel", "author"]
Outcome = Literal[
    "published", "dismissed", "not_the_same", "passed", "superseded", "withdrawn", "confirmed", "retired", "restored"
]


@dataclass(frozen=True)
class ReviewView:
    """A draft for review. `audience`: a private channel's name, none for everybody in the workspace.

    `disagree`: the body shows two sides. `fell_back_because`: why a language model was asked in vain. `edited_by`:
    whose wording this is by now. `phrasings`: how people asked, as readable text. `asked`: how often; never where
    the draft was made of a message that people saved.
    """

    ref: DraftRef
    title: str
    body_markdown: str
    asked: int
    people: int
    why: Why = "answered"
    audience: str | None = None
    made_by: MadeBy = "extractive"
    fell_back_because: str | None = None
    edited_by: str | None = None
    uncertain: bool = False
    disagree: bool = False
    phrasings: tuple[str, ...] = ()
    sources: tuple[SourceView, ...] = ()


@dataclass(frozen=True)
class ClosedView:
    """A card that was decided, or that time has passed over. `by`: who decided, where a person did."""

    title: str
    outcome: Outcome
    by: str | None = None
    url: str | None = None
    at: datetime | None = None
    ref: DraftRef | None = None


def card(view: ReviewView) -> Message:
    """Return the card with its four buttons."""
    shown = markdown.blocks(view.body_markdown, limit=_BODY, without_heading=SHORT_ANSWER, without_section=SOURCES)
    blocks: list[Block] = [
        parts.section(f"{_why(view)} It becomes a page when you publish it."),
        parts.header(view.title),
        *parts.small_print(f"Asked {_how_often(view)}." if view.asked else ""),
        *_phrasings(view.phrasings),
        *_warnings(view),
        *shown.blocks,
        *parts.small_print(
            "" if shown.complete else "This is its beginning; *Edit* shows all of it.",
            sources(view.sources),
            _how_made(view),
            _shown_to(view.audience),
        ),
        buttons(view.ref),
    ]
    asked = f" (asked {_how_often(view)})" if view.asked else ""
    return Message(text=f"A draft for you to review: {mrkdwn.escape(view.title)}{asked}", blocks=tuple(blocks))


def buttons(ref: DraftRef) -> Block:
    """Return the row of four."""
    value = ref.pack()
    return parts.actions(
        parts.button("Publish", Action.DRAFT_PUBLISH, value=value, style="primary"),
        parts.button("Edit", Action.DRAFT_EDIT, value=value),
        parts.button("Not the same question", Action.DRAFT_NOT_THE_SAME, value=value),
        parts.button("Dismiss", Action.DRAFT_DISMISS, value=value),
    )


def closed(view: ClosedView) -> Message:
    """Return what stands in a card's place when there is nothing left to decide on it."""
    who = mrkdwn.escape(view.by) if view.by else ""
    on = f" on {on_date(view.at)}" if view.at else ""
    said = _OUTCOMES[view.outcome].format(by=f" by {who}" if who else "", on=on)
    title = rich.link(view.url, view.title, "bold") if view.url else rich.text(limits.clip(view.title, 300), "bold")
    blocks: list[Block] = [rich.block(rich.section(title)), *parts.small_print(said)]
    if view.outcome == "retired" and view.ref is not None:
        blocks.append(parts.actions(parts.button("Restore", Action.ARTICLE_RESTORE, value=view.ref.pack())))
    return Message(text=f"{mrkdwn.escape(view.title)}: {said}", blocks=tuple(blocks))


_WHY: Final[dict[Why, str]] = {
    "answered": "People keep asking this, and your answers are what this draft rests on.",
    "author": "Several people saved a message of yours, so I made a draft of it.",
    "curator": "People keep asking this, and you look after the channel it was asked in.",
    "channel": "People keep asking this. Whoever of you knows best, please have a look.",
}

_WHY_SAVED: Final[dict[Why, str]] = {
    **_WHY,
    "curator": "Several people saved this message, and you look after the channel it stands in.",
    "channel": "Several people saved this message. Whoever of you knows best, please have a look.",
}

_OUTCOMES: Final[dict[Outcome, str]] = {
    "published": "Published{by}{on}. Everybody who asked gets the link in their thread.",
    "dismissed": "Dismissed{by}{on}. I will not draft this again.",
    "not_the_same": "Taken apart{by}{on}: these were not the same question. I will tell them apart from now on.",
    "passed": "Handed to the next person{on}, because it had stayed undecided here. Nothing is left for you to do.",
    "superseded": "A newer card has taken the place of this one.",
    "withdrawn": "Withdrawn{on}: what it rested on is gone.",
    "confirmed": "Still right, confirmed{by}{on}.",
    "retired": "Retired{by}{on}. It is no longer offered to anybody.",
    "restored": "Restored{by}{on}. It is offered again.",
}


def _why(view: ReviewView) -> str:
    return (_WHY if view.asked else _WHY_SAVED)[view.why]


def _how_often(view: ReviewView) -> str:
    return f"{times(view.asked)} by {counted(view.people, 'person', 'people')}"


def _phrasings(found: tuple[str, ...]) -> tuple[Block, ...]:
    if not found:
        return ()
    items = [[rich.text(limits.clip(words, 300))] for words in found[:_PHRASINGS]]
    return (rich.block(rich.section(rich.text("In their words:", "italic")), rich.listing(items)),)


def _warnings(view: ReviewView) -> tuple[Block, ...]:
    found = []
    if view.uncertain:
        found.append("I am not sure that these are one question. If they are not, *Not the same question* tells me so.")
    if view.disagree:
        found.append("People disagree on this. You see both sides; please keep the one that is right.")
    return tuple(parts.section(f":warning: {words}") for words in found)


def _how_made(view: ReviewView) -> str:
    if view.edited_by or view.made_by == "person":
        return f"Wording by {mrkdwn.escape(view.edited_by)}." if view.edited_by else "Wording by a person."
    if view.made_by == "model":
        return "Written by the language model; every sentence cites the message it comes from."
    if view.fell_back_because:
        reason = mrkdwn.escape(view.fell_back_because).rstrip(".")
        return f"Made of people's own sentences, without the language model: {reason}."
    return "Made of people's own sentences."


def _shown_to(audience: str | None) -> str:
    if audience is None:
        return "Published, everybody in the workspace can read it."
    return f"Published, only members of #{mrkdwn.escape(audience)} can read it."
