"""Nudging: what becomes of a nudge when it meets the person, and what the person makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from bot.errors import BotError, NotAllowed, NotFound, Outdated
from bot.learning import learners
from bot.learning.claiming import IGNORED_IN_A_ROW
from bot.learning.times import Times, slot_on
from bot.workspaces.local_time import clock_time, moment
from models.learners import Learner, Nudge
from models.members import Member
from models.uow import UnitOfWork

Snooze = Literal["hour", "afternoon", "tomorrow"]
AFTERNOON: Final = 14 * 60
"""When "this afternoon" is, in minutes after local midnight."""

OVER = frozenset({"started", "skipped", "ignored", "dropped"})
"""States in which a nudge is not sent any more."""


class TooLateToSnooze(BotError):
    """Somebody puts a nudge off to a moment at which they do not work any more."""

    code = "too_late_to_snooze"


@dataclass(frozen=True, slots=True)
class Bring:
    """The nudge is to be sent now."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """The person is not to be disturbed now: look again at a moment of the same working day."""

    until: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Drop:
    """The nudge is not sent at all; nobody counts it as ignored."""

    because: str


def meets(
    nudge: Nudge,
    learner: Learner | None,
    member: Member | None,
    *,
    quiet_until: datetime | None,
    busy_until: datetime | None = None,
    at: datetime,
) -> Bring | PutOff | Drop:
    """Decide what becomes of a nudge that is due; pure.

    `quiet_until`: the end of Do Not Disturb, where it is on; `busy_until`: of a learning block or a meeting.
    """
    if nudge.state in OVER:
        return Drop(nudge.because)
    if member is None or member.is_deleted or member.is_guest or member.is_partner or member.forgotten_at is not None:
        return Drop("gone")
    if learner is None or learner.left_at is not None:
        return Drop("left")
    if learner.paused_until is not None and nudge.local_date < learner.paused_until:
        return Drop("paused")
    if at >= nudge.ends_at:
        return Drop("late")
    if (elsewhere := _hours_moved(nudge, learners.times_of(learner), at)) is not None:
        return elsewhere
    if member.away_until is not None and member.away_until > at:
        return _wait(nudge, member.away_until, "away")
    if quiet_until is not None and quiet_until > at:
        return _wait(nudge, quiet_until, "do_not_disturb")
    if busy_until is not None and busy_until > at:
        return _wait(nudge, busy_until, "busy")
    return Bring()


def _hours_moved(nudge: Nudge, times: Times, at: datetime) -> PutOff | Drop | None:
    """Decide on somebody who has flown, or changed their times, since the nudge was claimed: none within the hours.

    It keeps to the date that it is for, which may not have begun where they are now.
    """
    begins, slot = moment(times.zone, nudge.local_date, times.begins), slot_on(times, nudge.local_date)
    if begins is None or slot is None or at >= slot.ends_at or not times.works_on(nudge.local_date):
        return Drop("late")
    return _wait(nudge, begins, "early") if at < begins else None


def _wait(nudge: Nudge, until: datetime, because: str) -> PutOff | Drop:
    return PutOff(until, because) if until < nudge.ends_at else Drop(because)


async def due(
    uow: UnitOfWork,
    nudge_id: int,
    *,
    quiet: Mapping[str, datetime],
    busy: Mapping[str, datetime] | None = None,
    at: datetime,
) -> tuple[Nudge, Learner] | None:
    """Return a nudge that is to be sent now, with its learner; one that is not is put off or dropped.

    `quiet`: until when those of the workspace are not to be disturbed of whom that is known; `busy`: until when they
    are in a meeting.
    """
    nudge = await uow.learners.nudge(nudge_id)
    if nudge is None:
        return None
    learner = await uow.learners.get(nudge.user_id)
    member = await uow.members.get(nudge.user_id)
    if nudge.state not in OVER and await uow.sprints.of_day(nudge.user_id, nudge.local_date) is not None:
        nudge.state = "started"  # by themselves, before it came
    ends = [await uow.blocks.held_until(nudge.user_id, at), (busy or {}).get(nudge.user_id)]
    busy_until = max((end for end in ends if end is not None), default=None)
    found = meets(nudge, learner, member, quiet_until=quiet.get(nudge.user_id), busy_until=busy_until, at=at)
    match found:
        case Bring() if learner is not None:
            return nudge, learner
        case PutOff(until, because):
            # What the nudge has to say for itself ("from now on half as often") is not lost by waiting.
            nudge.due_at, nudge.because = until, nudge.because or because
        case Drop(because) if nudge.state not in OVER:
            if nudge.because == "halved" and learner is not None:
                _not_halved_yet(learner, at)
            drop(nudge, because)
    return None


def _not_halved_yet(learner: Learner, at: datetime) -> None:
    """Take back a halving of the rate that nobody was told of: the next nudge says it."""
    learner.every, learner.ignored = max(1, learner.every // 2), IGNORED_IN_A_ROW
    learners.reckon(learner, at)


def drop(nudge: Nudge, because: str) -> None:
    """Do not send a nudge after all."""
    nudge.state, nudge.due_at, nudge.because = "dropped", None, because


def sent(nudge: Nudge, channel: str, ts: str, *, at: datetime) -> None:
    """Write down that a nudge was shown, and where it stands."""
    if nudge.state in ("waiting", "snoozed"):
        nudge.state = "sent"
    nudge.due_at, nudge.channel, nudge.ts, nudge.sent_at = None, channel, ts, at
    nudge.shown += 1


async def of_today(uow: UnitOfWork, user_id: str, *, at: datetime) -> Nudge | None:
    """Return a member's nudge of their present date, if there is one: who starts by themselves has answered it."""
    learner = await learners.active(uow, user_id)
    return await uow.learners.nudge_on(user_id, learners.times_of(learner).local_date(at))


