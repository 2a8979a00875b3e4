"""Bench: how soon a person is told, from the event of their question to the message in Slack, without a language model.

`python -m tests.bench.loop` prints the figures. Thrice runs as `thrice serve` does, in a process of its own.
"""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.playground.options import Options
from bot.playground.server import Playground
from bot.playground.web_api.router import Record
from bot.slack.manifest import manifest
from tests.scenarios.conftest import free_port
from tests.support.people import Person, Workspace
from tests.support.serving import Served
from tests.support.subjects import Subject, subjects
from tests.support.surfaces import Message

TOPICS = 34
"""One more than is counted: at the first, code runs that no person waits for again."""
CHANNELS = 6
"""Topics take turns in so many channels, because Slack takes one message a second in each."""


class Loop:
    """Topics that are asked four times and published in between, and how long each step took."""

    def __init__(self, playground: Playground, workspace: Workspace) -> None:
        self._playground = playground
        self._workspace = workspace
        self.seconds: dict[str, list[float]] = {"card": [], "third_asker": [], "fourth_asker": []}

    async def topic(self, number: int, subject: Subject) -> None:
        """Have one topic asked until there is a page, and once more."""
        channel = f"#bench-{number % CHANNELS}"
        reviewer = self._workspace.person(f"answerer-{number % 5}")
        askers = [self._workspace.person(f"asker-{(number + each) % 8}") for each in range(4)]
        for times in (1, 2):
            asked = await askers[times - 1].asks(channel, subject.asked(times))
            await reviewer.replies(asked, subject.answer)
        await self._workspace.quiet(0.4)
        third = await askers[2].asks(channel, subject.asked(3))
        await self._took("third_asker", third, await self._private(askers[2], third))
        await self._took(
            "card", third, lambda call: call.method == "chat.postMessage" and subject.question in _text(call)
        )
        [card] = [m for m in await reviewer.dms() if subject.question in m.reads]
        await reviewer.clicks(card, "Publish")
        await self._workspace.quiet(1.2)  # links go to one channel, one a second
        fourth = await askers[3].asks(channel, subject.asked(4))
        await self._took("fourth_asker", fourth, await self._private(askers[3], fourth))

    async def _private(self, person: Person, about: Message) -> Callable[[Record], bool]:
        user = await person.id()
        return lambda call: (
            call.method == "chat.postEphemeral"
            and call.arguments["user"] == user
            and call.arguments["channel"] == about.channel
        )

    async def _took(self, what: str, asked: Message, is_it: Callable[[Record], bool]) -> None:
        """Wait for the call that follows a message, and keep how long after the message's event it was answered."""

        async def found() -> Record | None:
            calls = self._playground.api.calls
            return next((c for c in calls if c.at > float(asked.ts) and is_it(c) and c.answer is not None), None)

        call = await self._workspace.eventually(found, within=30, because=what)
        self.seconds[what].append(call.at + call.seconds - self._sent(asked))

    def _sent(self, message: Message) -> float:
        """Return when the event of a message set out."""
        return next(
            float(each.attempts[0]["at"])
            for each in self._playground.outbox.log
            if each.type == "message" and each.payload["event"]["ts"] == message.ts
        )


def _text(call: Record) -> str:
    return str(call.arguments.get("text", ""))


async def run() -> dict[str, float | str]:
    """Measure, and return the middle and the slow end of each step in milliseconds."""
    options = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False)
    with tempfile.TemporaryDirectory() as name:
        async with Playground(options) as playground, Workspace(playground) as workspace:
            settings = {
                "SLACK_BOT_TOKEN": playground.bot_token,
                "SLACK_SIGNING_SECRET": playground.signing_secret,
                "SLACK_API_URL": playground.api_url,
                "DATABASE_URL": f"sqlite:///{name}/bench.db",
                "THRICE_LOG_LEVEL": "warning",
                **free_port(),
            }
            await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
            async with Served(settings, Path(name)) as served:
                await served.ready()
                for channel in range(CHANNELS):
                    await workspace.channel(f"#bench-{channel}", with_app=True)
                await workspace.quiet()
                loop = Loop(playground, workspace)
                for number, subject in enumerate(subjects()[:TOPICS]):
                    await loop.topic(number, subject)
                await served.stop()
    return summary(loop.seconds)


def summary(seconds: dict[str, list[float]]) -> dict[str, float | str]:
    """Return p50 and p95 of each, the first left out."""
    found: dict[str, float | str] = {"topics": float(TOPICS - 1)}
    for what, measured in seconds.items():
        counted = sorted(measured[1:])
        found[f"{what}_p50_ms"] = counted[len(counted) // 2] * 1e3
        found[f"{what}_p95_ms (under 2,000)"] = counted[len(counted) * 95 // 100] * 1e3
    return found


def figures() -> dict[str, float | str]:
    """Measure on a loop of its own."""
    return asyncio.run(run())


if __name__ == "__main__":
    for figure, value in figures().items():
        print(f"{figure:40} {value:10.2f}" if isinstance(value, float) else f"{figure:40} {value}")
