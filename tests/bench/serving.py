"""Bench: how soon commands and `thrice serve` are there, what it holds in memory, and what it takes on the disk.

`python -m tests.bench.serving` prints the figures.
"""

import asyncio
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from sqlalchemy import insert, select, update

from bot.playground.options import Options
from bot.playground.server import Playground
from bot.providers.embedders.local import LocalEmbedder
from bot.slack.manifest import manifest
from models.engine import make_sync_engine
from models.messages import Message
from models.questions import Question
from models.vectors import VectorRow
from models.workspaces import Workspace as WorkspaceRow
from tests.scenarios.conftest import free_port
from tests.support.people import Workspace
from tests.support.serving import ROOT, Served, environment
from tests.support.subjects import subjects

STARTS = 5
DEMOS = 3
QUESTIONS = 100_000
AT_ONCE = 5_000
OUR_PACKAGES = ("bot", "handlers", "models", "scheduler", "migrations")
_SETTLED = 3.0
"""Seconds in which memory grows by less than a megabyte once everything is loaded."""


class Stage:
    """A playground, a folder with a database, and `thrice serve` between them as often as wanted."""

    def __init__(self, playground: Playground, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.url = f"sqlite:///{folder}/bench.db"
        self._folder = folder
        self._settings = {
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": playground.signing_secret,
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": self.url,
            "THRICE_LOG_LEVEL": "warning",
            **free_port(),
        }

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Served]:
        """Run `thrice serve` until the end of the block."""
        address = f"{self._settings['THRICE_PUBLIC_URL']}/slack/events"
        await self.workspace.put("/control/app", {"request_url": address})
        async with Served(self._settings, self._folder) as served:
            await served.ready()
            yield served
            await served.stop()

    async def ask(self) -> None:
        """Have three questions asked that share a topic, and wait until the third asker was told."""
        subject = subjects()[0]
        for times in (1, 2, 3):
            asker = self.workspace.person(f"asker-{times}")
            asked = await asker.asks("#help", subject.asked(times))
            await self.workspace.person("bo").replies(asked, subject.answer)
            await self.workspace.quiet(0.5, within=60)
        await self.workspace.person("asker-3").receives("You are the", channel="#help", within=60)


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Give a stage with an empty database and a channel that Thrice is in."""
    options = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False)
    with tempfile.TemporaryDirectory() as folder:
        async with Playground(options) as playground, Workspace(playground) as workspace:
            yield Stage(playground, workspace, Path(folder))


async def settled(served: Served) -> float:
    """Return the resident megabytes of the process once they have stopped to grow."""
    process = psutil.Process(served.pid)
    before, now = 0.0, process.memory_info().rss / 1e6
    while abs(now - before) >= 1:
        await asyncio.sleep(_SETTLED)
        before, now = now, process.memory_info().rss / 1e6
    return now


async def starting() -> dict[str, float | str]:
    """Return the seconds from the command to "ready": on no database, and on one that is there."""
    new, again = [], []
    for number in range(STARTS + 1):
        async with stage() as here:
            async with here.served() as first:
                new.append(first.seconds_to_ready)
            async with here.served() as second:
                again.append(second.seconds_to_ready)
        if number == 0:  # Python writes its bytecode down
            new.clear()
            again.clear()
    return {
        "ready_s (under 3)": statistics.median(new),
        "ready_slowest_s": max(new),
        "ready_again_s (under 3)": statistics.median(again),
    }


async def commanding() -> dict[str, float | str]:
    """Return the processor's seconds that `thrice --help` takes, and how soon `thrice demo` gives its page."""
    helped, shown = [], []
    for _ in range(STARTS + 1):
        before = _children()
        await (await _thrice("--help")).communicate()
        helped.append(_children() - before)
    for _ in range(DEMOS + 1):
        began = time.perf_counter()
        demo = await _thrice("demo", "--port", "0", "--thrice-port", "0")
        assert demo.stdout is not None
        while b"Thrice is running" not in (line := await demo.stdout.readline()):
            assert line, "the demo ended"
        shown.append(time.perf_counter() - began)
        demo.terminate()
        await demo.communicate()
    # The first of each writes Python's bytecode down.
    return {
        "help_cpu_s (under 0.5)": statistics.median(helped[1:]),
        "demo_ready_s (under 5)": statistics.median(shown[1:]),
        "demo_ready_slowest_s": max(shown[1:]),
    }


