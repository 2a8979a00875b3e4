"""A simulated year: the clock ticks, is put right and wrong, the machine is off, people travel, and get their nudges.

`python -m tests.support.learning_year [MEMBERS [SEED]]` lives one and prints what was found.
"""

import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final

from bot.learning import nudging
from bot.learning.claiming import Decided, decide
from bot.learning.learners import reckon, times_of
from bot.learning.nudging import Bring, Drop, PutOff
from bot.workspaces.local_time import zone_of
from models.learners import Nudge
from models.repositories.nudging import DueLearner
from tests.support.learning_people import NEW_YEAR, ZONES, Simulated

MINUTE: Final = timedelta(minutes=1)
STEPS: Final = (-172_800, -86_400, -7_200, -3_600, -90, 45, 600, 3_600, 7_200, 90_000, 172_800)
"""Seconds by which the machine's clock goes wrong, until the next step."""


@dataclass
class Found:
    """What a year was like, and what was wrong in it."""

    members: int = 0
    nudges: int = 0
    shown_again: int = 0
    clock_steps: int = 0
    down_minutes: int = 0
    journeys: int = 0
    grades: int = 0
    doubled: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    on_free_days: list[str] = field(default_factory=list)
    lost_cards: int = 0
    """Cards that were due at the end and that ten more sprints did not ask."""
    longest_wait_in_sprints: int = 0
    differing_intervals: int = 0


