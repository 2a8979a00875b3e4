"""The modals of learning blocks: a member's settings, the curator's rule, another time, and what was learned."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.learning_blocks.exceptions import MOST
from bot.ports.chat import View
from bot.slack.blockkit import inputs, parts
from bot.slack.blockkit.focus import PROTECTIONS
from bot.slack.blockkit.ids import BlockId, Callback
from bot.slack.blockkit.inputs import Values
from bot.slack.blockkit.refs import AnswerRef, LearnedRef, MoveRef, RuleRef

LENGTHS: Final = {30: "30 minutes", 45: "45 minutes", 60: "1 hour", 90: "1½ hours", 120: "2 hours", 180: "3 hours",
                  240: "4 hours"}  # fmt: skip
EVERY: Final = {1: "every week", 2: "every second week"}
LONGEST_LINE: Final = 500
_NO_MESSAGE: Final = AnswerRef()


@dataclass(frozen=True)
class SettingsView:
    """A member's times, as text; hours none where they were not chosen. `countries`: what there is to choose.

    `exceptions` are ids of people, and `addresses` those of others, whose meetings are never in the way.
    """

    protection: str
    days: tuple[int, ...]
    begins: str | None
    ends: str | None
    country: str | None
    countries: tuple[tuple[str, str], ...] = ()
    exceptions: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChosenSettings:
    """What a member chose; none for what was not there. An empty `country` is no country, empty hours none."""

    protection: str | None
    days: tuple[int, ...] | None
    begins: str
    ends: str
    country: str | None
    exceptions: tuple[str, ...] | None
    addresses: str


@dataclass(frozen=True)
class RuleView:
    """The rule as it stands, and the day from which another one is to hold."""

    ref: RuleRef
    weekday: int
    time: str
    minutes: int
    every: int
    since: date
    covered: str | None = None
    """The channel of which one member stays on duty."""


@dataclass(frozen=True)
class ChosenRule:
    """What a curator chose, as Slack sent it."""

    weekday: int
    time: str
    minutes: int
    every: int
    since: str
    covered: str | None


def settings(view: SettingsView, ref: AnswerRef = _NO_MESSAGE) -> View:
    """Return the modal in which a member changes how they take part."""
    hours = "Where they are known, a block lies within them. A day that ends before it begins goes over midnight."
    declines = (
        "Google Calendar declines where your account has focus time. After a change to hard, blocks that stand in it "
        "already (of the next six weeks) stay busy."
    )
    return parts.modal(
        Callback.BLOCK_SETTINGS,
        "Your learning block",
        [
            parts.field(
                BlockId.PROTECTION,
                "How far it is protected",
                inputs.select(view.protection, PROTECTIONS),
                hint=declines,
            ),
            parts.field(BlockId.WORKING_DAYS, "Working days", inputs.day_boxes(view.days)),
            parts.field(BlockId.DAY_BEGINS, "Working day begins", inputs.time_picker(view.begins), optional=True),
            parts.field(BlockId.DAY_ENDS, "Working day ends", inputs.time_picker(view.ends), optional=True, hint=hours),
            parts.field(
                BlockId.COUNTRY,
                "Country",
                inputs.country_select(view.country, view.countries),
                hint="On its public holidays the last working day before takes the block.",
            ),
            parts.field(
                BlockId.EXCEPTIONS,
                "People whose meetings are never in the way",
                inputs.people_select(view.exceptions, most=MOST),
                hint="I say nothing of theirs. I know them by the address in your organisation's list of people.",
                optional=True,
            ),
            parts.field(
                BlockId.EXCEPTION_ADDRESSES,
                "Others like them, by e-mail address",
                parts.text_input("\n".join(view.addresses), lines=True, example="kim@example.com"),
                optional=True,
            ),
        ],
        submit="Save",
        metadata=ref.pack(),
    )


def read_settings(values: Values) -> ChosenSettings:
    """Return what a member chose; the rules check it."""
    country = inputs.picked(values, BlockId.COUNTRY)
    return ChosenSettings(
        protection=inputs.picked(values, BlockId.PROTECTION),
        days=inputs.days(values, BlockId.WORKING_DAYS),
        begins=str(inputs.chosen(values, BlockId.DAY_BEGINS).get("selected_time") or ""),
        ends=str(inputs.chosen(values, BlockId.DAY_ENDS).get("selected_time") or ""),
        country="" if country == inputs.NO_COUNTRY else country,
        exceptions=inputs.people(values, BlockId.EXCEPTIONS),
        addresses=inputs.written(values, BlockId.EXCEPTION_ADDRESSES),
    )


def rule(view: RuleView) -> View:
    """Return the modal in which a curator sets the rule."""
    lengths = LENGTHS | {view.minutes: LENGTHS.get(view.minutes, f"{view.minutes} minutes")}
    return parts.modal(
        Callback.BLOCK_RULE,
        "The learning block",
        [
            parts.field(
                BlockId.BLOCK_DAY,
                "Day",
                inputs.select(str(view.weekday), {str(n): name for n, name in enumerate(inputs.DAYS)}),
                hint="Where it is a day off for somebody, their last working day before takes its place.",
            ),
            parts.field(BlockId.BLOCK_TIME, "From, in everybody's own time zone", inputs.time_picker(view.time)),
            parts.field(
                BlockId.BLOCK_LENGTH,
                "For",
                inputs.select(str(view.minutes), {str(n): lengths[n] for n in sorted(lengths)}),
            ),
            parts.field(
                BlockId.BLOCK_EVERY, "How often", inputs.select(str(view.every), {str(n): s for n, s in EVERY.items()})
            ),
            parts.field(
                BlockId.BLOCK_SINCE,
                "From which day on",
                inputs.date_picker(view.since),
                hint="Until then the present rule holds. What members moved or skipped stays as they have it.",
            ),
            parts.field(
                BlockId.BLOCK_COVERED,
                "One of this channel stays on duty, in turn",
                _channels(view.covered),
                optional=True,
                hint="Theirs is on the working day before. Empty: nobody has to.",
            ),
        ],
        submit="Save",
        metadata=view.ref.pack(),
    )


def read_rule(values: Values) -> ChosenRule:
    """Return what a curator chose; the rules check it."""
    return ChosenRule(
        weekday=inputs.number(inputs.picked(values, BlockId.BLOCK_DAY)),
        time=str(inputs.chosen(values, BlockId.BLOCK_TIME).get("selected_time") or ""),
        minutes=inputs.number(inputs.picked(values, BlockId.BLOCK_LENGTH)),
        every=inputs.number(inputs.picked(values, BlockId.BLOCK_EVERY)),
        since=str(inputs.chosen(values, BlockId.BLOCK_SINCE).get("selected_date") or ""),
        covered=inputs.chosen(values, BlockId.BLOCK_COVERED).get("selected_conversation") or None,
    )


def move(ref: MoveRef, day: date, time: str) -> View:
    """Return the modal in which a block is moved to another time of its week."""
    return parts.modal(
        Callback.BLOCK_MOVE,
        "Move this block",
        [
            parts.field(BlockId.BLOCK_SINCE, "To which day", inputs.date_picker(day), hint="Of the same week."),
            parts.field(BlockId.BLOCK_TIME, "From", inputs.time_picker(time)),
        ],
        submit="Move",
        metadata=ref.pack(),
    )


def learned(ref: LearnedRef) -> View:
    """Return the modal in which somebody writes down what they learned."""
    line = parts.text_input(longest=LONGEST_LINE, example="`git bisect run` finds the commit by itself")
    return parts.modal(
        Callback.BLOCK_LEARNED,
        "What did you learn?",
        [
            parts.field(BlockId.LEARNED, "In one line", line),
            parts.field(
                BlockId.SHARED_IN,
                "Tell a channel",
                _channels(None),
                optional=True,
                hint="Empty: it stays with you. Otherwise I say there that you learned it, and keep it, searchable.",
            ),
        ],
        submit="Save",
        metadata=ref.pack(),
    )


def _channels(initial: str | None) -> parts.Block:
    chosen: parts.Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return chosen if initial is None else {**chosen, "initial_conversation": initial}
