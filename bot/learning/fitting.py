"""Fitting: FSRS's optimiser in a process of its own, which may take long, much memory, or fail.

It is an optional extra (`.[optimizer]` in the source tree): it brings PyTorch along, which nothing else here needs.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

from bot.errors import BotError
from bot.learning.judging import History
from bot.learning.weights import checked

DEADLINE_SECONDS: Final = 480.0
"""Below the deadline of a job: 20,000 answers take about as many minutes as they have thousands on a slow machine."""
INSTALL: Final = 'pip install "fsrs[optimizer]"'
_WORKER: Final = "bot.learning.fitting_worker"


class NotInstalled(BotError):
    """The optional extra is not there."""

    code = "optimizer_not_installed"

    def __init__(self) -> None:
        super().__init__(f"FSRS's optimiser is not installed here. `{INSTALL}` brings it, with PyTorch.")


class FittingFailed(BotError):
    """The optimiser ended without weights."""

    code = "fitting_failed"


def is_installed() -> bool:
    """Tell whether the extra is there; nothing of it is loaded."""
    return all(find_spec(name) is not None for name in ("torch", "pandas", "tqdm"))


class Fitter:
    """Fits weights in another process. `worker`: the module that does it, read from its standard input."""

    def __init__(self, *, deadline_seconds: float = DEADLINE_SECONDS, worker: str = _WORKER) -> None:
        self._deadline = deadline_seconds
        self._worker = worker

    async def fit(self, histories: Sequence[History]) -> tuple[float, ...]:
        """Return the weights that fit best. Raises `FittingFailed` where there are none within the time."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._worker),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        try:
            async with asyncio.timeout(self._deadline):
                printed, _ = await process.communicate(_as_json(histories))
        except TimeoutError:
            raise FittingFailed(f"FSRS's optimiser took longer than {self._deadline:g} s.") from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise FittingFailed(f"FSRS's optimiser ended with status {process.returncode}.")
        try:
            return checked(json.loads(printed))
        except ValueError as wrong:
            raise FittingFailed(f"FSRS's optimiser gave weights that cannot be: {wrong}.") from None


def _as_json(histories: Sequence[History]) -> bytes:
    """Numbers alone: each history is a card of its own to the optimiser, and nothing says whose or which."""
    return json.dumps(
        [
            [number, answer.rating, answer.at.isoformat()]
            for number, history in enumerate(histories)
            for answer in history
        ]
    ).encode()
