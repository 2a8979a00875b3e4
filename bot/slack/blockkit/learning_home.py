"""Learning in the App Home: today's sprint, the streak, how firmly things are known, and what comes due."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from bot.slack import mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import counted
from bot.slack.limits import clip

_BAR: Final = 12
_FULL, _EMPTY = "█", "░"


@dataclass(frozen=True)
class PathView:
    """A path or course of the person's, and how much of it is behind them."""

    title: str
    done: int
    of: int
    what: Literal["step", "lesson"] = "step"


@dataclass(frozen=True)
class LearningHome:
    """A learner's section. `today`: `nothing` (to learn), `open`, `begun` or `done`."""

    today: Literal["nothing", "open", "begun", "done"]
    minutes: int = 0
    cards: int = 0
    weeks: int = 0
    this_week: bool = False
    strengths: tuple[tuple[str, int], ...] = ()
    due: tuple[tuple[date, int], ...] = ()
    badges: tuple[str, ...] = ()
    paths: tuple[PathView, ...] = field(default=())
    next_time: str | None = None
    budget: str = ""
    """What is left of the learning budget, in a sentence."""
    hides_amounts: bool = False


def invitation() -> list[parts.Block]:
    """Return the section of somebody who does not learn yet."""
    return [
        parts.divider(),
        _heading("Your learning"),
        *parts.small_print(
            "Fifteen minutes a working day, made of your team's pages, at your time. Nobody is ranked or nagged."
        ),
        parts.actions(parts.button("Start learning", Action.LEARNER_JOIN)),
    ]


def invitation_after_an_answer() -> list[parts.Block]:
    """Return what stands under the first answer that helped somebody."""
    return [
        parts.section("Want to keep answers like this one? Fifteen minutes a working day are enough, at your time."),
        parts.actions(parts.button("Start learning", Action.LEARNER_JOIN)),
    ]


def section(view: LearningHome) -> list[parts.Block]:
    """Return a learner's section."""
    blocks = [parts.divider(), _heading("Your learning"), parts.section(_today(view))]
    buttons = [parts.button("Change", Action.LEARNER_CHANGE), parts.button("Leave", Action.LEARNER_LEAVE)]
    if view.today in ("open", "begun"):
        label = "Start" if view.today == "open" else "Go on"
        buttons.insert(0, parts.button(label, Action.SPRINT_START, style="primary"))
    blocks.append(parts.actions(*buttons))
    if not view.hides_amounts:
        blocks += _amounts(view)
    blocks += parts.small_print(*(mrkdwn.escape(clip(badge, 150)) for badge in view.badges))
    if view.paths:
        blocks.append(rich.block(rich.section(rich.text("Paths and courses", "bold")), rich.listing(_paths(view))))
    following = f"The next nudge comes {view.next_time}." if view.next_time else "No nudge is planned."
    return [*blocks, *parts.small_print(view.budget), *parts.small_print(following)]


def _today(view: LearningHome) -> str:
    if view.today == "done":
        return "*Done for today.*"
    if view.today == "begun":
        return "*Today's sprint* waits where you left it."
    if view.today == "nothing":
        return "*Nothing to learn today:* no card is due, and there is nothing new for today."
    cards = "" if view.hides_amounts else f"{counted(view.cards, 'card')}, "
    return f"*Today's sprint:* {cards}about {counted(view.minutes, 'minute')}."


def _amounts(view: LearningHome) -> list[parts.Block]:
    lines = []
    if view.weeks:
        so_far = "" if view.this_week else " This week is still open."
        lines.append([rich.text(f"Streak: {counted(view.weeks, 'week')}", "bold"), rich.text(f".{so_far}")])
    total = sum(count for _, count in view.strengths)
    if total:
        lines.append([rich.text(f"{counted(total, 'card')} in memory", "bold"), rich.text(", by how firmly they sit:")])
    blocks: list[parts.Block] = [rich.block(*(rich.section(*line) for line in lines))] if lines else []
    if total:
        chart = "\n".join(_bar(name, count, total) for name, count in view.strengths)
        blocks.append(rich.block(rich.preformatted(chart)))
        blocks += parts.small_print(_coming(view.due))
    return blocks


def _coming(due: tuple[tuple[date, int], ...]) -> str:
    """What comes due, day by day from today on: `Coming up: 4 cards today, 2 tomorrow, 1 on Friday.`"""
    names = {day: name for (day, _), name in zip(due, ("today", "tomorrow"), strict=False)}
    days = [(day, count) for day, count in due if count]
    if not days:
        return "Nothing comes due in the next seven days."
    (first, most), *rest = days
    said = [f"{counted(most, 'card')} {names.get(first, f'on {first:%A}')}"]
    said += [f"{count} {names.get(day, f'on {day:%A}')}" for day, count in rest]
    return f"Coming up: {', '.join(said)}."


def _bar(name: str, count: int, total: int) -> str:
    """One line of the chart, which reads as words too: `firm     ████░░░░░░░░  12`."""
    full = round(_BAR * count / total)
    return f"{name:<8} {_FULL * full}{_EMPTY * (_BAR - full)} {count:>3}"


def _paths(view: LearningHome) -> list[list[rich.Element]]:
    if view.hides_amounts:
        return [[rich.text(clip(path.title, 150))] for path in view.paths]
    return [[rich.text(clip(path.title, 150)), rich.text(f": {_behind(path)}")] for path in view.paths]


def _behind(path: PathView) -> str:
    return f"{path.done} of {counted(path.of, path.what)}" if path.of else "nothing to learn of it yet"


def _heading(words: str) -> parts.Block:
    return rich.block(rich.section(rich.text(words, "bold")))
