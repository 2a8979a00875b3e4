"""Budgets: curators give each member hours or money for a quarter, members spend them; only sums are seen by others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.errors import BotError, NotAllowed, NotFound
from bot.learning import amounts
from bot.learning.amounts import TIME, Amount
from bot.learning.learners import zone_of_member
from bot.learning.quarters import Quarter
from bot.workspaces.curators import is_workspace_curator
from bot.workspaces.local_time import zone_of
from models.members import Member
from models.motivation import Spending
from models.repositories.budgets import Together
from models.uow import UnitOfWork

ENOUGH_PEOPLE: Final = 3
"""Sums of fewer people are not shown: they would show what one of them spent."""

WHO_GIVES: Final = "The workspace's admins, and whom they name curators, can give one: `/thrice learn budget`."


class NothingGiven(BotError):
    """Somebody spends of what nobody gave."""

    code = "nothing_given"


class TooMuch(BotError):
    """Somebody spends more than they have left."""

    code = "too_much"


class QuarterOver(BotError):
    """Somebody gives a budget for a quarter that is over."""

    code = "quarter_over"

    def __init__(self) -> None:
        super().__init__("That quarter is over. Close this window and open it again.")


@dataclass(frozen=True, slots=True)
class Pot:
    """What somebody was given of a unit in a quarter, and spent. `given` is 0 where it was withdrawn."""

    unit: str
    given: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What can still be spent: never less than nothing, also where less is given by now than was spent."""
        return max(Decimal(0), self.given - self.spent)


@dataclass(frozen=True, slots=True)
class Given:
    """What each member has in a quarter: minutes, and money with its currency; none for none."""

    quarter: Quarter
    minutes: Decimal | None = None
    money: tuple[Decimal, str] | None = None

    @property
    def by_unit(self) -> dict[str, Decimal]:
        """The amounts, by unit."""
        time = {TIME: self.minutes} if self.minutes is not None else {}
        return {**time, **({self.money[1]: self.money[0]} if self.money is not None else {})}


def quarter_for(member: Member | None, at: datetime) -> Quarter:
    """Return the quarter that it is for a member at a moment, in their own time zone."""
    return Quarter.of(at.astimezone(zone_of(zone_of_member(member))).date())


def pots(given: Mapping[str, Decimal], spent: Mapping[str, Decimal]) -> tuple[Pot, ...]:
    """Return what somebody has of each unit that was given or spent, time first; pure."""
    units = sorted({*given, *spent}, key=lambda unit: (unit != TIME, unit))
    return tuple(Pot(unit, given.get(unit, Decimal(0)), spent.get(unit, Decimal(0))) for unit in units)


def to_tell(together: Sequence[Together]) -> list[Together]:
    """Return those sums that may be shown, time first; pure."""
    enough = [each for each in together if each.people >= ENOUGH_PEOPLE]
    return sorted(enough, key=lambda each: (each.unit != TIME, each.unit))


async def pots_of(uow: UnitOfWork, user_id: str, quarter: Quarter) -> tuple[Pot, ...]:
    """Return what a member has in a quarter."""
    return pots(await uow.budgets.given(quarter.name), await uow.budgets.spent(user_id, quarter.name))


async def spend(uow: UnitOfWork, user_id: str, amount: Amount, what: str, *, at: datetime) -> Spending:
    """Book what a member spent, if they have that much left. Raises `NotAllowed`, `NothingGiven` or `TooMuch`."""
    quarter = quarter_for(require_may_spend(await uow.members.get(user_id)), at)
    given = await uow.budgets.given(quarter.name, locked=True)
    unit = next((unit for unit in amount.units if unit in given), None)
    if unit is None:
        raise NothingGiven(_nothing_given(amount, given, quarter))
    [pot] = [pot for pot in await pots_of(uow, user_id, quarter) if pot.unit == unit]
    if amount.number > pot.left:
        left = f"you have {amounts.words(pot.left, unit)} left of {amounts.words(pot.given, unit)}"
        raise TooMuch(f"That is more than is left: {left}, until {quarter.lapses}. Nothing was booked.")
    spending = Spending(user_id=user_id, quarter=quarter.name, unit=unit, amount=amount.number, what=what, at=at)
    uow.add(spending)
    await uow.flush()
    return spending


def _nothing_given(amount: Amount, given: Mapping[str, Decimal], quarter: Quarter) -> str:
    if not given:
        return f"No learning budget is given for {quarter.words}, so nothing was booked. {WHO_GIVES}"
    missing = "time" if amount.is_time else f"money in {amount.units[0]}"
    held = " and ".join(amounts.words(pot.given, pot.unit) for pot in pots(given, {}))
    return (
        f"The learning budget for {quarter.words} is {held} for each member; no {missing} is given, so nothing was"
        f" booked. {WHO_GIVES}"
    )


async def take_back(uow: UnitOfWork, user_id: str, spending_id: int) -> Spending:
    """Remove what a member booked, and return it. Raises `NotAllowed`, or `NotFound` for what is not there (any more).

    What was booked in a quarter that is over goes too: it is the member's own record. What was left then has lapsed.
    """
    require_may_spend(await uow.members.get(user_id))
    spending = await uow.budgets.spending(spending_id)
    if spending is None:
        raise NotFound("That is taken back already.")
    if spending.user_id != user_id:
        raise NotAllowed("That is somebody else's. `/thrice learn budget` shows your own.")
    await uow.delete(spending)
    await uow.flush()
    return spending


async def give(uow: UnitOfWork, user_id: str, every: Sequence[Given], *, at: datetime) -> None:
    """Give each member what is wanted for some quarters, in place of what was given. A curator's right.

    Raises `NotAllowed`, or `QuarterOver`, and then changes nothing.
    """
    curator = await uow.members.get(user_id)
    require_curator(curator)
    now = quarter_for(curator, at)
    if any(wanted.quarter not in (now, now.next) for wanted in every):
        raise QuarterOver
    for wanted in every:
        name, before = wanted.quarter.name, await uow.budgets.given(wanted.quarter.name, locked=True)
        if before == wanted.by_unit:
            continue
        for unit in before.keys() - wanted.by_unit.keys():
            await uow.budgets.withdraw(name, unit)
        for unit, amount in wanted.by_unit.items():
            await uow.budgets.give(name, unit, amount, by=user_id, at=at)
        uow.audit.note(user_id, "budget.given", f"budget:{name}", at=at)


def require_curator(member: Member | None) -> None:
    """Raise `NotAllowed` unless the person looks after the workspace."""
    if not is_workspace_curator(member):
        raise NotAllowed("Only the workspace's admins, and whom they name, can give learning budgets.")


def require_may_spend(member: Member | None) -> Member:
    """Return a member who may have a budget. Raises `NotAllowed`."""
    if member is None or member.seen_at is None or member.is_bot or member.is_deleted:
        raise NotAllowed("I do not know you yet. Please try again in a minute.")
    if member.is_guest or member.is_partner:
        raise NotAllowed("Learning budgets are for full members of this workspace.")
    if member.forgotten_at is not None:
        raise NotAllowed("You asked me to forget you, so I keep nothing of yours. `/thrice remember me` comes back.")
    return member
