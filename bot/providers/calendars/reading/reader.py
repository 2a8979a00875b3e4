"""Foreign calendar objects are read in processes of their own, which are ended and replaced when they hang."""

import asyncio
import contextlib
import hashlib
import os
import signal
import sys
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final, Literal, Self

import structlog

import bot
from bot.ports.calendar import CalendarUnavailable, Meeting
from bot.providers.calendars.reading.wire import (
    MOST_BYTES,
    Asked,
    BlockSeen,
    Window,
    asked_as_line,
    block_of_line,
    meetings_of_line,
)

_MODULE: Final = "bot.providers.calendars.reading.worker"
_LONGEST_ANSWER: Final = 16_000_000
_MOST_MEETINGS: Final = 5_000
_REMEMBERED: Final = 1_000
"""How many objects that ended a process are remembered, so that they do not end another."""
_FROM_OUTSIDE: Final = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT})
_GRACE_SECONDS: Final = 0.2
"""How long a process that gave no answer may take until its end is seen."""

log = structlog.get_logger(__name__)


class Reader:
    """Reads objects one at a time in up to `processes` processes, which begin when needed and end when idle.

    An object that takes more than `cpu_seconds` of processor time is left out, and for as long as this lives it is not
    tried again. Whoever waits behind it waits for that one object and no longer. Where a machine is so busy that an
    object is not read in `wall_seconds`, `CalendarUnavailable` is raised: that is no fault of the object. One call
    reads for `call_seconds`, or until it has more meetings than anybody; what is left then is left out. Close it when
    done.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        cpu_seconds: float = 1.8,
        wall_seconds: float = 20.0,
        call_seconds: float = 30.0,
        memory_bytes: int = 250_000_000,
        idle_seconds: float = 60.0,
    ) -> None:
        self._free: asyncio.LifoQueue[_Process] = asyncio.LifoQueue()
        self._all = [
            _Process((str(cpu_seconds), str(memory_bytes)), wall_seconds=wall_seconds, idle_seconds=idle_seconds)
            for _ in range(processes)
        ]
        for process in self._all:
            self._free.put_nowait(process)
        self._call_seconds = call_seconds
        self._poisonous: OrderedDict[bytes, None] = OrderedDict()

    async def meetings(self, texts: Sequence[bytes], window: Window) -> list[Meeting]:
        """Return the meetings of all objects that can be read, in the order of time."""
        found: list[Meeting] = []
        left_out, spent = 0, 0.0
        for text in texts:
            answer = None
            if spent < self._call_seconds and len(found) < _MOST_MEETINGS:
                answer, seconds = await self._read("meetings", text, window)
                spent += seconds
            if answer is None:
                left_out += 1
            else:
                found += meetings_of_line(answer, window.zone)
        if left_out:
            log.info("calendar.objects_left_out", objects=len(texts), left_out=left_out)
        return sorted(found, key=lambda meeting: (meeting.starts, meeting.uid))

    @property
    def given_up(self) -> int:
        """How many objects ended a process, of the last thousand."""
        return len(self._poisonous)

    async def block(self, text: bytes, window: Window) -> BlockSeen | None:
        """Return the block of ours that an object is; None where it is none, or cannot be read."""
        answer, _ = await self._read("block", text, window)
        return None if answer is None else block_of_line(answer, window.zone)

    async def _read(
        self, what: Literal["meetings", "block"], text: bytes, window: Window
    ) -> tuple[bytes | None, float]:
        """Return what a process answers, and how long it took, without the time that others took before."""
        if len(text) > MOST_BYTES:
            return None, 0.0
        name = hashlib.sha256(text).digest()
        if name in self._poisonous:
            return None, 0.0
        line = asked_as_line(Asked(what, text.decode("utf-8", "replace"), window))
        async with self._process() as process:
            began = time.monotonic()
            answer = await process.ask(line)
            seconds = time.monotonic() - began
        if answer is None:
            self._remember(name)
        return (answer if answer and answer.strip() else None), seconds

    def _remember(self, name: bytes) -> None:
        self._poisonous[name] = None
        while len(self._poisonous) > _REMEMBERED:
            self._poisonous.popitem(last=False)

    @contextlib.asynccontextmanager
    async def _process(self) -> "AsyncIterator[_Process]":
        process = await self._free.get()
        try:
            yield process
        finally:
            self._free.put_nowait(process)

    async def close(self) -> None:
        """End the processes."""
        for process in self._all:
            await process.end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _Process:
    """One reading process, begun when it is first asked; asked by one at a time."""

    def __init__(self, bounds: tuple[str, str], *, wall_seconds: float, idle_seconds: float) -> None:
        self._bounds = bounds
        self._wall = wall_seconds
        self._idle = idle_seconds
        self._running: asyncio.subprocess.Process | None = None
        self._rest: asyncio.TimerHandle | None = None

    async def ask(self, line: bytes) -> bytes | None:
        """Return its answer; None where the question ended the process, or had it ended."""
        if self._rest is not None:
            self._rest.cancel()
        answer, ended = b"", None
        try:
            async with asyncio.timeout(self._wall):
                answer = await self._answer(line)
        except TimeoutError:
            raise CalendarUnavailable(f"an object could not be read in {self._wall:g} s") from None
        except (OSError, ValueError):
            pass  # It is gone, or answers at a length that no honest object has.
        finally:
            if not answer.endswith(b"\n"):
                ended = await self.end(_GRACE_SECONDS)
        if ended in _FROM_OUTSIDE:
            raise CalendarUnavailable("the process that reads calendars was ended")
        self._rest = asyncio.get_running_loop().call_later(self._idle, self._end_soon)
        return answer or None

    async def _answer(self, line: bytes) -> bytes:
        process = await self._begun()
        if process.stdin is None or process.stdout is None:
            raise OSError("a process without pipes")
        process.stdin.write(line)
        await process.stdin.drain()
        return await process.stdout.readline()

    async def _begun(self) -> asyncio.subprocess.Process:
        if self._running is None or self._running.returncode is not None:
            self._running = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", _MODULE, *self._bounds),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                # None of our secrets: what reads a stranger's text has no use for them.
                env={"PYTHONPATH": str(Path(bot.__file__).parents[1]), "PATH": os.environ.get("PATH", "")},
                limit=_LONGEST_ANSWER,
                start_new_session=True,
            )
        return self._running

    def _end_soon(self) -> None:
        if self._running is not None and self._running.stdin is not None:
            self._running.stdin.close()
            self._running = None

    async def end(self, grace: float = 0) -> int | None:
        """End it, whatever it is doing; return with what status it ended by itself, within `grace` seconds."""
        if self._rest is not None:
            self._rest.cancel()
        running, self._running = self._running, None
        if running is None:
            return None
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(running.wait(), grace)
            return running.returncode
        if running.returncode is None:
            # Not `running.kill()`: of a process that has just ended by itself it takes the status away from asyncio.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
        await running.wait()
        return None
