"""The page of a learner's own learning: the same as in the App Home, with a chart, and fit to be printed."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.routing import Route

from bot.learning import budgets
from bot.learning.amounts import words
from bot.learning.knowing import STRENGTHS
from bot.learning.standing import Standing, standing_of
from bot.web.doorway import Doorway, Visit
from bot.web.pages import View
from bot.web.parts import WebParts
from bot.workspaces.local_time import zone_of
from models.learners import Learner
from models.uow import UnitOfWork

_WIDE = 360
"""Width of the longest bar, in the chart's own units."""


@dataclass(frozen=True)
class Bar:
    """One bar of the chart: how firmly, how many cards, and how wide it is drawn."""

    name: str
    up_to: str
    cards: int
    width: int


@dataclass(frozen=True)
class BudgetPart:
    """What is left of a quarter's learning budget, and what was booked (in a person's words), newest first."""

    quarter: str
    lapses: str
    left: tuple[tuple[str, str], ...]
    """So much of so much."""
    booked: tuple[tuple[str, str, str], ...]
    """How much, for what, on which day."""


class LearningPage:
    """The endpoint of a learner's own page."""

    def __init__(self, parts: WebParts, doorway: Doorway) -> None:
        self._parts = parts
        self._doorway = doorway

    def routes(self) -> list[Route]:
        """Return the route; it stands before the wiki's, which take whatever else lies under /wiki."""
        return [Route("/wiki/learning", self._doorway.page(self._mine))]

    async def _mine(self, _request: Request, visit: Visit) -> View:
        learner = await visit.uow.learners.get(visit.reader.user_id)
        if learner is None or learner.left_at is not None:
            return View("learning.html", {"standing": None})
        policy = self._parts.learning.in_workspace(await visit.uow.workspaces.get(visit.uow.workspace_id))
        at = self._parts.clock()
        found = await standing_of(visit.uow, learner, policy=policy, at=at)
        there = zone_of(learner.tz)
        context = {
            "standing": found,
            "bars": bars(found),
            "hides": learner.hides_amounts,
            "budget": await budget_of(visit.uow, learner, at=at),
            "day": at.astimezone(there),
            "next": learner.next_nudge_at.astimezone(there) if learner.next_nudge_at is not None else None,
        }
        return View("learning.html", context)


async def budget_of(uow: UnitOfWork, learner: Learner, *, at: datetime) -> BudgetPart | None:
    """Return what a learner has of this quarter's learning budget; none where nothing was given or booked."""
    quarter = budgets.quarter_for(await uow.members.get(learner.user_id), at)
    pots = await budgets.pots_of(uow, learner.user_id, quarter)
    there = zone_of(learner.tz)
    booked = await uow.budgets.spendings(learner.user_id, quarter.name)
    days = [each.at.astimezone(there) for each in booked]
    part = BudgetPart(
        quarter=quarter.words,
        lapses=quarter.lapses,
        left=tuple((words(pot.left, pot.unit), words(pot.given, pot.unit)) for pot in pots if pot.given),
        booked=tuple(
            (words(each.amount, each.unit), each.what, f"{day.day} {day:%B}")
            for each, day in zip(booked, days, strict=True)
        ),
    )
    return part if pots else None


def bars(standing: Standing) -> list[Bar]:
    """Return the bars of the chart of how firmly cards sit, the widest as wide as there is room."""
    most = max((count for _, count in standing.known.strengths), default=0)
    limits = dict(STRENGTHS)
    return [
        Bar(name, _within(limits[name]), count, round(_WIDE * count / most) if most else 0)
        for name, count in standing.known.strengths
    ]


def _within(days: float) -> str:
    return "longer" if days == float("inf") else f"up to {days:g} days"
