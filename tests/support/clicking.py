"""Somebody who learns in the playground, and how many clicks and milliseconds that takes them."""

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.bootstrap import Thrice
from bot.playground.options import Options
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from scheduler.following_cards import CardRounds
from tests.scenarios.conftest import settings_for
from tests.support.clock import MovableClock
from tests.support.people import Person, Workspace
from tests.support.surfaces import Message

DAYS: Final = 12
NEW_CARDS: Final = "3"
"""A day: a sprint then has about six cards, new ones and those that come back."""
ANSWER_BUTTONS: Final = ("Next", "Good", "Show answer", "A")


@dataclass
class Sprinted:
    """One sprint from its prompt to its end."""

    cards: int = 0
    reads: int = 0
    clicks: int = 0


@dataclass
class Clicked:
    """What a person did over some days; each click with the seconds until the next step was on their screen."""

    sprints: list[Sprinted] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def p95(self) -> float:
        """Return the seconds within which nineteen of twenty clicks were answered."""
        return sorted(self.seconds)[len(self.seconds) * 95 // 100]


class Learner:
    """A person, a Thrice and the clock of both."""

    def __init__(self, person: Person, thrice: Thrice, clock: MovableClock) -> None:
        self._person, self._thrice, self._clock = person, thrice, clock
        self.found = Clicked()

    async def learn(self) -> None:
        """Take the day's sprint, from the nudge on, and let the next day come."""
        await self._thrice.rounds.nudge()
        await self._person.workspace.quiet()
        shown = await self._person.dms()
        if not shown or "Start" not in shown[-1].buttons:
            return  # nothing is due on that day
        step, sprint = shown[-1], Sprinted()
        while "Done for today" not in step.reads:
            label = "Start" if "Start" in step.buttons else next(b for b in ANSWER_BUTTONS if b in step.buttons)
            sprint.reads += label == "Next"
            sprint.cards += label == "Good"
            sprint.clicks += 1
            step = await self._click(step, label)
        self.found.sprints.append(sprint)

    async def _click(self, step: Message, label: str) -> Message:
        """Press a button, and wait until something else is shown."""
        began = time.perf_counter()
        await self._person.clicks(step, label)
        while (now := await self._person.again(step)) is None or now.all_blocks == step.all_blocks:
            assert time.perf_counter() - began < 10, f"nothing came of {label!r}"
        self.found.seconds.append(time.perf_counter() - began)
        return now

    def days_pass(self, days: int) -> None:
        """Let it be half past nine some days later."""
        later = (self._clock()).replace(hour=9, minute=31)
        self._clock.passes(days=days, seconds=(later - self._clock()).total_seconds())


async def lived(days: int = DAYS) -> Clicked:
    """Have somebody learn Thrice's own course, a sprint a day, in one process with the playground as in the demo."""
    clock = MovableClock()
    options = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False, clock=clock.seconds)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'bench.db'}"
        async with Playground(options) as playground:
            settings = settings_for(playground, database, THRICE_NEW_CARDS_PER_DAY=NEW_CARDS)
            async with Thrice(settings, clock=clock) as thrice, Workspace(playground) as workspace:
                await workspace.put("/control/app", {"request_url": f"{thrice.url}/slack/events"})
                await workspace.channel("#help", with_app=True)
                lena = workspace.person("lena", tz="UTC")
                await lena.says("/thrice learn")
                await CardRounds(thrice.storage, clock).follow()
                await workspace.quiet()
                learner = Learner(lena, thrice, clock)
                learner.days_pass(1)
                for _ in range(days):
                    while clock().weekday() > 4:
                        learner.days_pass(1)
                    await learner.learn()
                    learner.days_pass(1)
    return learner.found
