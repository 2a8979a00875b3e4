"""Views of learning budgets: loads what a member has and booked and, for curators, sums of enough people."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from bot.learning import amounts, budgets
from bot.learning.amounts import TIME
from bot.learning.budgets import Given, Pot
from bot.learning.learners import zone_of_member
from bot.learning.quarters import Quarter
from bot.learning.reminding import Reminder
from bot.slack.blockkit import budgets as shown
from bot.slack.blockkit.refs import AccountRef, SpendingRef
from bot.workspaces.curators import is_workspace_curator
from bot.workspaces.local_time import zone_of
from models.members import Member
from models.motivation import Spending
from models.repositories.budgets import Together
from models.uow import UnitOfWork


async def account(uow: UnitOfWork, user_id: str, *, page: int = 0, at: datetime) -> shown.AccountView:
    """Return what a member has in the present quarter. Raises `NotAllowed` for who can have none."""
    member = budgets.require_may_spend(await uow.members.get(user_id))
    quarter = budgets.quarter_for(member, at)
    given = await uow.budgets.given(quarter.name)
    booked = await uow.budgets.spendings(user_id, quarter.name)
    page = min(page, max(0, (len(booked) - 1) // shown.PAGE))
    some = booked[page * shown.PAGE : (page + 1) * shown.PAGE]
    curates = is_workspace_curator(member)
    together = budgets.to_tell(await uow.budgets.together(quarter.name)) if curates else []
    return shown.AccountView(
        quarter=quarter.words,
        lapses=quarter.lapses,
        pots=_pots(budgets.pots(given, await uow.budgets.spent(user_id, quarter.name))),
        lines=tuple(_line(each, member, page) for each in some),
        more=AccountRef(page=page + 1) if len(booked) > (page + 1) * shown.PAGE else None,
        curates=curates,
        together=tuple(_together(each, given) for each in together if each.unit in given),
    )


async def booked(uow: UnitOfWork, spending: Spending, *, at: datetime) -> shown.BookedView:
    """Return something that was booked or taken back just now, and what the member has by it."""
    member = await uow.members.get(spending.user_id)
    quarter = budgets.quarter_for(member, at)
    held = [pot for pot in await budgets.pots_of(uow, spending.user_id, quarter) if pot.unit == spending.unit]
    return shown.BookedView(
        spending=_line(spending, member, None),
        pots=_pots(tuple(held)),
        lapses=quarter.lapses,
        is_over=spending.quarter != quarter.name,
    )


async def at_home(uow: UnitOfWork, user_id: str, *, hides_amounts: bool, at: datetime) -> str:
    """Return the line of the App Home; nothing where nothing is given."""
    quarter = budgets.quarter_for(await uow.members.get(user_id), at)
    pots = await budgets.pots_of(uow, user_id, quarter)
    return shown.at_home(_pots(pots), quarter.lapses, hides_amounts=hides_amounts)


def reminder_view(reminder: Reminder) -> shown.ReminderView:
    """Return what a reminder says."""
    return shown.ReminderView(
        left=tuple(amounts.words(pot.left, pot.unit) for pot in reminder.left),
        lapses=reminder.quarter.lapses,
        is_last=reminder.is_last,
        hides_amounts=reminder.hides_amounts,
    )


async def given(uow: UnitOfWork, quarter: Quarter) -> shown.GivenView:
    """Return what each member has in a quarter, as it stands in the fields of the window."""
    held = await uow.budgets.given(quarter.name)
    money = [amounts.words(amount, unit) for unit, amount in held.items() if unit != TIME]
    return shown.GivenView(quarter.words, _hours(held[TIME]) if TIME in held else "", money[0] if money else "")


def given_view(wanted: Given) -> shown.GivenView:
    """Return what was given just now."""
    hours = _hours(wanted.minutes) if wanted.minutes is not None else ""
    return shown.GivenView(wanted.quarter.words, hours, amounts.words(*wanted.money) if wanted.money else "")


def _hours(minutes: Decimal) -> str:
    """Minutes as hours with as many decimals as they have; as `10 h 20 min` where two are too few."""
    hours = minutes / 60
    return (
        f"{hours.normalize():f}" if hours * 100 == (hours * 100).to_integral_value() else amounts.words(minutes, TIME)
    )


def _pots(pots: tuple[Pot, ...]) -> tuple[shown.PotView, ...]:
    return tuple(
        shown.PotView(
            left=amounts.words(pot.left, pot.unit),
            given=amounts.words(pot.given, pot.unit),
            spent=amounts.words(pot.spent, pot.unit) if pot.spent > pot.given else "",
            is_empty=not pot.left,
            is_withdrawn=not pot.given,
        )
        for pot in pots
    )


def _line(spending: Spending, member: Member | None, page: int | None) -> shown.SpendingView:
    there = spending.at.astimezone(zone_of(zone_of_member(member)))
    return shown.SpendingView(
        ref=SpendingRef(spending_id=spending.id, page=page),
        amount=amounts.words(spending.amount, spending.unit),
        what=spending.what,
        day=f"{there.day} {there:%B}",
    )


def _together(sums: Together, given: Mapping[str, Decimal]) -> shown.TogetherView:
    return shown.TogetherView(
        people=sums.people,
        used=amounts.words(sums.used, sums.unit),
        of=amounts.words(given[sums.unit] * sums.people, sums.unit),
    )
