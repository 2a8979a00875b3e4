"""One `thrice serve` after another, forked from a process that has imported it: lives without the cost of imports.

Importing takes most of a start, and it is the same each time. What is forked runs `thrice serve` from its first line.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.support.serving import READY, environment

_BORN: Final = "nursery: born "
_GONE: Final = "nursery: gone "
_LAST_LINES: Final = 60


class Nursery:
    """Forks a `thrice serve` and kills it, as often as one likes, one at a time. They run in `folder`."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._living: int | None = None
        self._born, self._ready, self._gone = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.said: list[str] = []

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    async def begin(self) -> None:
        """Fork one, and return as soon as it lives."""
        for event in (self._born, self._ready, self._gone):
            event.clear()
        assert self._running.stdin is not None
        self._running.stdin.write(b"fork\n")
        await self._running.stdin.drain()
        await self._born.wait()

    async def ready(self, within: float = 240.0) -> None:
        """Wait until it says that it is ready. Raises AssertionError with what it said where it is not."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._ready.wait()
        if not self._ready.is_set() or self._gone.is_set():
            said = "\n".join(self.said[-_LAST_LINES:])
            raise AssertionError(f"it is not ready after {within:g} s, or has ended; it said:\n{said}")

    async def kill(self) -> None:
        """End it as a power cut does."""
        assert self._living is not None
        os.kill(self._living, signal.SIGKILL)
        await self._gone.wait()

    async def __aenter__(self) -> Self:
        """Start the process that forks."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.nursery",
            # A thread would not live on in the forked process; this is the only library that makes one when imported.
            cwd=self._folder, env={**environment(self._settings), "OPENBLAS_NUM_THREADS": "1"},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._listener = asyncio.create_task(self._listen(self._process))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still lives, and end."""
        if self._living is not None:
            await self.kill()
        assert self._running.stdin is not None
        self._running.stdin.close()
        await self._running.wait()
        if self._listener is not None:
            await self._listener

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Hear who is born, ready and gone. All of it comes on one line, so nothing is heard of the dead."""
        assert process.stderr is not None
        async for line in process.stderr:
            said = line.decode(errors="replace").rstrip()
            if said.startswith(_BORN):
                self._living = int(said.removeprefix(_BORN))
                self._born.set()
            elif said.startswith(_GONE):
                self._living = None
                self._gone.set()
                self._ready.set()
            elif said.startswith(READY):
                self._ready.set()
            else:
                self.said.append(said)


def fork_for_each_line() -> None:
    """Fork a `thrice serve` for every line that is read, and tell when it is born and gone."""
    import bot.bootstrap  # noqa: F401 (what `serve` imports when it starts)
    from bot.__main__ import main

    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.argv = ["thrice", "serve"]
            main()
        print(f"{_BORN}{child}", file=sys.stderr, flush=True)  # noqa: T201
        os.waitpid(child, 0)
        print(f"{_GONE}{child}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    fork_for_each_line()
