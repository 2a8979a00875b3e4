"""Saving, told where a reaction cannot tell it: the shortcut's answer; and why an answer was shown."""

from dataclasses import dataclass

from bot.ports.chat import Message
from bot.slack import mrkdwn


@dataclass(frozen=True)
class WhyView:
    """Why somebody was shown a page. `phrasing`: the wording that came closest; both numbers from 0 to 1."""

    title: str
    url: str
    phrasing: str
    confidence: float
    gate: float


def saved(*, anew: bool) -> Message:
    """Return the answer to **Save as knowledge**."""
    told = "Saved, with its thread." if anew else "You saved this already."
    return Message(text=f"{told} `/thrice search` finds it, and so does your App Home.")


def why(view: WhyView | None) -> Message:
    """Return the answer to `/thrice why`; none: nothing was shown to this person yet."""
    if view is None:
        return Message(
            text="I have not shown you an answer yet. I speak up only when a page answers your question and I am sure."
        )
    close = f" People had asked for it like this: “{mrkdwn.escape(view.phrasing)}”." if view.phrasing else ""
    return Message(
        text=f"I last showed you {mrkdwn.link(view.url, view.title)}.{close} "
        f"I was {min(view.confidence, 0.99):.0%} sure; I speak up from {view.gate:.0%}."
    )
