"""A town that goes on living while Thrice is killed and started again, and the reckoning at the end."""

import asyncio
import json
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.playground.server import Playground
from bot.playground.world.model import Message as Posted
from tests.support.people import Workspace
from tests.support.serving import Served, environment
from tests.support.subjects import Subject, subjects
from tests.support.surfaces import Message

Place = tuple[str, str]
"""A message: its channel and its ts."""
CHANNELS: Final = ("help", "office", "engineering", "finance", "lyon", "design")
ANSWERERS: Final = ("bo", "chen", "dana", "noor", "femi")
ASKERS_A_TOPIC: Final = 3
STORIES: Final = 28
_ACTS_IN_HAND: Final = 12
"""How many acts are drawn from at once: topics overlap, and each still happens in its order."""
_IMPATIENCE: Final = 0.1
"""Seconds after which somebody clicks again where nothing happened."""
_PATIENCE: Final = 1.0
"""Seconds to wait for what may not come, because there is nothing left to do."""


@dataclass
class Story:
    """One subject: where it is asked, who answers, and what has been said of it so far."""

    number: int
    subject: Subject
    channel: str
    answerer: str
    asked: list[Message] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    published: bool = False

    def acts(self) -> list[str]:
        """Return what happens, in its order."""
        return ["ask", "answer", "ask", "answer", "ask"]


class Town:
    """People who ask and answer, whether Thrice is there or not."""

    def __init__(self, workspace: Workspace, playground: Playground, chance: random.Random) -> None:
        self._workspace = workspace
        self._playground = playground
        self._chance = chance
        self.stories = [
            Story(number, subject, f"#{CHANNELS[number % len(CHANNELS)]}", ANSWERERS[number % len(ANSWERERS)])
            for number, subject in enumerate(subjects()[:STORIES])
        ]
        self._ahead = [(story, act) for story in self.stories for act in story.acts()]
        self._opened: set[str] = set()

    @property
    def left(self) -> int:
        """How many acts are still to come."""
        return len(self._ahead)

    @property
    def messages(self) -> int:
        """How many messages people have written."""
        return sum(len(story.asked) + len(story.told) for story in self.stories)

    async def acts(self, times: int, *, within: float) -> None:
        """Let so many of the next things happen, at random moments of so many seconds."""
        for pause in self._pauses(min(times, len(self._ahead)), within):
            await asyncio.sleep(pause)
            await self._act(*self._next())

    def _pauses(self, times: int, within: float) -> list[float]:
        moments = sorted(self._chance.uniform(0, within) for _ in range(times))
        return [later - sooner for sooner, later in zip([0.0, *moments], moments, strict=False)]

    def _next(self) -> tuple[Story, str]:
        """Take one of the next acts: of one story always the first."""
        in_hand = self._ahead[:_ACTS_IN_HAND]
        story, _ = self._chance.choice(in_hand)
        at = next(n for n, (other, _) in enumerate(in_hand) if other is story)
        return self._ahead.pop(at)

    async def _act(self, story: Story, act: str) -> None:
        if story.channel not in self._opened:
            self._opened.add(story.channel)
            await self._workspace.channel(story.channel, with_app=True)
        if act == "ask":
            await self._ask(story)
        else:
            answerer = self._workspace.person(story.answerer)
            story.told.append(await answerer.replies(story.asked[-1], story.subject.answer))

    async def _ask(self, story: Story) -> None:
        times = len(story.asked) + 1
        # Nobody asks twice in a channel, so that whoever is told something there is told it about one story.
        asker = self._workspace.person(f"asker-{story.number // len(CHANNELS)}-{times}")
        story.asked.append(await asker.asks(story.channel, story.subject.asked(times)))

    async def reviews(self, *, until: "asyncio.Task[None]") -> None:
        """Have a reviewer who was sent a card press Publish until somebody takes the click; then it is asked again."""
        waiting = [story for story in self.stories if not story.published and self.cards(story)]
        story = self._chance.choice(waiting) if waiting else None
        while story is not None and not story.published and not until.done():
            await asyncio.sleep(_IMPATIENCE)
            if await self._publish(story):
                story.published = True
                self._ahead.append((story, "ask"))

    async def _publish(self, story: Story) -> bool:
        """Press the button; tell whether that was done, now or by a click before whose answer got lost."""
        reviewer = self._workspace.person(story.answerer)
        [card] = [m for m in await reviewer.dms() if story.subject.question in m.reads]
        if "Publish" not in card.buttons:
            return True
        try:
            await reviewer.clicks(card, "Publish")
        except AssertionError:  # Slack says that the app did not answer
            return False
        return True

    # What Slack knows -------------------------------------------------------------------------------

    def acknowledged(self) -> set[Place]:
        """Return the messages whose events Thrice has said yes to."""
        return {
            (each.payload["event"]["channel"], each.payload["event"]["ts"])
            for each in self._playground.outbox.log
            if each.type == "message"
            and not each.payload["event"].get("bot_id")
            and any(attempt["ok"] for attempt in each.attempts)
        }

    def cards(self, story: Story) -> int:
        """Return how many cards of a story stand in direct messages, open or done with."""
        return sum(story.subject.question in m.text for m in self._posted() if self._is_direct(m))

    def doubles(self) -> list[str]:
        """Return where Thrice has said more than once what it says once.

        That is: a welcome to each channel, a link to each thread, a card for each story, a word to each asker.
        """
        open_to_all = [m for m in self._posted() if m.only_for is None and not self._is_direct(m)]
        places = Counter(f"{m.channel} {m.thread_ts or 'welcome'}" for m in open_to_all)
        places += Counter(f"{m.channel} to {m.only_for}" for m in self._posted() if m.only_for is not None)
        places += Counter({f"card for {s.subject.question}": self.cards(s) for s in self.stories})
        return [f"{times} x {place}" for place, times in places.items() if times > 1]

    def said(self) -> Counter[str]:
        """Return how often Thrice said what."""
        kinds: Counter[str] = Counter()
        for m in self._posted():
            kinds[
                "private" if m.only_for else "card" if self._is_direct(m) else "link" if m.thread_ts else "welcome"
            ] += 1
        return kinds

    def _posted(self) -> list[Posted]:
        """Return everything that Thrice has posted and that still stands."""
        world = self._playground.world
        open_to_more = [m for in_channel in world.messages.values() for m in in_channel.values()]
        return [m for m in (*open_to_more, *world.ephemeral) if m.by_app]

    def _is_direct(self, message: Posted) -> bool:
        return self._playground.world.channels[message.channel].type == "im"


