"""A published answer, shown privately to whoever asks again, and what stands in its place after each click."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.ports.chat import Block, Message
from bot.slack import markdown, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import joined, on_date
from bot.slack.blockkit.refs import OfferRef

_BODY: Final = 2_600
_SOURCES: Final = 6
SHORT_ANSWER: Final = "Short answer"
SOURCES: Final = "Sources"
"""Headings of a page's body: the first goes without saying here, the second becomes small print."""

Verdict = Literal["solved", "not_mine", "outdated"]
Asked = Literal["thread", "command", "direct"]


@dataclass(frozen=True)
class SourceView:
    """A message that a page cites."""

    author: str
    permalink: str


@dataclass(frozen=True)
class AnswerView:
    """A page as an answer. `asked`: by a message in a channel, by `/thrice ask`, or in a direct message."""

    ref: OfferRef
    title: str
    url: str
    body_markdown: str
    sources: tuple[SourceView, ...] = ()
    verified_by: str | None = None
    verified_at: datetime | None = None
    is_stale: bool = False
    asked: Asked = "thread"


@dataclass(frozen=True)
class ClickedView:
    """The same answer after a click. `reviewer_asked`: enough people said Outdated that its reviewer was asked."""

    ref: OfferRef
    title: str
    url: str
    verdict: Verdict | None = None
    shared: bool = False
    can_share: bool = True
    reviewer_asked: bool = False


def message(view: AnswerView) -> Message:
    """Return the answer with its buttons."""
    shown = markdown.blocks(view.body_markdown, limit=_BODY, without_heading=SHORT_ANSWER, without_section=SOURCES)
    small = [_approval(view), sources(view.sources)]
    if not shown.complete:
        small.insert(0, f"There is more on {mrkdwn.link(view.url, 'the page')}.")
    if view.asked != "direct":
        small.append("Only you see this.")
    return Message(
        text=f"This has an answer: {mrkdwn.link(view.url, view.title)}",
        blocks=(
            rich.block(rich.section(rich.text("This has an answer: "), rich.link(view.url, view.title, "bold"))),
            *shown.blocks,
            *parts.small_print(*small),
            _buttons(view.ref, can_share=view.asked == "thread"),
        ),
    )


def after(view: ClickedView) -> Message:
    """Return what takes the answer's place after a click; what can still be done keeps its button."""
    lines = [_SAID[view.verdict]] if view.verdict else []
    if view.verdict == "outdated" and view.reviewer_asked:
        lines = ["Thank you. You are not the only one who says so: its reviewer has been asked to look at it."]
    if view.shared:
        lines.append("The link is in your thread now, for everybody there.")
    said = " ".join(lines)
    blocks: list[Block] = [
        rich.block(rich.section(rich.link(view.url, view.title, "bold"))),
        parts.section(said),
    ]
    can_share = view.can_share and not view.shared and view.verdict in (None, "solved")
    if view.verdict is None:
        blocks.append(_buttons(view.ref, can_share=can_share))
    elif can_share:
        blocks.append(parts.actions(_share(view.ref)))
    return Message(text=said or view.title, blocks=tuple(blocks))


def thread_link(title: str, url: str, *, approved_by: str | None, shared: bool) -> Message:
    """Return the one reply that a thread gets: its question is a page now, or (`shared`) has one already."""
    opening = "There is a page on this: " if shared else "This question has a page now: "
    by = f"Approved by {mrkdwn.escape(approved_by)}." if approved_by else ""
    sentence = rich.block(rich.section(rich.text(opening), rich.link(url, title, "bold")))
    return Message(text=f"{opening}{mrkdwn.link(url, title)}", blocks=(sentence, *parts.small_print(by)))


def sources(found: tuple[SourceView, ...]) -> str:
    """Return the people whose messages a page rests on, with links to these.

    `found` stands in the order of the page's own list: somebody's second message goes by its number there.
    """
    if not found:
        return ""
    by_author: dict[str, list[tuple[int, str]]] = {}
    for number, source in enumerate(found[:_SOURCES], start=1):
        by_author.setdefault(source.author or "former member", []).append((number, source.permalink))
    people = joined([_cited(author, links) for author, links in by_author.items()])
    more = f", and {len(found) - _SOURCES} more" if len(found) > _SOURCES else ""
    return f"From {'a message' if len(found) == 1 else 'messages'} by {people}{more}."


def _cited(author: str, links: list[tuple[int, str]]) -> str:
    if len(links) == 1:
        return mrkdwn.link(links[0][1], author)
    return f"{mrkdwn.escape(author)} ({', '.join(mrkdwn.link(link, str(number)) for number, link in links)})"


_SAID: Final[dict[Verdict, str]] = {
    "solved": "Good. I have noted that this page solved it.",
    "not_mine": "Thank you, I will tell the two questions apart. Yours stays open for people to answer.",
    "outdated": "Thank you, I have noted it. If somebody else says so too, its reviewer is asked to look at it.",
}


def _approval(view: AnswerView) -> str:
    by = f" by {mrkdwn.escape(view.verified_by)}" if view.verified_by else ""
    on = f" on {on_date(view.verified_at)}" if view.verified_at else ""
    approved = f"Approved{by}{on}." if by or on else ""
    doubt = "It may be out of date: its reviewer has been asked." if view.is_stale else ""
    return " ".join(part for part in (approved, doubt) if part)


def _buttons(ref: OfferRef, *, can_share: bool) -> Block:
    value = ref.pack()
    row = [parts.button("That solves it", Action.ANSWER_SOLVED, value=value, style="primary")]
    if can_share:
        row.append(_share(ref))
    row.append(parts.button("Not my question", Action.ANSWER_NOT_MINE, value=value))
    row.append(parts.button("Outdated", Action.ANSWER_OUTDATED, value=value))
    return parts.actions(*row)


def _share(ref: OfferRef) -> parts.Block:
    return parts.button("Share in thread", Action.ANSWER_SHARE, value=ref.pack())
