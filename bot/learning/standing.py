"""Standing: how a learner stands today; for that person alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.learning import badges
from bot.learning.composing import compose
from bot.learning.filling import Filled
from bot.learning.knowing import Knowing, knowing
from bot.learning.learners import times_of
from bot.learning.pace import minutes
from bot.learning.policy import LearningPolicy
from bot.learning.shelf import Own, own, shelf_of
from bot.learning.streaks import Streak, streak
from bot.workspaces.audience import reader_of
from models.learners import Learner
from models.sprints import Sprint
from models.uow import UnitOfWork

Today = Literal["nothing", "open", "begun", "done"]


@dataclass(frozen=True)
class Standing:
    """How a learner stands. `minutes` and `cards` are what today's sprint would hold, while it is `open`."""

    today: Today
    minutes: int
    cards: int
    streak: Streak
    known: Knowing
    badges: tuple[str, ...]
    own: tuple[Own, ...]
    """Their paths and courses."""


async def standing_of(uow: UnitOfWork, learner: Learner, *, policy: LearningPolicy, at: datetime) -> Standing:
    """Return how a learner stands at a moment."""
    times = times_of(learner)
    today = times.local_date(at)
    sprint = await uow.sprints.of_day(learner.user_id, today)
    filled = await compose(uow, learner, policy=policy, at=at) if sprint is None else Filled()
    learned = await uow.sprints.days_learned(learner.user_id)
    asked = await uow.learners.days_asked(learner.user_id)
    memories = await uow.sprints.memories(learner.user_id)
    held = await uow.motivation.badges(learner.user_id)
    return Standing(
        today=_today(sprint, filled),
        minutes=minutes(filled.seconds),
        cards=len(filled.cards),
        streak=streak(learned, asked, today),
        known=knowing([(memory.stability, memory.due) for memory in memories], times, at),
        badges=badges.sentences(held, hides_amounts=learner.hides_amounts),
        own=own(await shelf_of(uow, await reader_of(uow, learner.user_id))),
    )


def _today(sprint: Sprint | None, filled: Filled) -> Today:
    if sprint is None:
        return "open" if filled else "nothing"
    return "begun" if sprint.ended_at is None else "done"
