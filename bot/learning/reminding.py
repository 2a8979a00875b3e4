"""Reminding: who is told, at most twice a quarter, that something of their learning budget is left and will lapse.

The daily nudge says it, in a line. Whoever has no nudge on such a day gets one message, with the manners of a nudge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.learning import nudging
from bot.learning.budgets import Pot, pots_of
from bot.learning.jobs import RemindOfBudget
from bot.learning.learners import times_of
from bot.learning.nudging import Bring, PutOff
from bot.learning.quarters import Quarter, next_look, reminder_on
from bot.learning.times import Times, slot_on
from models.learners import Learner, Nudge
from models.repositories.reminding import DueReminder, budgeted, due_reminders, move_reminders
from models.uow import Bulk, UnitOfWork

CLAIMED_AT_ONCE: Final = 1_000
SENT_AT_ONCE: Final = 50
"""Learners of one job: as many people as Slack tells of in one call whether they want to be left alone."""
_SOON: Final = timedelta(minutes=15)
"""How long to wait for a nudge that is on its way."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody is to be told. `name` is the occasion: `2026Q4 first`."""

    name: str
    quarter: Quarter
    left: tuple[Pot, ...]
    hides_amounts: bool

    @property
    def is_last(self) -> bool:
        """Whether nothing more is said of it afterwards."""
        return self.name.endswith("last")


def claim(bulk: Bulk, now: datetime) -> int:
    """Leave jobs for the learners whom it is time to look at, and set when to look next; return how many those are."""
    due = due_reminders(bulk.connection, now, limit=CLAIMED_AT_ONCE)
    quarters = {learner.id: Quarter.of(_times(learner).local_date(now)).name for learner in due}
    given = budgeted(bulk.connection, sorted({*quarters.values()}))
    by_workspace: dict[int, list[int]] = {}
    for learner in due:
        if (learner.workspace_id, quarters[learner.id]) in given:
            by_workspace.setdefault(learner.workspace_id, []).append(learner.id)
    for workspace_id, ids in by_workspace.items():
        for start in range(0, len(ids), SENT_AT_ONCE):
            some = tuple(ids[start : start + SENT_AT_ONCE])
            job = RemindOfBudget(workspace_id=workspace_id, learner_ids=some)
            # Whoever takes a learner moves `next_reminder_at` in this transaction: no two takings have one moment.
            bulk.enqueue(job, key=f"budgets:{some[0]}:{now.timestamp()}")
    move_reminders(bulk.connection, [(each.id, next_look(_times(each), now, each.reminded_of)) for each in due])
    return len(due)


async def in_nudge(uow: UnitOfWork, nudge: Nudge, learner: Learner, *, at: datetime) -> Reminder | None:
    """Return what a nudge that is about to be sent has to say, and count it as said by that nudge; mostly nothing."""
    name = reminder_on(times_of(learner), nudge.local_date)
    if name is None:
        return None
    held = await uow.learners.of_row(learner.id, locked=True)
    if held is None or (held.reminded_of == name and held.reminded_in != nudge.id):
        return None
    reminder = await _reminder(uow, held, name, Quarter.of(nudge.local_date))
    if reminder is not None:
        _count(held, name, at, nudge_id=nudge.id)
    return reminder


async def by_message(
    uow: UnitOfWork, learner_id: int, *, quiet: Mapping[str, datetime], at: datetime
) -> tuple[str, Reminder] | None:
    """Return whom to tell what in a message of its own, and count it as told; none where a nudge said it, or will.

    `quiet`: until when those of the workspace are not to be disturbed of whom that is known. Asked again after a
    failure, it is the same.
    """
    learner = await uow.learners.of_row(learner_id, locked=True)
    if learner is None or learner.left_at is not None:
        return None
    times = times_of(learner)
    today = times.local_date(at)
    name, slot = reminder_on(times, today), slot_on(times, today)
    if name is None or slot is None or (learner.reminded_of == name and learner.reminded_in is not None):
        return None
    if await _nudge_is_coming(uow, learner, at):
        learner.next_reminder_at = at + _SOON
        return None
    # Met as a nudge would be: on a working day, within its hours, and neither paused nor away, in a block nor to be
    # left alone.
    as_nudge = Nudge(user_id=learner.user_id, local_date=today, state="waiting", because="", ends_at=slot.ends_at)
    member = await uow.members.get(learner.user_id)
    quiet_until, busy_until = quiet.get(learner.user_id), await uow.blocks.held_until(learner.user_id, at)
    met = nudging.meets(as_nudge, learner, member, quiet_until=quiet_until, busy_until=busy_until, at=at)
    if isinstance(met, PutOff):
        learner.next_reminder_at = met.until
    reminder = await _reminder(uow, learner, name, Quarter.of(today)) if isinstance(met, Bring) else None
    if reminder is None:
        return None
    _count(learner, name, at, nudge_id=None)
    return learner.user_id, reminder


async def _nudge_is_coming(uow: UnitOfWork, learner: Learner, at: datetime) -> bool:
    if learner.next_nudge_at is not None and learner.next_nudge_at <= at:
        return True
    nudge = await uow.learners.nudge_on(learner.user_id, times_of(learner).local_date(at))
    return nudge is not None and nudge.state == "waiting" and at < nudge.ends_at


async def _reminder(uow: UnitOfWork, learner: Learner, name: str, quarter: Quarter) -> Reminder | None:
    left = tuple(pot for pot in await pots_of(uow, learner.user_id, quarter) if pot.left)
    return Reminder(name, quarter, left, learner.hides_amounts) if left else None


def _count(learner: Learner, name: str, at: datetime, *, nudge_id: int | None) -> None:
    learner.reminded_of, learner.reminded_in = name, nudge_id
    learner.next_reminder_at = next_look(times_of(learner), at, name)


def _times(learner: DueReminder) -> Times:
    return Times(
        zone=learner.tz,
        minute=learner.minute,
        begins=learner.day_begins,
        ends=learner.day_ends,
        days=frozenset(learner.days),
        country=learner.country,
        every=learner.every,
        paused_until=learner.paused_until,
    )
