"""What a member is told, once a month at most, of learning time that lapses: information, and no reproach."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.ports.chat import Message
from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.kept import hours
from bot.slack.blockkit.refs import BlockRef, OtherTimeRef

OFFERS: Final = (Action.BLOCK_MAKE_UP_FIRST, Action.BLOCK_MAKE_UP_SECOND, Action.BLOCK_MAKE_UP_THIRD)
"""A row of buttons needs a different id for each."""


@dataclass(frozen=True)
class LapseView:
    """Hours of a month; `others`: times at which the block of `ref` could be had, as text, with what they mean."""

    month: str
    hours: float
    ref: BlockRef | None = None
    others: tuple[tuple[str, datetime], ...] = ()


def message(view: LapseView) -> Message:
    """Return what is said."""
    said = f"{hours(view.hours).capitalize()} of your learning time in {view.month} are open, and lapse with the month."
    if view.hours == 1:
        said = f"1 hour of your learning time in {view.month} is open, and lapses with the month."
    offers = [
        parts.button(words, action, value=OtherTimeRef(block_id=view.ref.block_id, starts=int(at.timestamp())).pack())
        for action, (words, at) in zip(OFFERS, view.others, strict=False)
        if view.ref is not None
    ]
    more = " If you would like it this week, these times are free:" if offers else ""
    stop = parts.button("Do not tell me this again", Action.BLOCK_LAPSE_NEVER)
    return Message(
        text=said,
        blocks=(
            parts.section(said + more),
            parts.actions(*offers, stop),
            *parts.small_print("Only you are told this. If you do nothing, nothing changes."),
        ),
    )


def never_again() -> Message:
    """Return what is said to somebody who does not want to hear of it."""
    return Message(text="All right, I do not tell you any more what lapses. Your blocks stay as they are.")
