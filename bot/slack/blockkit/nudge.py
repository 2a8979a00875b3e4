"""The nudge: one message a working day, with what a sprint would hold and three ways to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.ports.chat import Block, Message
from bot.slack import mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import counted, gap_after
from bot.slack.blockkit.refs import ApplicationRef, NudgeRef
from bot.slack.limits import clip

TITLE: Final = 150
"""Characters of a title that a message of learning shows."""
_WIN: Final = 300

Snooze = Literal["hour", "afternoon", "tomorrow"]


@dataclass(frozen=True)
class UsedView:
    """Something that a sprint ended with some days ago, by the title of what it was about."""

    ref: ApplicationRef
    title: str


@dataclass(frozen=True)
class NudgeView:
    """What a nudge says. `new` are the titles of pages and lessons that the sprint begins with."""

    ref: NudgeRef
    minutes: int
    due: int
    new: tuple[str, ...] = ()
    every: int = 1
    """It comes every so many working days."""
    halved: bool = False
    """Whether it comes half as often from now on, and has to say so."""
    again: bool = False
    """Whether it was shown before, and put off."""
    used: UsedView | None = None
    hides_amounts: bool = False
    reminder: str = ""
    """What is left of a learning budget that will lapse, in our own words."""
    wins: tuple[str, ...] = ()
    """What the person is to be told besides, a sentence each: thanks, a badge, a note of the month."""


def message(view: NudgeView) -> Message:
    """Return the nudge."""
    opening = (
        f"Here it is again: about {counted(view.minutes, 'minute')} of learning."
        if view.again
        else (f"Your learning for today: about {counted(view.minutes, 'minute')}.")
    )
    blocks: list[Block] = [
        parts.section(f"*{opening}*"),
        _contents(view),
        parts.actions(
            parts.button("Start", Action.NUDGE_START, value=view.ref.pack(), style="primary"),
            parts.button("Snooze", Action.NUDGE_SNOOZE, value=view.ref.pack()),
            parts.button("Skip today", Action.NUDGE_SKIP, value=view.ref.pack()),
        ),
    ]
    if view.used is not None:
        blocks += used_question(view.used)
    blocks += [parts.section(said) for win in view.wins if (said := mrkdwn.escape(clip(win, _WIN)).strip())]
    blocks += parts.small_print(view.reminder)
    return Message(text=opening, blocks=(*blocks, *parts.small_print(_how_often(view))))


def _contents(view: NudgeView) -> Block:
    items = []
    if view.due:
        cards = "Cards" if view.hides_amounts else counted(view.due, "card")
        items.append([rich.text(f"{cards} to recall")])
    items += [[rich.text("New: "), rich.text(clip(title, TITLE), "bold")] for title in view.new]
    if not items:
        items.append([rich.text("A few new cards")])
    return rich.block(rich.listing(items))


def _how_often(view: NudgeView) -> str:
    if view.halved:
        return (
            f"You did not use the last three, so from now on I come every {_nth(view.every)} working day."
            " Press *Start* and I come every working day again. `/thrice learn leave` stops it."
        )
    return "`/thrice learn` changes when I come, and stops it."


def _nth(every: int) -> str:
    return {2: "second", 4: "fourth", 8: "eighth"}.get(every, f"{every}th")


def snooze_choices(ref: NudgeRef, choices: Sequence[Snooze]) -> Message:
    """Return what takes the nudge's place when somebody wants to put it off: until when?"""
    buttons = [parts.button(_CHOICES[choice][0], _CHOICES[choice][1], value=ref.pack()) for choice in choices]
    start = parts.button("Start", Action.NUDGE_START, value=ref.pack(), style="primary")
    return Message(text="Until when?", blocks=(parts.section("Until when?"), parts.actions(*buttons, start)))


_CHOICES: Final[dict[Snooze, tuple[str, Action]]] = {
    "hour": ("1 hour", Action.NUDGE_SNOOZE_HOUR),
    "afternoon": ("This afternoon", Action.NUDGE_SNOOZE_AFTERNOON),
    "tomorrow": ("Tomorrow", Action.NUDGE_SNOOZE_TOMORROW),
}


def snoozed(ref: NudgeRef, until: str | None, following: str | None = None) -> Message:
    """Return what stands in a nudge's place that was put off: until a time of today (`14:00`), or until the `following`
    one (`on Monday 30 November at 09:30`; none is planned where it is none)."""
    if until is None:
        comes = f"the next one comes {following}" if following else "no further one is planned"
        return Message(text=f"All right, {comes}. Nothing is lost: what was due stays due.")
    said = f"All right, I come back at {until}."
    start = parts.button("Start", Action.NUDGE_START, value=ref.pack())
    return Message(text=said, blocks=(parts.section(said), parts.actions(start)))


def skipped() -> Message:
    """Return what stands in the place of a nudge that was skipped."""
    return Message(text="Skipped for today. Nothing is lost: what was due stays due, and your streak does not break.")


def used_question(view: UsedView) -> list[Block]:
    """Return the question whether something was used at work, with its three answers."""
    value = view.ref.pack()
    title = clip(view.title, TITLE)
    asked = rich.section(
        rich.text("Some days ago you learned: "), rich.text(title, "bold"),
        rich.text(f"{gap_after(title)}Have you used it at work?"),
    )  # fmt: skip
    return [
        parts.divider(),
        rich.block(asked),
        parts.actions(
            parts.button("Used it", Action.APPLICATION_USED, value=value),
            parts.button("Not yet", Action.APPLICATION_NOT_YET, value=value),
            parts.button("No chance so far", Action.APPLICATION_NO_CHANCE, value=value),
        ),
    ]


def thanks_for_telling(outcome: Literal["used", "not_yet", "no_chance"]) -> Message:
    """Return what is said to somebody who told whether they used something."""
    said = {
        "used": "Good: that is what it is for. Thank you for telling me.",
        "not_yet": "All right. I ask once more in two weeks.",
        "no_chance": "All right, I will not ask about this one again.",
    }
    return Message(text=said[outcome])
