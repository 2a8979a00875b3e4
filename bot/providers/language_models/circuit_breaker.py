"""Leaves a failing server alone for a while: after some failures in a row it is not asked, then tried once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.ports.language_model import (
    ModelBusy,
    ModelMisconfigured,
    ModelPaused,
    ModelSlow,
    ModelUnreachable,
    Usage,
)

MonotonicClock = Callable[[], float]
"""Seconds that only ever grow."""

monotonic: MonotonicClock = time.monotonic

# A refusal or broken JSON is an answer: the server lives, and the next question may fare better.
_FAILURES = (ModelBusy, ModelSlow, ModelUnreachable, ModelMisconfigured)


class CircuitBreaker:
    """Counts failures in a row; open for `pause_seconds` after `after` of them, then lets one attempt through."""

    def __init__(self, *, after: int, pause_seconds: float, clock: MonotonicClock = monotonic) -> None:
        self._after = after
        self._pause = pause_seconds
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._trying = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Guard one attempt. Raises ModelPaused instead of letting it begin while the breaker is open."""
        on_trial = self._failures >= self._after
        if on_trial and (self._trying or self._clock() < self._open_until):
            raise ModelPaused(usage=Usage(0, 0))
        self._trying = on_trial
        try:
            yield
        except _FAILURES:
            self._failures += 1
            if self._failures >= self._after:
                self._open_until = self._clock() + self._pause
            raise
        except Exception:
            self._failures = 0
            raise
        else:
            self._failures = 0
        finally:
            if on_trial:
                self._trying = False