def _children() -> float:
    """The processor's seconds that child processes took which have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


async def _thrice(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, env=environment({}), stdout=asyncio.subprocess.PIPE
    )


async def remembering() -> dict[str, float | str]:
    """Return the resident megabytes with no question, with three, and with a hundred thousand and their vectors."""
    found: dict[str, float | str] = {}
    async with stage() as here:
        async with here.served() as served:
            found["resident_without_questions_mb (under 200)"] = await settled(served)
            await here.workspace.channel("#help", with_app=True)
            await here.ask()
            found["resident_with_three_questions_mb"] = await settled(served)
        await asyncio.to_thread(fill, here.url)
        async with here.served() as served:
            found["ready_with_100000_questions_s"] = served.seconds_to_ready
            await settled(served)
            asker = here.workspace.person("asker-4")
            await asker.asks("#help", subjects()[0].asked(4))
            await asker.receives("You are the", channel="#help", within=60)
            found["resident_with_100000_questions_mb (under 400)"] = await settled(served)
    return found


def fill(url: str) -> None:
    """Write a hundred thousand questions and their vectors into the one workspace of a database."""
    engine = make_sync_engine(url)
    chance = np.random.default_rng(11)
    with engine.begin() as connection:
        workspace_id = connection.scalars(select(WorkspaceRow.id)).one()
        first = connection.scalars(select(WorkspaceRow.vector_version)).one() + 1
        for begin in range(0, QUESTIONS, AT_ONCE):
            rows = [_row(number, workspace_id) for number in range(begin, begin + AT_ONCE)]
            connection.execute(insert(Message), [message for message, _ in rows])
            ids = connection.scalars(
                insert(Question).returning(Question.id, sort_by_parameter_order=True), [asked for _, asked in rows]
            ).all()
            vectors = chance.standard_normal((AT_ONCE, LocalEmbedder.dimensions)).astype("<f4")
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            connection.execute(insert(VectorRow), list(_vectors(workspace_id, ids, vectors, first + begin)))
        connection.execute(update(WorkspaceRow).values(vector_version=first + QUESTIONS - 1))
    engine.dispose()


def _row(number: int, workspace_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    asked_at = datetime.now(UTC) - timedelta(minutes=number)
    ts, text = f"{1_600_000_000 + number}.000100", f"How do I renew permit number {number} for the office in Lyon?"
    place = {"workspace_id": workspace_id, "channel_id": "C0FULL0001", "ts": ts, "thread_ts": ts}
    message = {**place, "author": f"U{number % 500}", "text": text, "marks": 0, "at": asked_at}
    question = {
        **place,
        "asker": f"U{number % 500}",
        "text": text,
        "gist": text,
        "kind": "knowledge",
        "audience": "public",
        "placed_at": asked_at,
        "asked_at": asked_at,
    }
    return message, question


def _vectors(workspace_id: int, refs: Any, vectors: Any, first: int) -> Iterator[dict[str, Any]]:
    for number, (ref, vector) in enumerate(zip(refs, vectors, strict=True)):
        yield {
            "workspace_id": workspace_id,
            "kind": "question",
            "ref": ref,
            "audience": "public",
            "model_id": LocalEmbedder.model_id,
            "vector": vector.tobytes(),
            "changed": first + number,
        }


def installed_megabytes() -> float:
    """Return what Thrice and the packages of requirements.lock take on the disk, bytecode included.

    Of what is installed here, so without packages for development. `tools/check_image_steps.sh` measures a whole
    environment, with Python's own pip in it.
    """
    names = set(re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M))
    theirs = sum(_size_of(name) for name in names)
    files = [path for package in OUR_PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    ours = sum(path.stat().st_size for path in files if "__pycache__" not in path.parts)
    return (theirs + ours) / 1e6


def _size_of(name: str) -> int:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:  # for another system or Python
        return 0
    places = {Path(str(file.locate())) for file in files}
    return sum(place.stat().st_size for place in places if place.is_file())


async def run() -> dict[str, float | str]:
    """Measure one after the other."""
    return {
        **await commanding(),
        **await starting(),
        **await remembering(),
        "installed_mb (under 350)": installed_megabytes(),
    }


def figures() -> dict[str, float | str]:
    """Measure on a loop of its own."""
    return asyncio.run(run())


if __name__ == "__main__":
    for figure, value in figures().items():
        print(f"{figure:48} {value:10.2f}" if isinstance(value, float) else f"{figure:48} {value}")
