"""Kills Thrice at all kinds of moments, and looks at what it holds in the end."""

import asyncio
import json
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping, Sized
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bot.playground.server import Playground
from tests.support.nursery import Nursery
from tests.support.serving import environment

_KINDS: Final = {"starting": 1, "hearing": 1, "working": 1, "posting": 2}
"""The moments at which it is killed, and how often each is chosen."""
_MOST: Final = {"hearing": 4, "working": 6, "posting": 3}
"""After how many of these at most."""
_PATIENCE: Final = 20.0
"""Seconds to wait for the moment, on however slow a machine; where nothing is left to do, not even these."""
_LOOKS: Final = 0.05
"""Seconds between two looks at whether anything is left to do."""


class Killer:
    """Starts Thrice and kills it, again and again, each time at another kind of moment."""

    def __init__(self, nursery: Nursery, playground: Playground, database: Path, chance: random.Random) -> None:
        self._nursery = nursery
        self._playground = playground
        self._database = database
        self._chance = chance
        self.moments: Counter[str] = Counter()

    async def one_life(self, others: "asyncio.Task[None]") -> None:
        """Start it and kill it: while it starts, when it has heard of something, in its work, or when it has spoken.

        Moments are counted in what it does and not in seconds, so that a slow machine sees the same. `others`: what
        people do meanwhile; as long as they do something, there is something left to wait for.
        """
        kind = self._chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        before = len(self._seen_by_slack(kind))
        await self._nursery.begin()
        if kind == "starting":
            await asyncio.sleep(self._chance.uniform(0, 0.6))
        else:
            await self._nursery.ready()
            if not await self._comes(kind, before, self._chance.randint(1, _MOST[kind]), others):
                kind = "idle"
            await asyncio.sleep(self._chance.uniform(0, 0.02))
        await self._nursery.kill()
        self.moments[kind] += 1

    async def _comes(self, kind: str, before: int, times: int, others: "asyncio.Task[None]") -> bool:
        """Wait for the moment; tell whether it came before there was nothing left to do."""
        loop = asyncio.get_running_loop()
        until, look = loop.time() + _PATIENCE, loop.time() + _LOOKS
        while self._counts(kind, before) < times:
            if loop.time() > look:
                if loop.time() > until or (others.done() and not await self._something_left()):
                    return False
                look = loop.time() + _LOOKS
            await asyncio.sleep(0.002)
        return True

    def _counts(self, kind: str, before: int) -> int:
        """How often what such a moment is counted in has happened since."""
        if kind == "hearing":
            log = self._playground.outbox.log
            return sum(bool(each.attempts) and each.attempts[-1]["ok"] for each in islice(log, before, None))
        prefix = "chat.post" if kind == "posting" else ""
        return sum(call.method.startswith(prefix) for call in islice(self._playground.api.calls, before, None))

    def _seen_by_slack(self, kind: str) -> Sized:
        return self._playground.outbox.log if kind == "hearing" else self._playground.api.calls

    async def _something_left(self) -> bool:
        return self._playground.outbox.busy or await asyncio.to_thread(jobs_left, self._database) > 0


def jobs_left(database: Path) -> int:
    """Return how many jobs are written down and have not ended."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
        return int(connection.execute(query).fetchone()[0])


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
