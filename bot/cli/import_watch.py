"""How `thrice import` shows that it works: a bar in a terminal, a line now and then elsewhere; Ctrl-C stops it."""

import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_SECONDS_BETWEEN_LINES = 2.0


class BarWatcher:
    """Draws a bar a stage on a terminal."""

    def __init__(self, console: Console) -> None:
        self.stopped = False
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[label]}", markup=False),
            console=console,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "BarWatcher":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begins(self, stage: str, total: int) -> None:
        """See `Watcher.begins`."""
        self._task = self._progress.add_task(stage, total=total, label="") if total else None

    def advances(self, steps: int, label: str) -> None:
        """See `Watcher.advances`."""
        if self._task is not None:
            self._progress.update(self._task, advance=steps, label=label)

    def says(self, line: str) -> None:
        """Write a line above the bars."""
        self._progress.console.print(line, markup=False, highlight=False)


class LineWatcher:
    """Writes a plain line at the beginning of a stage, every two seconds, and at its end."""

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic) -> None:
        self.stopped = False
        self._console = console
        self._now = now
        self._stage, self._total, self._done, self._said_at = "", 0, 0, 0.0

    def __enter__(self) -> "LineWatcher":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put away."""

    def begins(self, stage: str, total: int) -> None:
        """See `Watcher.begins`."""
        self._stage, self._total, self._done, self._said_at = stage, total, 0, self._now()
        if total:
            self.says(f"{stage}: 0 of {total}")

    def advances(self, steps: int, label: str) -> None:
        """See `Watcher.advances`."""
        self._done += steps
        if self._done >= self._total or self._now() - self._said_at >= _SECONDS_BETWEEN_LINES:
            self._said_at = self._now()
            self.says(f"{self._stage}: {self._done} of {self._total} ({label})")

    def says(self, line: str) -> None:
        """Write a line."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
