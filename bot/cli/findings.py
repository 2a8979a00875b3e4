"""What `thrice doctor` found: each thing it looked at, how that stands, and how to mend it."""

from dataclasses import dataclass
from typing import Literal

Standing = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `note`: works, but somebody may want to know. `mend`: what to do."""

    about: str
    standing: Standing
    said: str
    mend: str = ""


def ok(about: str, said: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(about, "ok", said)


def note(about: str, said: str, mend: str = "") -> Finding:
    """Return that something works, and what to know of it."""
    return Finding(about, "note", said, mend)


def wrong(about: str, said: str, mend: str) -> Finding:
    """Return that something is missing or wrong, and how to mend it."""
    return Finding(about, "wrong", said, mend)