def jobs_left(database: Path) -> int:
    """Return how many jobs are written down and have not ended."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
        return int(connection.execute(query).fetchone()[0])


class Killer:
    """Starts Thrice and kills it, again and again, each time at another kind of moment."""

    def __init__(
        self, playground: Playground, settings: Mapping[str, str], folder: Path, chance: random.Random
    ) -> None:
        self._playground = playground
        self._settings = settings
        self._folder = folder
        self._chance = chance
        self.moments: Counter[str] = Counter()

    async def one_life(self) -> None:
        """Start it and kill it: while it starts, in the midst of its work, or right after it has posted something.

        Moments are counted in what it does and not in seconds, so that a slow machine sees the same.
        """
        kind = self._chance.choices(("starting", "working", "posting"), (1, 2, 2))[0]
        async with Served(self._settings, self._folder) as served:
            if kind == "starting":
                await asyncio.sleep(self._chance.uniform(0.2, 1.2))
            else:
                await served.ready()
                method, most = ("chat.post", 2) if kind == "posting" else ("", 8)
                if not await self._calls(self._chance.randint(1, most), method):
                    kind = "idle"
                await asyncio.sleep(self._chance.uniform(0, 0.02))
            await served.kill()
        self.moments[kind] += 1

    async def _calls(self, times: int, method: str) -> bool:
        """Wait until it has called Slack so many more times, for methods that begin so; not for ever."""
        before = self._so_far(method)
        until = asyncio.get_running_loop().time() + _PATIENCE
        while self._so_far(method) < before + times:
            if asyncio.get_running_loop().time() > until:
                return False
            await asyncio.sleep(0.001)
        return True

    def _so_far(self, method: str) -> int:
        return sum(call.method.startswith(method) for call in self._playground.api.calls)


async def exported(settings: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Return what `thrice export --json` prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "export", "--json",
        cwd=folder, env=environment(settings), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(printed)
    return found
