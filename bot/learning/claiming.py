"""Claiming: whose turn it is, at most once a local date, however many replicas look and whatever the clock does."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.learning.jobs import SendNudges
from bot.learning.times import Before, Slot, Times, next_slot, slot_on, standing_slot
from bot.workspaces.spreading import share
from models.repositories.nudging import (
    DueLearner,
    MovedLearner,
    NewNudge,
    call_ignored,
    due_learners,
    keep_nudges,
    move_learners,
    take_due_nudges,
)
from models.uow import Bulk

CLAIMED_AT_ONCE: Final = 1_000
SENT_AT_ONCE: Final = 50
"""Nudges of one job: as many people as Slack tells of in one call whether they want to be left alone."""

SPREAD_OVER: Final = 50
"""Where more members of a workspace than this are due together, their nudges are spread."""
SPREAD: Final = timedelta(minutes=14)

IGNORED_IN_A_ROW: Final = 3
SELDOM: Final = 8
"""At the least a nudge comes every so many working days."""


def claim(bulk: Bulk, now: datetime) -> int:
    """Give each learner whose time has come the nudge of the day, and their next time; return how many were looked at.

    A time that was missed (the machine was off) is made up the same day within working hours, or passed over.
    """
    due = due_learners(bulk.connection, now, limit=CLAIMED_AT_ONCE)
    together = Counter(learner.workspace_id for learner in due)
    decided = [decide(learner, now, crowded=together[learner.workspace_id] > SPREAD_OVER) for learner in due]
    keep_nudges(bulk.connection, [each.nudge for each in decided if each.nudge is not None])
    call_ignored(bulk.connection, [each.ignored for each in decided if each.ignored is not None])
    move_learners(bulk.connection, [each.learner for each in decided])
    return len(due)


def hand_out(bulk: Bulk, now: datetime) -> int:
    """Leave jobs that send the nudges that are due; return how many those are."""
    due = take_due_nudges(bulk.connection, now, limit=CLAIMED_AT_ONCE)
    by_workspace: dict[int, list[int]] = {}
    for nudge in due:
        by_workspace.setdefault(nudge.workspace_id, []).append(nudge.id)
    for workspace_id, ids in by_workspace.items():
        for start in range(0, len(ids), SENT_AT_ONCE):
            some = tuple(ids[start : start + SENT_AT_ONCE])
            # Whoever takes a nudge empties its `due_at` in this transaction: the moment tells one taking from the next.
            bulk.enqueue(
                SendNudges(workspace_id=workspace_id, nudge_ids=some), key=f"nudges:{some[0]}:{now.timestamp()}"
            )
    return len(due)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a claim does for one learner."""

    learner: MovedLearner
    nudge: NewNudge | None = None
    ignored: int | None = None
    """The last nudge, where nobody answered it."""


def decide(learner: DueLearner, now: datetime, *, crowded: bool = False) -> Decided:
    """Decide on one learner whose time has come; pure."""
    times = _times(learner)
    before = Before(learner.last_nudge_on, learner.last_nudge_at)
    slot = _slot(times, learner.next_nudge_at, now, before)
    if slot is None:
        return Decided(_moved(learner, learner.every, learner.ignored, next_slot(times, now, before), before))
    unanswered = learner.last_state == "sent"
    every, ignored, because = _patience(learner.every, _ignored(learner))
    delay = share(SPREAD, f"{learner.user_id}:{slot.day}") if crowded else timedelta(0)
    due_at = min(now + delay, slot.ends_at)
    nudge = NewNudge(learner.workspace_id, learner.user_id, slot.day, due_at, slot.ends_at, because)
    sent = Before(slot.day, now)
    moved = _moved(learner, every, ignored, next_slot(_times(learner, every=every), now, sent), sent)
    return Decided(moved, nudge, learner.last_id if unanswered else None)


def _slot(times: Times, due_at: datetime, now: datetime, before: Before) -> Slot | None:
    """Return whose slot the nudge is: the one that is due or, where that working day has ended, the present date's."""
    day = times.local_date(due_at)
    slot = slot_on(times, day)
    if slot is not None and now < slot.ends_at and (before.day is None or day > before.day):
        return slot
    return standing_slot(times, now, before)


def _ignored(learner: DueLearner) -> int:
    """How many nudges in a row were not answered. One that was not sent was neither answered nor ignored."""
    if learner.last_state == "sent":
        return learner.ignored + 1
    return learner.ignored if learner.last_state == "dropped" else 0


def _patience(every: int, ignored: int) -> tuple[int, int, str]:
    """Return how often a nudge comes from now on, how many were ignored, and what the nudge is to say of it."""
    if ignored < IGNORED_IN_A_ROW or every >= SELDOM:
        return every, ignored, ""
    return min(every * 2, SELDOM), 0, "halved"


def _times(learner: DueLearner, *, every: int | None = None) -> Times:
    return Times(
        zone=learner.tz,
        minute=learner.minute,
        begins=learner.day_begins,
        ends=learner.day_ends,
        days=frozenset(learner.days),
        country=learner.country,
        every=learner.every if every is None else every,
        paused_until=learner.paused_until,
    )


def _moved(learner: DueLearner, every: int, ignored: int, following: Slot | None, last: Before) -> MovedLearner:
    return MovedLearner(learner.id, every, ignored, following.at if following else None, last.day, last.at)
