"""Learning as a member sets it: what `/thrice learn` says, and the fields in which times are chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.ports.chat import Message, View
from bot.slack.blockkit import inputs, parts
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.inputs import Values

RATES: Final = {1: "every working day", 2: "every second working day", 4: "every fourth working day", 8: "now and then"}
MOST_NEW: Final = 10


_RECORDED: Final = (
    "Your organisation's record store is told which sprints and courses you finish, and what you say that you used;"
    " never how you graded a card. `/thrice forget me` takes it back."
)


@dataclass(frozen=True)
class LearnerView:
    """A learner's times, as text: `09:30`, `on Thursday 26 November at 09:30`; `countries`: what there is to choose."""

    time: str
    begins: str
    ends: str
    days: tuple[int, ...]
    every: int
    new_per_day: int
    country: str | None = None
    next_time: str | None = None
    paused_until: date | None = None
    hides_amounts: bool = False
    is_recorded: bool = False
    """Whether a record store outside is told what they learn."""
    countries: tuple[tuple[str, str], ...] = ()

    @property
    def country_name(self) -> str:
        """The country's name; nothing where none is chosen."""
        return next((name for code, name in self.countries if code == self.country), "")


@dataclass(frozen=True)
class Chosen:
    """What was chosen; none for what was not there. An empty `country` is no country; times are as Slack has them."""

    time: str | None = None
    begins: str | None = None
    ends: str | None = None
    days: tuple[int, ...] | None = None
    every: int | None = None
    new_per_day: int | None = None
    country: str | None = None
    pause: str | None = None
    """The date of a pause; empty where none is wanted."""
    hides_amounts: bool | None = None


def joined(view: LearnerView, *, new: bool) -> Message:
    """Return what `/thrice learn` says: that it begins, or how it stands, with the way to change and to leave."""
    opening = "You are in: about fifteen minutes of learning on each working day." if new else "You are learning."
    said = f"{opening} {_when(view, new=new)}"
    return Message(
        text=said,
        blocks=(
            parts.section(said),
            parts.actions(parts.button("Change", Action.LEARNER_CHANGE), parts.button("Leave", Action.LEARNER_LEAVE)),
            *parts.small_print(
                "Never on a day off or a public holiday, outside your working hours, or in Do Not Disturb; never more"
                " than once a day. `/thrice learn now` starts a sprint at once.",
                _RECORDED if view.is_recorded else "",
            ),
        ),
    )


def _when(view: LearnerView, *, new: bool) -> str:
    holidays = f" Holidays: {view.country_name}." if view.country_name else ""
    if view.paused_until is not None and view.next_time:
        return f"You paused; the next nudge comes {view.next_time}.{holidays}"
    if view.next_time is None:
        return f"With these times no nudge ever comes: change them.{holidays}"
    rate = "" if view.every == 1 else f", from then on {RATES.get(view.every, 'now and then')}"
    return f"The {'first' if new else 'next'} nudge comes {view.next_time}{rate}.{holidays}"


def saved(view: LearnerView) -> Message:
    """Return what is said once times were changed: when the next nudge comes with them."""
    return Message(text=f"Saved. {_when(view, new=False)}")


def left() -> Message:
    """Return what is said to somebody who left."""
    return Message(text="You get no more learning prompts. What you learned is kept; `/thrice learn` comes back to it.")


def modal(view: LearnerView) -> View:
    """Return the modal in which a learner's times are changed."""
    return parts.modal(Callback.LEARNER_SAVE, "Your learning", fields(view), submit="Save")


def fields(view: LearnerView) -> list[parts.Block]:
    """Return the fields of a learner's times."""
    return [
        parts.field(BlockId.NUDGE_TIME, "Time of the nudge", inputs.time_picker(view.time)),
        parts.field(BlockId.WORKING_DAYS, "Working days", inputs.day_boxes(view.days)),
        parts.field(BlockId.DAY_BEGINS, "Working day begins", inputs.time_picker(view.begins)),
        parts.field(BlockId.DAY_ENDS, "Working day ends", inputs.time_picker(view.ends)),
        parts.field(
            BlockId.COUNTRY,
            "Country",
            inputs.country_select(view.country, view.countries),
            hint="Its public holidays are free of nudges.",
        ),
        parts.field(BlockId.RATE, "How often", _choice(view.every, RATES)),
        parts.field(
            BlockId.NEW_PER_DAY, "New cards a day", _choice(view.new_per_day, {n: str(n) for n in range(MOST_NEW + 1)})
        ),
        parts.field(
            BlockId.PAUSE, "Pause until", inputs.date_picker(view.paused_until), optional=True, hint="Empty: no pause."
        ),
        parts.field(BlockId.AMOUNTS, "Amounts", _amounts(view), optional=True),
    ]


def read(values: Values) -> Chosen:
    """Return what was chosen. Values are as Slack sent them: the rules check them."""

    every, new_per_day = inputs.picked(values, BlockId.RATE), inputs.picked(values, BlockId.NEW_PER_DAY)
    amounts = inputs.chosen(values, BlockId.AMOUNTS).get("selected_options")
    country = inputs.picked(values, BlockId.COUNTRY)
    return Chosen(
        time=inputs.chosen(values, BlockId.NUDGE_TIME).get("selected_time"),
        begins=inputs.chosen(values, BlockId.DAY_BEGINS).get("selected_time"),
        ends=inputs.chosen(values, BlockId.DAY_ENDS).get("selected_time"),
        days=inputs.days(values, BlockId.WORKING_DAYS),
        every=inputs.number(every) if every is not None else None,
        new_per_day=inputs.number(new_per_day) if new_per_day is not None else None,
        country="" if country == inputs.NO_COUNTRY else country,
        pause=(inputs.chosen(values, BlockId.PAUSE).get("selected_date") or "") if BlockId.PAUSE in values else None,
        hides_amounts=bool(amounts) if isinstance(amounts, list) else None,
    )


def _choice(initial: int, choices: Mapping[int, str]) -> parts.Block:
    return inputs.select(str(initial), {str(number): words for number, words in choices.items()})


def _amounts(view: LearnerView) -> parts.Block:
    box = parts.option("Hide amounts", "hide", "Streaks, counts, and the numbers of badges.")
    boxes: parts.Block = {"type": "checkboxes", "options": [box]}
    return {**boxes, "initial_options": [box]} if view.hides_amounts else boxes
