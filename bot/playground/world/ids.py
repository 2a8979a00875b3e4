"""Slack's identifiers and time stamps, unique within one playground."""

import itertools
import random
import secrets
import uuid
from collections.abc import Callable

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LETTERS = _CAPITALS + _CAPITALS.lower()


class Ids:
    """Makes identifiers that look like Slack's and never repeat.

    People, channels and the like (`new`, `short`) are named alike in every run, so that a workspace that is
    built again is the same workspace. What happens once (`once`, `secret`, `client`) is never named twice,
    not even by another run: an app may remember it.
    """

    def __init__(self) -> None:
        self._counter = itertools.count(1)
        self._random = random.Random(3)

    def new(self, prefix: str) -> str:
        """An id such as `C0PG000012X`: a letter for its kind, then Slack's characters."""
        tail = "".join(self._random.choices(_CAPITALS, k=2))
        return f"{prefix}0PG{next(self._counter):05d}{tail}"

    def short(self, length: int = 5) -> str:
        """A few characters, as in a generated `block_id`."""
        return "".join(self._random.choices(_LETTERS, k=length))

    def once(self, prefix: str) -> str:
        """The id of something that happens, such as `Ev0A1B2C3D4E`."""
        return f"{prefix}0{''.join(secrets.choice(_CAPITALS) for _ in range(10))}"

    def secret(self, length: int = 32) -> str:
        """Lower-case hexadecimal digits that nobody guesses."""
        return secrets.token_hex((length + 1) // 2)[:length]

    def client(self) -> str:
        """An id such as a client gives its messages."""
        return str(uuid.uuid4())


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
