"""Writes blocks into a CalDAV calendar in processes that are killed, and looks at what stands there in the end.

`python -m tests.support.block_writing` is the process that forks the writers, so that a life costs no imports.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.ports.calendar import BlockEvent, Protection
from bot.providers.calendars.caldav import Account, CalDavCalendar
from bot.providers.calendars.reading.reader import Reader
from tests.counterparts.dav_calendar import DavCalendar, dav_calendar
from tests.counterparts.dav_servers import PASSWORD, USER
from tests.support.calendars import BERLIN

BLOCKS: Final = 150
_FIRST: Final = datetime(2027, 1, 1, 14, 0, tzinfo=BERLIN)
_MOST_BEGUN: Final = 3
_LONGEST_WAIT: Final = 0.03
_PATIENCE: Final = 120.0


def uid(number: int) -> str:
    """Return the name of a block, the same in every life."""
    return f"{number:032x}"


def block(number: int, *, moved: bool) -> BlockEvent:
    """Return one of the blocks, where it is made or where it is moved to."""
    starts = _FIRST + timedelta(weeks=number, hours=1 if moved else 0)
    return BlockEvent(uid(number), starts, starts + timedelta(hours=2), "Learning block", "", Protection.FIRM)


# --- in the processes that are killed -----------------------------------------------------------------------------


async def write(calendar: str, record: Path, *, moved: bool, blocks: int) -> None:
    """Write every block that is not recorded as written, and record it: what a durable job does, life after life."""
    before = _recorded(record, moved=False)
    done = _recorded(record, moved=moved)
    account = Account(calendar, USER, PASSWORD, calendar=calendar)
    async with Reader() as reader:
        there = CalDavCalendar(account, zone=BERLIN, reader=reader, clock=lambda: datetime.now(UTC), allow_http=True)
        for number in range(blocks):
            if uid(number) in done:
                continue
            os.write(1, b"begun\n")
            version = before[uid(number)] if moved else None
            standing = await there.put(block(number, moved=moved), version=version)
            with record.open("a") as file:
                file.write(json.dumps([standing.uid, moved, standing.version]) + "\n")
    os.write(1, b"done\n")


def _recorded(record: Path, *, moved: bool) -> dict[str, str]:
    rows = (
        [json.loads(line) for line in record.read_text().splitlines() if line.endswith("]")] if record.exists() else []
    )
    return {name: version for name, was_moved, version in rows if was_moved is moved}


def fork_when_asked() -> None:
    """Fork a writer for each line of standard input, and say when it has ended."""
    os.write(1, b"ready\n")
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            status = 1
            with contextlib.suppress(BaseException):
                asyncio.run(
                    write(asked["calendar"], Path(asked["record"]), moved=asked["moved"], blocks=asked["blocks"])
                )
                status = 0
            os._exit(status)
        os.write(1, f"born {pid}\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"gone\n")


# --- in the process that kills ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What stood in the calendar in the end, of the blocks that were to be there."""

    kills: int
    present: int
    doubled: int
    lost: int
    strange: int


class Lives:
    """Lets writers live and kills them."""

    def __init__(self, process: asyncio.subprocess.Process, chance: random.Random, blocks: int) -> None:
        self._process = process
        self._blocks = blocks
        self._chance = chance

    async def until_done(self, calendar: str, record: Path, kills: int, *, moved: bool) -> int:
        """Kill so many writers, each after some blocks were begun, and let the last one finish; return the kills."""
        killed = 0
        while True:
            await self._tell({"calendar": calendar, "record": str(record), "moved": moved, "blocks": self._blocks})
            pid = int((await self._hears("born")).split()[1])
            # Lives are short enough for all kills to come before all is written.
            left = self._chance.randint(1, _MOST_BEGUN) if killed < kills else None
            heard = await self._begins(left)
            if heard == "begun":
                await asyncio.sleep(self._chance.uniform(0, _LONGEST_WAIT))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                killed += 1
                heard = await self._hears("gone")
            elif heard == "done":
                await self._hears("gone")
                return killed

    async def _begins(self, count: int | None) -> str:
        """Wait until so many blocks were begun, or it has done all or ended."""
        while True:
            heard = await self._hears("begun", "done", "gone")
            if heard == "begun" and count is not None:
                count -= 1
                if count == 0:
                    return heard
            elif heard != "begun":
                return heard

    async def _tell(self, asked: dict[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        await self._process.stdin.drain()

    async def _hears(self, *words: str) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(_PATIENCE):
            while True:
                line = (await self._process.stdout.readline()).decode().strip()
                assert line, "the process that forks has ended"
                if line.split()[0] in words:
                    return line


async def outcome(server: str, folder: Path, *, kills: int, seed: int, blocks: int = BLOCKS) -> Outcome:
    """Make blocks on a server under so many kills, then move them under as many; return what stands there."""
    async with dav_calendar(server)(folder) as theirs, _lives(random.Random(seed), blocks) as lives:
        assert isinstance(theirs, DavCalendar)
        calendar, record = f"{theirs.server.url}{theirs.server.calendar}", folder / "record"
        killed = await lives.until_done(calendar, record, kills, moved=False)
        first = await theirs.blocks()
        killed += await lives.until_done(calendar, record, kills, moved=True)
        second = await theirs.blocks()
    made = Counter(each.uid for each in first)
    meant = [(block(number, moved=True).starts) for number in range(blocks)]
    return Outcome(
        kills=killed,
        present=len(made),
        doubled=sum(count - 1 for count in made.values()),
        lost=sum(uid(number) not in made for number in range(blocks)),
        strange=sum(each.starts != starts for each, starts in zip(second, meant, strict=False))
        + abs(blocks - len(second)),
    )


@asynccontextmanager
async def _lives(chance: random.Random, blocks: int) -> AsyncIterator[Lives]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.block_writing"),
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    lives = Lives(process, chance, blocks)
    try:
        await lives._hears("ready")
        yield lives
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    fork_when_asked()
