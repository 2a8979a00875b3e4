"""Learning budgets: what a member has, what was booked, and the window in which curators give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.ports.chat import Message, View
from bot.slack import mrkdwn
from bot.slack.blockkit import parts
from bot.slack.blockkit.editing import Values
from bot.slack.blockkit.ids import VALUE, Action, BlockId, Callback
from bot.slack.blockkit.phrases import counted, joined
from bot.slack.blockkit.refs import AccountRef, BudgetRef, SpendingRef
from bot.slack.limits import clip

PAGE: Final = 20
"""How much that was booked stands in one message."""
_WHAT: Final = 200
_LONGEST: Final = 40
HOW: Final = "`/thrice learn spent 2h Kubernetes course` books what you used."


@dataclass(frozen=True)
class PotView:
    """What somebody has of a unit, as text: `8 h` left of `10 h`. `spent` is set where less is given than was spent."""

    left: str
    given: str
    spent: str = ""
    is_empty: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True)
class SpendingView:
    """Something that was booked: how much, for what (a person's words), and on which day."""

    ref: SpendingRef
    amount: str
    what: str
    day: str


@dataclass(frozen=True)
class TogetherView:
    """What several people used of what these people have."""

    people: int
    used: str
    of: str


@dataclass(frozen=True)
class AccountView:
    """What a member has in a quarter. `curates`: the person may give budgets, and is told sums."""

    quarter: str
    lapses: str
    pots: tuple[PotView, ...] = ()
    lines: tuple[SpendingView, ...] = ()
    more: AccountRef | None = None
    curates: bool = False
    together: tuple[TogetherView, ...] = ()


@dataclass(frozen=True)
class BookedView:
    """Something that was booked or taken back just now, and what is left. `is_over`: of a quarter that is over."""

    spending: SpendingView
    pots: tuple[PotView, ...]
    lapses: str
    is_over: bool = False


@dataclass(frozen=True)
class ReminderView:
    """What is left of a budget that will lapse."""

    left: tuple[str, ...]
    lapses: str
    is_last: bool
    hides_amounts: bool = False


@dataclass(frozen=True)
class GivenView:
    """What each member has in a quarter, as it is written in the fields; empty for none."""

    quarter: str
    hours: str = ""
    money: str = ""


def account(view: AccountView) -> Message:
    """Return what `/thrice learn budget` says."""
    opening = f"*Your learning budget, {view.quarter}*" if view.pots else _none_given(view)
    blocks = [parts.section(opening), *([parts.section("\n".join(map(_pot, view.pots)))] if view.pots else [])]
    blocks += [_line(line) for line in view.lines]
    blocks += [parts.section(_together(sums)) for sums in view.together]
    buttons = []
    if view.more is not None:
        buttons.append(parts.button("Earlier ones", Action.BUDGET_MORE, value=view.more.pack()))
    if view.curates:
        buttons.append(parts.button("Budget", Action.BUDGET_OPEN))
    if buttons:
        blocks.append(parts.actions(*buttons))
    told = f"It lapses after {view.lapses}. {HOW} On what, only you see." if view.pots else ""
    return Message(text=_plain(opening), blocks=(*blocks, *parts.small_print(told)))


def _none_given(view: AccountView) -> str:
    opening = f"No learning budget is given for {view.quarter}."
    if view.curates:
        return f"{opening} *Budget* gives each member hours or money to learn with."
    return f"{opening} The workspace's admins, and whom they name curators, can give one."


def booked(view: BookedView) -> Message:
    """Return the receipt of what was booked."""
    said = f"Booked: {_said(view.spending)}."
    return Message(
        text=said,
        blocks=(
            parts.section(f"{said}\n{_standing(view)}"),
            parts.actions(parts.button("Take back", Action.SPENDING_TAKE_BACK, value=view.spending.ref.pack())),
        ),
    )


def taken_back(view: BookedView) -> Message:
    """Return what stands in the place of a receipt once it was taken back."""
    said = f"Taken back: {_said(view.spending)}."
    over = " That quarter is over, so nothing of it comes back." if view.is_over else ""
    return Message(text=said, blocks=(parts.section(f"{said}{over}\n{_standing(view)}".strip()),))


def given(views: tuple[GivenView, ...]) -> Message:
    """Return what a curator is told whose window was saved."""
    lines = [f"{view.quarter}: {joined(has) or 'none'}" for view in views for has in [_both(view)]]
    said = "Saved. The learning budget of each member is now:"
    return Message(
        text=said,
        blocks=(
            parts.section("\n".join((said, *(f"•  {line}" for line in lines)))),
            *parts.small_print("Members see it with `/thrice learn budget`; what they spend it on, they alone see."),
        ),
    )


def modal(ref: BudgetRef, this: GivenView, following: GivenView) -> View:
    """Return the window in which budgets are given."""
    told = "Each member may spend it on learning, as they like. What is not used by the end of its quarter lapses."
    return parts.modal(
        Callback.BUDGET_SAVE,
        "Learning budget",
        [
            parts.section(told),
            parts.header(this.quarter),
            _field(BlockId.BUDGET_HOURS, "Hours for each member, this quarter", this.hours, "10"),
            _field(BlockId.BUDGET_MONEY, "Money for each member, this quarter", this.money, "300 EUR"),
            parts.header(following.quarter),
            _field(BlockId.NEXT_HOURS, "Hours for each member, next quarter", following.hours, "10"),
            _field(BlockId.NEXT_MONEY, "Money for each member, next quarter", following.money, "300 EUR"),
            *parts.small_print("An empty field gives none. What was booked already stays booked."),
        ],
        submit="Save",
        metadata=ref.pack(),
    )


def read(values: Values) -> dict[BlockId, str]:
    """Return what was written in the fields; empty for what was not."""

    def written(where: BlockId) -> str:
        field: Mapping[str, Any] = values.get(where, {}).get(VALUE, {})
        return str(field.get("value") or "").strip()

    return {where: written(where) for where in FIELDS}


FIELDS: Final = (BlockId.BUDGET_HOURS, BlockId.BUDGET_MONEY, BlockId.NEXT_HOURS, BlockId.NEXT_MONEY)


def reminding(view: ReminderView) -> str:
    """Return the sentence of a reminder, in a nudge or alone."""
    some = "Some" if view.hides_amounts else joined(view.left)
    more_than_one = len(view.left) > 1 or not view.left[0].startswith("1 ")
    are = "is" if view.hides_amounts else "are" if more_than_one else "is"
    last = " I will not mention it again this quarter." if view.is_last else ""
    how = "`/thrice learn budget` says how to use it."
    return f"{some} of your learning budget {are} left; it lapses after {view.lapses}. {how}{last}"


def reminder(view: ReminderView) -> Message:
    """Return a reminder as a message of its own."""
    said = reminding(view)
    return Message(text=said, blocks=(parts.section(said),))


def at_home(pots: tuple[PotView, ...], lapses: str, *, hides_amounts: bool) -> str:
    """Return the line of the App Home; nothing where nothing is given."""
    held = [pot for pot in pots if not pot.is_withdrawn]
    if not held:
        return ""
    if hides_amounts:
        # Also whether anything is left is an amount.
        return f"There is a learning budget until {lapses}: `/thrice learn budget`."
    if all(pot.is_empty for pot in held):
        return "Learning budget: all used."
    left = joined([pot.left for pot in held if not pot.is_empty])
    return f"Learning budget: {left} left, until {lapses}."


def _pot(pot: PotView) -> str:
    if pot.is_withdrawn:
        return f"Spent: {pot.spent}; none is given any more."
    if pot.spent:
        return f"Nothing is left of {pot.given}; spent: {pot.spent}."
    return f"*{pot.left} of {pot.given}* left"


def _line(line: SpendingView) -> parts.Block:
    take_back = parts.button("Take back", Action.SPENDING_TAKE_BACK, value=line.ref.pack())
    words = f"{line.amount}  ·  {mrkdwn.escape(clip(line.what, _WHAT))}\n{line.day}"
    return parts.section(words, accessory=take_back)


def _said(spending: SpendingView) -> str:
    return f"{spending.amount} for “{mrkdwn.escape(clip(spending.what, _WHAT))}”"


def _standing(view: BookedView) -> str:
    held = [pot for pot in view.pots if not pot.is_withdrawn]
    if held and all(pot.is_empty for pot in held):
        return f"Nothing is left of {joined([pot.given for pot in held])} until {view.lapses}."
    left = joined([f"{pot.left} of {pot.given}" for pot in held])
    return f"You have {left} left, until {view.lapses}." if held else ""


def _together(sums: TogetherView) -> str:
    return f"Together, {counted(sums.people, 'person', 'people')} used {sums.used} of {sums.of}."


def _both(view: GivenView) -> list[str]:
    return [f"{view.hours} h"] * bool(view.hours) + [view.money] * bool(view.money)


def _field(where: BlockId, label: str, initial: str, example: str) -> parts.Block:
    box = parts.text_input(initial, longest=_LONGEST, example=example)
    return parts.field(where, label, box, optional=True)


def _plain(words: str) -> str:
    return words.replace("*", "")