class Year:
    """Members, a machine whose clock is not to be trusted, and chance; the same for the same seed."""

    def __init__(self, members: int, seed: int, days: int = 365) -> None:
        self._chance = random.Random(seed)
        self._true = NEW_YEAR
        self._minutes = days * 1440
        self._error = timedelta(0)
        self._down_until = self._true
        self.people = [Simulated.of(str(seed), number, NEW_YEAR) for number in range(members)]
        self.found = Found(members=members)
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = 0

    @property
    def now(self) -> datetime:
        """What the machine's clock says."""
        return self._true + self._error

    def live(self) -> Found:
        """Let every minute pass, and ten more sprints for everybody."""
        for someone in self.people:
            reckon(someone.learner, self.now)
        for _ in range(self._minutes):
            self._true += MINUTE
            self._mishaps()
            while self._acts and self._acts[0][0] <= self._true:
                heappop(self._acts)[2]()
            if self._true >= self._down_until:
                self._tick()
        self._error = timedelta(0)
        for someone in self.people:
            self._settle(someone)
        return self.found

    def _settle(self, someone: Simulated) -> None:
        due = someone.deck.due_by(self._true)
        latest = max((held.last_review for held in someone.deck.held.values()), default=self._true)
        begin = max(self._true, latest) + timedelta(days=1)
        for day in range(10):
            someone.deck.sprint(times_of(someone.learner), begin + timedelta(days=day))
        self.found.lost_cards += sum(someone.deck.held[card].last_review < begin for card in due)
        self.found.grades += someone.deck.grades
        self.found.differing_intervals += someone.deck.differing
        self.found.longest_wait_in_sprints = max(self.found.longest_wait_in_sprints, someone.deck.longest_wait)

    # The machine ------------------------------------------------------------------------------------

    def _mishaps(self) -> None:
        drawn = self._chance.random()
        if drawn < 60 / 525_600:
            self._error = timedelta(seconds=self._chance.choice(STEPS) if not self._error else 0)
            self.found.clock_steps += 1
        elif drawn < 100 / 525_600:
            off = int(self._chance.choice((1, 5, 60, 300, 1_440, 4_000)) * self._chance.uniform(0.5, 1.5))
            self._down_until = self._true + off * MINUTE
            self.found.down_minutes += off
        elif drawn < (100 + 12 * len(self.people)) / 525_600:
            self._change(self._chance.choice(self.people))

    def _tick(self) -> None:
        now = self.now
        for someone in self.people:
            if someone.learner.next_nudge_at is not None and someone.learner.next_nudge_at <= now:
                self._claim(someone)
            last = someone.last
            if last is not None and last.due_at is not None and last.due_at <= now:
                self._send(someone, last)

    def _claim(self, someone: Simulated) -> None:
        learner, last = someone.learner, someone.last
        state = (last.state, last.id) if last is not None else (None, None)
        known = {name: getattr(learner, name) for name in DueLearner._fields[:-2]}
        decided: Decided = decide(
            DueLearner(**known, last_state=state[0], last_id=state[1]), self.now, crowded=self._chance.random() < 0.5
        )
        if decided.nudge is not None and str(decided.nudge.local_date) not in someone.nudges:
            someone.nudges[str(decided.nudge.local_date)] = Nudge(
                **decided.nudge._asdict(), id=len(someone.nudges), state="waiting", shown=0
            )
        if decided.ignored is not None and last is not None:
            last.state, last.due_at = "ignored", None
        for name, value in decided.learner._asdict().items():
            setattr(learner, name, value)

    def _send(self, someone: Simulated, nudge: Nudge) -> None:
        nudge.due_at = None
        quiet = self.now + timedelta(minutes=self._chance.randint(5, 300)) if self._chance.random() < 0.1 else None
        if self._chance.random() < 0.03:
            someone.member.away_until = self.now + timedelta(hours=self._chance.randint(1, 200))
        match nudging.meets(nudge, someone.learner, someone.member, quiet_until=quiet, at=self.now):
            case PutOff(until, because):
                nudge.due_at, nudge.because = until, nudge.because or because
            case Drop(because) if nudge.state not in nudging.OVER:
                nudging.drop(nudge, because)
            case Bring():
                nudging.sent(nudge, "D1", "1.0", at=self.now)
                self._judge(someone, nudge)
                self._later(lambda: self._react(someone, nudge))

    # The people -------------------------------------------------------------------------------------

    def _later(self, act: Callable[[], None]) -> None:
        self._order += 1
        after = timedelta(minutes=self._chance.choice((1, 2, 5, 30, 120)))
        heappush(self._acts, (self._true + after, self._order, act))

    def _react(self, someone: Simulated, nudge: Nudge) -> None:
        learner, times = someone.learner, times_of(someone.learner)
        if self._true < self._down_until or nudge.local_date != times.local_date(self.now):
            return  # nobody answers the click, or it is another day's by now
        match self._chance.choices(("start", "snooze", "skip", "ignore"), (60, 15, 10, 15))[0]:
            case "start":
                nudging.answered(learner)
                nudge.state, nudge.due_at, learner.every = "started", None, 1
                reckon(learner, self.now)
                someone.deck.sprint(times, self.now)
            case "snooze":
                nudging.answered(learner)
                choice = self._chance.choice(nudging.choices(times, nudge, at=self.now))
                until = nudging.snoozed_until(times, choice, at=self.now)
                nudge.state, nudge.due_at = ("snoozed", until) if until is not None else ("skipped", None)
            case "skip":
                nudging.answered(learner)
                nudge.state, nudge.due_at = "skipped", None

    def _change(self, someone: Simulated) -> None:
        """Somebody flies somewhere, takes weeks off, or wants to be asked at another time."""
        learner, drawn = someone.learner, self._chance.random()
        if drawn < 0.5:
            learner.tz = self._chance.choice(ZONES)
            self.found.journeys += 1
        elif drawn < 0.7:
            learner.paused_until = times_of(learner).local_date(self.now) + timedelta(days=self._chance.randint(1, 40))
        else:
            learner.minute = self._chance.randrange(learner.day_begins, learner.day_ends - 120)
        reckon(learner, self.now)

    # What must never be -----------------------------------------------------------------------------

    def _judge(self, someone: Simulated, nudge: Nudge) -> None:
        times, now = times_of(someone.learner), self.now
        local = now.astimezone(zone_of(times.zone))
        said = f"{someone.learner.user_id} in {times.zone} at {local:%Y-%m-%d %H:%M}"
        if nudge.shown > 1:
            self.found.shown_again += 1
        else:
            self.found.nudges += 1
            if any(day == str(local.date()) for _, day in someone.shown):
                self.found.doubled.append(said)
            someone.shown.append((now, str(local.date())))
        if not times.begins <= local.hour * 60 + local.minute < times.ends:
            self.found.outside.append(said)
        if not times.works_on(local.date()):
            self.found.on_free_days.append(said)


def lived(members: int, seed: int, days: int = 365) -> dict[str, Any]:
    """Live a year; return what was found, with the number of each kind of mistake and the first of them."""
    found = vars(Year(members, seed, days).live())
    return {k: {"number": len(v), "first": v[:5]} if isinstance(v, list) else v for k, v in found.items()}


def main(members: str = "200", seed: str = "1") -> None:
    """Live one year, as many members and by as much chance as the command line says."""
    sys.stdout.write(json.dumps(lived(int(members), int(seed)), indent=2) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
