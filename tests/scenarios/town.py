"""A town that goes on living whether Thrice is there or not, and what Thrice has said in it."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.playground.server import Playground
from bot.playground.world.model import Message as Posted
from tests.support.people import Workspace
from tests.support.subjects import Subject, subjects
from tests.support.surfaces import Message

Place = tuple[str, str]
"""A message: its channel and its ts."""
CHANNELS: Final = ("help", "office", "engineering", "finance", "lyon", "design")
ANSWERERS: Final = ("bo", "chen", "dana", "noor", "femi")
ASKERS_A_TOPIC: Final = 3
STORIES: Final = 24
_ACTS_IN_HAND: Final = 12
"""How many acts are drawn from at once: topics overlap, and each still happens in its order."""
_IMPATIENCE: Final = 0.1
"""Seconds after which somebody clicks again where nothing happened."""


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
        """Return what happens until there is something to review, in its order."""
        return ["ask", "answer", "ask", "answer", "ask"]


class Town:
    """People who ask, answer and publish."""

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

    # What people do ---------------------------------------------------------------------------------

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
        """Have reviewers who were sent a card press Publish, again where nobody took the click.

        Where somebody took it, the question is asked once more.
        """
        while not until.done():
            await asyncio.sleep(_IMPATIENCE)
            waiting = [story for story in self.stories if not story.published and self._card(story)]
            if waiting and await self._publishes(story := self._chance.choice(waiting)):
                story.published = True
                self._ahead.append((story, "ask"))

    async def _publishes(self, story: Story) -> bool:
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

    def places_asked(self) -> set[Place]:
        """Return where the questions stand that were asked."""
        return {(asked.channel, asked.ts) for story in self.stories for asked in story.asked}

    def should_be_said(self) -> Counter[str]:
        """Return all that Thrice has to say for everybody to see, or to a reviewer, once everything has come to rest.

        That is a welcome to each channel, a card for each story, and the link to each thread of a published one that
        was there when it was published.
        """
        links = [
            f"link in {asked.channel} {asked.ts}"
            for story in self.stories
            if story.published
            for asked in story.asked[:ASKERS_A_TOPIC]
        ]
        welcomes = [
            f"welcome to {room.id}" for room in self._playground.world.channels.values() if room.name in CHANNELS
        ]
        return Counter([*welcomes, *(f"card: {story.subject.question}" for story in self.stories), *links])

    def is_said(self) -> Counter[str]:
        """Return what Thrice has said for everybody to see, or to a reviewer, named as above."""
        world = self._playground.world
        stands = [m for in_channel in world.messages.values() for m in in_channel.values() if m.by_app]
        return Counter(self._named(message) for message in stands)

    def _named(self, message: Posted) -> str:
        if self._is_direct(message):
            story = next((s for s in self.stories if s.subject.question in message.text), None)
            return f"card: {story.subject.question}" if story is not None else f"to a person: {message.text}"
        if message.thread_ts is None:
            return f"welcome to {message.channel}"
        is_link = "/wiki/" in message.text
        return f"link in {message.channel} {message.thread_ts}" if is_link else f"in a thread: {message.text}"

    def said_privately(self) -> list[list[str]]:
        """Return what Thrice said privately to each person in each channel; what answers a click is left out."""
        private = [m for m in self._playground.world.ephemeral if m.by_app and not self._is_direct(m)]
        said: dict[tuple[str, str | None], list[str]] = {}
        for m in private:
            said.setdefault((m.channel, m.only_for), []).append(m.text)
        return list(said.values())

    def _card(self, story: Story) -> bool:
        return any(story.subject.question in m.text for m in self._direct())

    def _direct(self) -> Iterator[Posted]:
        world = self._playground.world
        for channel, messages in world.messages.items():
            if world.channels[channel].type == "im":
                yield from (m for m in messages.values() if m.by_app)

    def _is_direct(self, message: Posted) -> bool:
        return self._playground.world.channels[message.channel].type == "im"