async def mine(uow: UnitOfWork, user_id: str, nudge_id: int, *, at: datetime) -> tuple[Nudge, Learner]:
    """Return today's nudge for a click of its owner. Raises `NotFound`, `NotAllowed`, `NotLearning` or `Outdated`."""
    nudge = await uow.learners.nudge(nudge_id)
    if nudge is None:
        raise NotFound("This prompt is gone. `/thrice learn now` starts a sprint at any time.")
    if nudge.user_id != user_id:
        raise NotAllowed("This prompt is somebody else's. `/thrice learn` gets you your own.")
    learner = await learners.active(uow, user_id)
    if nudge.local_date != learners.times_of(learner).local_date(at):
        raise Outdated(f"That was for {nudge.local_date:%A %-d %B}. `/thrice learn now` starts a sprint at any time.")
    return nudge, learner


async def snooze(uow: UnitOfWork, user_id: str, nudge_id: int, choice: Snooze, *, at: datetime) -> datetime | None:
    """Put today's nudge off; return when it is shown again, or none where it is not until tomorrow's.

    Raises what `mine` raises, `TooLateToSnooze`, and `Outdated` for a nudge that was answered in another way.
    """
    nudge, learner = await mine(uow, user_id, nudge_id, at=at)
    _require_open(nudge)
    answered(learner)
    if choice == "tomorrow":
        nudge.state, nudge.because, nudge.due_at = "skipped", "tomorrow", None
        return None
    until = snoozed_until(learners.times_of(learner), choice, at=at)
    if until is None or until >= nudge.ends_at:
        ends = clock_time(learner.day_ends)
        raise TooLateToSnooze(f"Your working day ends at {ends}, so that would be too late. Choose tomorrow.")
    nudge.state, nudge.due_at = "snoozed", until
    return until


def snoozed_until(times: Times, choice: Snooze, *, at: datetime) -> datetime | None:
    """Return the moment to which a choice puts off; none for an afternoon that has begun, and for tomorrow."""
    if choice == "hour":
        return at + timedelta(hours=1)
    until = moment(times.zone, times.local_date(at), AFTERNOON) if choice == "afternoon" else None
    return until if until is not None and until > at else None


def choices(times: Times, nudge: Nudge, *, at: datetime) -> tuple[Snooze, ...]:
    """Return the ways in which a nudge can still be put off today, and tomorrow always."""
    found: list[Snooze] = []
    for choice in get_args(Snooze):
        until = snoozed_until(times, choice, at=at)
        if choice == "tomorrow" or (until is not None and until < nudge.ends_at):
            found.append(choice)
    return tuple(found)


async def skip(uow: UnitOfWork, user_id: str, nudge_id: int, *, at: datetime) -> None:
    """Learn nothing today; that is an answer and not counted as silence. Raises what `mine` raises, and `Outdated`."""
    nudge, learner = await mine(uow, user_id, nudge_id, at=at)
    _require_open(nudge)
    answered(learner)
    nudge.state, nudge.due_at = "skipped", None


def answered(learner: Learner) -> None:
    """Count a sign of life: whoever answers is not ignoring."""
    learner.ignored = 0


def _require_open(nudge: Nudge) -> None:
    if nudge.state == "started":
        raise Outdated("You have started already: the sprint goes on where you left it.")
    if nudge.state == "skipped":
        raise Outdated("You skipped today. `/thrice learn now` starts a sprint all the same.")
