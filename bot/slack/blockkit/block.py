"""The messages around a learning block: ten minutes before, and when it is over."""

import json
from dataclasses import dataclass
from typing import Final

from bot.ports.chat import Block, Message, View
from bot.slack import markdown, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import counted
from bot.slack.blockkit.refs import BlockRef, PartRef
from bot.slack.limits import clip

_TITLE = 150
_BODIES = (12_000, 6_000, 3_000, 1_000, 0)
"""Characters of a course's part that a window shows, the most of them that fit."""
_WINDOW = 200_000


@dataclass(frozen=True)
class LinkedView:
    """Something to look at: readable text, and where it is (none: nowhere)."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class PartView:
    """The part with which a course goes on."""

    ref: PartRef
    title: str
    course: str


@dataclass(frozen=True)
class AgendaView:
    """What one person could do in a block. `minutes` is what the cards that are due take them."""

    cards: int = 0
    minutes: int = 0
    reads: tuple[str, ...] = ()
    """Titles of pages and lessons that the sprint has to read."""
    part: PartView | None = None
    """A course's next part."""
    question: LinkedView | None = None
    """An open question that they could answer."""
    stale: LinkedView | None = None
    """A page of theirs that waits to be looked at again."""
    learns: bool = True
    """Whether they opted in to learning: otherwise neither cards nor reads can be there."""


@dataclass(frozen=True)
class ReminderView:
    """A block that begins soon; times as text: `14:00`."""

    ref: BlockRef
    starts: str
    ends: str
    agenda: AgendaView


def reminder(view: ReminderView) -> Message:
    """Return what is said ten minutes before."""
    opening = f"Your learning block: {view.starts} to {view.ends}."
    read = _read_button(view.agenda)
    return Message(
        text=opening,
        blocks=(
            parts.section(f"*{opening}*"),
            *_agenda(view.agenda),
            *parts.small_print(_START if _invites(view.agenda) else ""),
            parts.actions(
                parts.button("Start", Action.BLOCK_START, value=view.ref.pack(), style="primary"),
                *_otherwise(view.ref),
                *read,
                *_join_button(view.agenda),
            ),
        ),
    )


def _otherwise(ref: BlockRef) -> list[parts.Block]:
    """The buttons with which somebody has a block at another time, or not at all."""
    return [
        parts.button("Move to…", Action.BLOCK_MOVE, value=ref.pack()),
        parts.button("Not this week", Action.BLOCK_SKIP, value=ref.pack()),
    ]


_START = (
    "*Start* notes that you have begun, and afterwards I ask what you learned. *Start learning* is more: fifteen"
    " minutes a working day, of your team's pages and of courses, and blocks have something for you."
)


def _invites(agenda: AgendaView) -> bool:
    return not agenda.learns and not (agenda.part or agenda.question or agenda.stale)


def _join_button(agenda: AgendaView) -> list[parts.Block]:
    return [parts.button("Start learning", Action.LEARNER_JOIN)] if _invites(agenda) else []


def _read_button(agenda: AgendaView) -> list[parts.Block]:
    if agenda.part is None:
        return []
    return [parts.button("Read the next part", Action.BLOCK_READ, value=agenda.part.ref.pack())]


def reading(title: str, course: str, body_markdown: str) -> View:
    """Return the window in which a course's part is read."""
    shown = next(shown for limit in _BODIES if _fits(shown := markdown.blocks(body_markdown, limit=limit)))
    more = "" if shown.complete else "It goes on: your sprints ask about all of it."
    heading = rich.block(rich.section(rich.text(clip(title, _TITLE), "bold")))
    return parts.modal(None, course, [heading, *shown.blocks, *parts.small_print(more)])


def _fits(shown: markdown.Shown) -> bool:
    """Whether it fits into a window: many small list items are little to read and much to send."""
    return len(json.dumps(shown.blocks)) <= _WINDOW


def _agenda(agenda: AgendaView) -> list[Block]:
    items: list[list[rich.Element]] = []
    if agenda.cards:
        cards = counted(agenda.cards, "card")
        items.append([rich.text(f"A sprint: {cards}, about {counted(agenda.minutes, 'minute')}")])
    items += [[rich.text("To read: "), rich.text(clip(title, _TITLE), "bold")] for title in agenda.reads]
    if agenda.part is not None:
        lead = f"The next part of {clip(agenda.part.course, _TITLE)}: "
        items.append([rich.text(lead), rich.text(clip(agenda.part.title, _TITLE), "bold")])
    for lead, thing in (("A question that you could answer: ", agenda.question), ("Your page, to look at again: ",
                                                                                 agenda.stale)):  # fmt: skip
        if thing is not None:
            words = clip(" ".join(thing.text.split()), _TITLE) or "(no words)"
            items.append([rich.text(lead), rich.link(thing.url, words) if thing.url else rich.text(words, "bold")])
    if not items:
        return list(
            parts.small_print("Nothing waits for you here: this time is for what you have long wanted to read.")
        )
    return [parts.section("Worth doing in it:"), rich.block(rich.listing(items))]


def started(ends: str, agenda: AgendaView) -> Message:
    """Return what takes the reminder's place once its block has been started: what there is to do stays in sight."""
    said = f"Enjoy it. Your block goes until {ends}; what you do not ask for waits until then."
    has_sprint = agenda.cards or agenda.reads
    start = [parts.button("Start the sprint", Action.SPRINT_START)] if has_sprint else []
    buttons = [*start, *_read_button(agenda), *_join_button(agenda)]
    row = [parts.actions(*buttons)] if buttons else []
    return Message(text=said, blocks=(parts.section(said), *_agenda(agenda), *row))


