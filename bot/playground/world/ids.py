"""Slack's identifiers and time stamps, unique within one playground."""

import itertools
import random
from collections.abc import Callable

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Ids:
    """Makes identifiers that look like Slack's and never repeat."""

    def __init__(self) -> None:
        self._counter = itertools.count(1)
        # A fixed seed: ids differ from each other, and are the same in every run.
        self._random = random.Random(3)

    def new(self, prefix: str) -> str:
        """An id such as `C0PG000012X`: a letter for its kind, then nine or ten of Slack's characters."""
        tail = "".join(self._random.choices(_ALPHABET, k=2))
        return f"{prefix}0PG{next(self._counter):05d}{tail}"

    def short(self, length: int = 5) -> str:
        """A few random characters, as in a generated `block_id`."""
        return "".join(self._random.choices(_ALPHABET + _ALPHABET.lower(), k=length))

    def hexadecimal(self, length: int = 32) -> str:
        """Random lower-case hexadecimal digits."""
        return "".join(self._random.choices("0123456789abcdef", k=length))

    def uuid(self) -> str:
        """An id such as a client gives its messages."""
        digits = self.hexadecimal(32)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Stamps:
    """Makes Slack's time stamps (`"1700000000.000100"`), each later than the one before."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0
        self._taken: set[int] = set()

    def next(self, at: float | None = None) -> str:
        """A stamp for now, or for a moment in the past (`at`, seconds since the epoch)."""
        micro = int((self._clock() if at is None else at) * 1_000_000)
        if at is None:
            micro = max(micro, self._last + 1)
        while micro in self._taken:
            micro += 1
        self._taken.add(micro)
        if at is None:
            self._last = micro
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"
