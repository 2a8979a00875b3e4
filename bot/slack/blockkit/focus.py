"""Learning blocks as a member finds them: what `/thrice focus` says, and their section of the App Home."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.ports.chat import Message
from bot.slack import mrkdwn
from bot.slack.blockkit import parts, quiet, rich
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import BlockRef, RuleRef

CALENDARS: Final = {
    "caldav": "CalDAV",
    "google": "Google Calendar",
    "microsoft": "Microsoft 365",
    "email": "Invitations by e-mail",
}
PROTECTIONS: Final = {
    "soft": "Soft: shown as free, conflicts are told",
    "firm": "Firm: shown as busy, conflicts come with other times that week",
    "hard": "Hard: as firm; declines by itself where the calendar can",
}


@dataclass(frozen=True)
class CalendarView:
    """A connected calendar: which kind it is, how its owner calls it, and whether we are still let in."""

    kind: str
    name: str
    is_dead: bool = False


@dataclass(frozen=True)
class FocusView:
    """How the blocks stand for one person; moments are text: `Friday 27 November, 14:00 to 16:00`."""

    rule: str
    """`every Friday, 14:00 to 16:00`."""
    zone: str
    """Theirs; empty where it is not known."""
    to_come: str | None = None
    """A rule that holds later: `From Monday 7 December: every Thursday, 10:00 to 11:00`."""
    next_time: str | None = None
    shift: str = ""
    """Why it is not when the rule has it: `, since Friday is a day off for you`."""
    next_ref: BlockRef | None = None
    is_moved: bool = False
    """By its owner."""
    joined: bool = False
    protection: str = "firm"
    feed_url: str | None = None
    calendars: tuple["CalendarView", ...] = ()
    rule_ref: RuleRef | None = None
    """What a curator changes the rule by; none for others."""
    skipped: tuple[str, BlockRef] | None = None
    """A block before the next one that was left out, and can be had after all."""
    quiet: bool | None = None
    """Whether their status and Do Not Disturb follow their blocks; none where that is not offered."""
    refusal: str = ""
    """Why somebody cannot join; nothing for those who can."""
    opening: str = ""
    """What has just happened, a sentence or two."""


def message(view: FocusView) -> Message:
    """Return what `/thrice focus` says."""
    said = [view.opening, *_lines(view)]
    text = "\n".join(line for line in said if line)
    return Message(
        text=text,
        blocks=(parts.section(text), *_actions(view), *_address(view), *parts.small_print(_rest(view))),
    )


def section(view: FocusView) -> list[parts.Block]:
    """Return the section of the App Home."""
    heading = rich.block(rich.section(rich.text("Your learning block", "bold")))
    text = "\n".join(_lines(view))
    return [parts.divider(), heading, parts.section(text), *_actions(view), *_address(view)]


def _actions(view: FocusView) -> list[parts.Block]:
    buttons = _buttons(view)
    return [parts.actions(*buttons)] if buttons else []


def joined(view: FocusView) -> Message:
    """Return what is said to somebody who has just joined."""
    return message(replace(view, opening="You are in: this time is for learning, and I help you keep it free."))


def saved(unknown: Sequence[str]) -> str:
    """Return what is said of settings that were saved; `unknown`: people whose address nobody knows."""
    if not unknown:
        return "Saved."
    people = ", ".join(map(mrkdwn.mention, unknown))
    return f"Saved. I do not know the address of {people}, so write it into the settings too: I go by addresses."


def left() -> Message:
    """Return what is said to somebody who left."""
    return Message(
        text="Your learning blocks are withdrawn, and your feed's address does not work any more."
        " `/thrice focus` comes back to them."
    )


def _lines(view: FocusView) -> list[str]:
    yours = f" (yours: {view.zone})" if view.zone else ""
    lines = [f"*The team's learning block:* {view.rule}, each in their own time zone{yours}."]
    if view.to_come:
        lines.append(view.to_come)
    if view.next_time is None:
        return [*lines, "None is planned for you." if view.joined else "", *map(_calendar, view.calendars)]
    shift = mrkdwn.escape(view.shift)
    if not view.joined:
        return [*lines, view.refusal or f"Your first one would be {view.next_time}{shift}."]
    moved = " (moved by you)" if view.is_moved else ""
    left_out = [f"Left out: {view.skipped[0]}."] if view.skipped is not None else []
    return [*lines, *left_out, f"*Your next one:* {view.next_time}{moved}{shift}.", *map(_calendar, view.calendars)]


def _calendar(calendar: CalendarView) -> str:
    name = f"{CALENDARS[calendar.kind]}, {mrkdwn.escape(calendar.name)}"
    if calendar.is_dead and calendar.kind == "email":
        return f"*Your address* ({name}) refuses what I send. Give it again, or another."
    if calendar.is_dead:
        return f"*Your calendar* ({name}) does not let me in any more. Connect it again."
    return f"*In your calendar:* {name}."


def _buttons(view: FocusView) -> list[parts.Block]:
    change = []
    if view.rule_ref is not None:
        change = [parts.button("Change the rule", Action.BLOCK_RULE, value=view.rule_ref.pack())]
    if not view.joined:
        join = parts.button("Join", Action.BLOCK_JOIN, style="primary")
        return change if view.refusal else [join, *change]
    buttons = []
    if view.skipped is not None:
        buttons = [parts.button("Have it after all", Action.BLOCK_TAKE_BACK, value=view.skipped[1].pack())]
    if view.next_ref is not None:
        buttons += [
            parts.button("Move it", Action.BLOCK_MOVE, value=view.next_ref.pack()),
            parts.button("Skip it", Action.BLOCK_SKIP, value=view.next_ref.pack()),
        ]
    label = "My calendars" if view.calendars else "Connect a calendar"
    ways = [
        parts.button(label, Action.BLOCK_CONNECT),
        *([] if view.quiet is None else [quiet.end() if view.quiet else quiet.begin()]),
        parts.button("Settings", Action.BLOCK_SETTINGS),
        parts.button("Leave", Action.BLOCK_LEAVE),
    ]
    return [*buttons, *ways, *change]


def _address(view: FocusView) -> list[parts.Block]:
    """The feed's address, as code: what is a link, Slack fetches to show a preview."""
    if not view.joined:
        return []
    if view.feed_url is None:
        said = "I cannot show your calendar feed's address: the secret key has changed since. Make a new address."
    else:
        said = (
            f"*Your calendar feed,* to subscribe to in your calendar:\n`{view.feed_url}`\n"
            "Whoever knows the address can read your blocks, so keep it to yourself."
        )
    return [parts.section(said, accessory=parts.button("New address", Action.BLOCK_NEW_ADDRESS))]


def _rest(view: FocusView) -> str:
    return f"{_first(view)} {quiet.IS_ON}" if view.quiet else _first(view)


def _first(view: FocusView) -> str:
    if view.refusal:
        return ""
    if not view.joined:
        return "You can move or skip a block at any time, and leave when you like. Nobody sees who kept theirs."
    if not view.calendars and view.protection != "soft":
        return (
            "With a connected calendar I look for what takes this time, and for other times. Ten minutes before, I tell"
            " you what there is to learn."
        )
    return f"{PROTECTIONS[view.protection]}. Ten minutes before, I tell you what there is to learn."
