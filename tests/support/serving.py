"""`thrice serve` as a process of its own: started by environment variables, watched, stopped or killed."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).parents[2]
READY: Final = "Thrice is ready"
"""How the line begins that it says as soon as it takes requests."""
_OURS: Final = ("SLACK_", "THRICE_", "OPENAI_", "DATABASE_URL")
_LAST_LINES: Final = 60


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of this process with none of Thrice's settings but these.

    Python keeps its bytecode, as it does where Thrice is installed.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


class Served:
    """One `thrice serve`. It runs in `folder`, so that no `.env` of the developer's reaches it."""

    def __init__(self, settings: Mapping[str, str], folder: Path, *arguments: str) -> None:
        self._settings = settings
        self._arguments = arguments
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._began = 0.0
        self.seconds_to_ready = 0.0
        self.said: list[str] = []

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    async def start(self) -> None:
        """Start the process, and return at once."""
        self._began = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", *self._arguments,
            cwd=self._folder, env=environment(self._settings),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._ready.clear()
        self._listener = asyncio.create_task(self._listen(self._process))

    async def ready(self, within: float = 60.0) -> None:
        """Wait until it says that it is ready. Raises AssertionError with what it said where it is not."""
        try:
            async with asyncio.timeout(within):
                await self._ready.wait()
        except TimeoutError:
            said = "\n".join(self.said[-_LAST_LINES:])
            raise AssertionError(f"not ready within {within:g} s; it said:\n{said}") from None
        if not self.seconds_to_ready:
            said = "\n".join(self.said[-_LAST_LINES:])
            raise AssertionError(f"it ended without being ready; it said:\n{said}")

    async def kill(self) -> None:
        """End it as a power cut does."""
        self._running.kill()
        await self._gone()

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it as an operator does; returns the exit status."""
        self._running.send_signal(by)
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended; returns the exit status."""
        await self._gone()
        assert self._running.returncode is not None
        return self._running.returncode

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still runs."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def _gone(self) -> None:
        await self._running.wait()
        if self._listener is not None:
            await self._listener

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.said.append(line.decode(errors="replace").rstrip())
            if self.said[-1].startswith(READY):
                self.seconds_to_ready = time.perf_counter() - self._began
                self._ready.set()
        self._ready.set()
