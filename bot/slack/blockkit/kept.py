"""The month's summary for curators: what came of the team's learning time, in sum."""

from dataclasses import dataclass
from datetime import date

from bot.ports.chat import Message
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.phrases import counted


@dataclass(frozen=True)
class MonthView:
    """Hours of a month, by what came of them; `people`: whose hours they were."""

    month: date
    people: int
    kept: float
    moved: float
    skipped: float
    lost: float
    unsaid: float

    @property
    def hours(self) -> float:
        """All hours that there were for learning."""
        return self.kept + self.moved + self.skipped + self.lost + self.unsaid


def message(view: MonthView) -> Message:
    """Return the summary."""
    share = round(100 * (view.kept + view.moved) / view.hours)
    opening = f"Learning time in {view.month:%B}: {share} % of {hours(view.hours)} took place."
    named = (
        ("kept as planned", view.kept), ("kept at another time", view.moved), ("left out by choice", view.skipped),
        ("lost to something else", view.lost), ("of which nobody said", view.unsaid),
    )  # fmt: skip
    lines = [[rich.text(hours(number), "bold"), rich.text(f" {what}")] for what, number in named if number]
    return Message(
        text=opening,
        blocks=(
            parts.section(f"*{opening}*"),
            rich.block(rich.listing(lines)),
            *parts.small_print(
                f"Of {counted(view.people, 'person', 'people')}, in sum; nobody's own hours are shown to anybody."
                " What was not used has lapsed with the month. `/thrice wiki` has the weeks under *Numbers*."
            ),
        ),
    )


def hours(number: float) -> str:
    """Return so many hours in words."""
    shown = f"{number:.1f}".removesuffix(".0")
    return f"{shown} {'hour' if shown == '1' else 'hours'}"