def skipped(ref: BlockRef, when: str) -> Message:
    """Return what takes a message's place whose block was skipped."""
    said = f"Left out this time: {when}. Nothing else changes."
    back = parts.button("Have it after all", Action.BLOCK_TAKE_BACK, value=ref.pack())
    return Message(text=said, blocks=(parts.section(said), parts.actions(back)))


def ruled(ref: BlockRef, rule: str, when: str) -> Message:
    """Return what is said to a member whose block is at another time because a curator changed the rule."""
    said = f"The team's learning block is at another time: {rule}. Your first one: {when}."
    return Message(
        text=said,
        blocks=(
            parts.section(said),
            parts.actions(*_otherwise(ref)),
            *parts.small_print(
                "What you moved or left out yourself stays as you have it. Calendars and your feed follow."
            ),
        ),
    )


def on_duty(ref: BlockRef, channel_id: str, when: str, *, is_moved: bool) -> Message:
    """Return what is said to whoever stays on duty in the others' block."""
    duty = f"Next week you stay on duty for <#{channel_id}> while the others have their block; it goes in turn."
    yours = f" Yours is {when} instead." if is_moved else f" I found no working day before it for yours ({when})."
    return Message(
        text=duty + yours,
        blocks=(
            parts.section(duty + yours),
            parts.actions(*_otherwise(ref)),
        ),
    )


def deleted(ref: BlockRef, when: str) -> Message:
    """Return the one question about a block that its owner deleted in their own calendar."""
    said = f"You deleted your learning block from your calendar ({when}), so I leave it out this time. Is that right?"
    return Message(
        text=said,
        blocks=(
            parts.section(said),
            parts.actions(
                parts.button("Have it after all", Action.BLOCK_TAKE_BACK, value=ref.pack()),
                parts.button("Move to…", Action.BLOCK_MOVE, value=ref.pack()),
            ),
            *parts.small_print("If it is right there is nothing to do."),
        ),
    )


def dead_connection(name: str, said: str) -> Message:
    """Return what is said, once, of a connected calendar that its owner has to mend."""
    text = (
        f"I cannot reach your calendar {mrkdwn.escape(clip(name, 100)) or 'any more'}: {mrkdwn.escape(clip(said, 500))}"
        " Until you connect it again your blocks are in your feed only: `/thrice focus connect`."
    )
    again = parts.button("Connect it again", Action.BLOCK_CONNECT, style="primary")
    return Message(text=text, blocks=(parts.section(text), parts.actions(again)))


@dataclass(frozen=True)
class MovedView:
    """A block that stands at another time, or at its own again."""

    when: str
    outside: str | None = None
    """Outside what of its owner's work it lies, as `OUTSIDE` names it; none where it does not."""
    is_connected: bool = False
    """Whether a calendar of theirs is connected; otherwise there is the feed alone."""


OUTSIDE: Final = {
    "days": "That is outside your working days.",
    "hours": "That is outside your working hours.",
    "night": "That is in the night.",
}


def moved(view: MovedView) -> Message:
    """Return what is said of a block that stands at another time, or at its own again.

    Where it lies is said too: 03:00 may be meant, or it was to be 15:00.
    """
    follows = (
        "Your calendar follows by itself."
        if view.is_connected
        else "Your calendar feed says so at once; a calendar that reads it shows it when it looks again."
    )
    outside = f" {OUTSIDE[view.outside]}" if view.outside is not None else ""
    return Message(text=f"Your learning block is {view.when} now.{outside} {follows}")


_LOUDLY = (
    "You lead here, so you are asked first: where you tell a channel what you learned, also what you had got wrong,"
    " others tell theirs more easily. Only if you like."
)


def over(ref: BlockRef, *, was_started: bool, leads: bool = False) -> Message:
    """Return what is said when a block has ended; `leads`: to somebody whom others follow."""
    loudly = parts.small_print(_LOUDLY if leads else "")
    if was_started:
        said = "Your learning block is over. What did you learn? One line, if you like."
        learned = parts.button("Write it down", Action.BLOCK_LEARNED, value=ref.pack(), style="primary")
        return Message(text=said, blocks=(parts.section(said), parts.actions(learned), *loudly))
    said = "Your learning block would be over now. Did it take place?"
    return Message(
        text=said,
        blocks=(
            parts.section(said),
            parts.actions(
                parts.button("Yes", Action.BLOCK_HELD, value=ref.pack(), style="primary"),
                parts.button("No, something else took it", Action.BLOCK_LOST, value=ref.pack()),
            ),
            *parts.small_print("Only the team's hours are counted, never yours."),
            *loudly,
        ),
    )


def held(ref: BlockRef) -> Message:
    """Return what is said to somebody whose block took place."""
    said = "Good. What did you learn? One line, if you like."
    learned = parts.button("Write it down", Action.BLOCK_LEARNED, value=ref.pack())
    return Message(text=said, blocks=(parts.section(said), parts.actions(learned)))


def lost() -> Message:
    """Return what is said to somebody whose block something else took."""
    return Message(text="Noted, for the team's count alone.")


def written_down(line: str, shared_in: str | None) -> Message:
    """Return what is said to somebody who wrote down what they learned; `shared_in`: the channel that was told."""
    where = f"I told <#{shared_in}> too." if shared_in else "It stays with you."
    return Message(text=f"Written down: “{mrkdwn.escape(clip(line, 500))}”. {where}")


def told(name: str, line: str) -> Message:
    """Return what a channel is told of what somebody learned, who wants it told."""
    said = f"{mrkdwn.escape(name) or 'Somebody'} learned: {mrkdwn.escape(clip(line, 500))}"
    return Message(text=said, blocks=(parts.section(said),))
