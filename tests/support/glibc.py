"""The C library as an oracle of local time: a process of its own that walks minute by minute, with no code of ours.

`python tests/support/glibc.py` reads one JSON list of walks and writes one of what it found. The zone is the process's
own (`TZ`), which is why it is a process.
"""

import json
import os
import subprocess
import sys
import time
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

MINUTE = 60
_BEFORE = 26 * 60 * MINUTE
"""A walk begins so long before the moment that is asked for, to have seen that whole local date."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Look in `zone`, later than `after` (seconds since 1970), for the first moments at which it is `minute` o'clock.

    Only on `days` (Monday 0) that are not among `free` (ISO dates), and on each date only the first time.
    """

    zone: str
    after: int
    minute: int
    days: Sequence[int]
    free: Sequence[str]
    moments: int = 1


def walked(walks: Iterable[Walk]) -> list[list[tuple[int, str]]]:
    """Return what each walk met: moments, and the local dates on which they lie."""
    ran = subprocess.run(
        [sys.executable, "-I", __file__], input=json.dumps([asdict(walk) for walk in walks]), env=_environment(),
        capture_output=True, text=True, check=True, timeout=100,
    )  # fmt: skip
    return [[(at, day) for at, day in found] for found in json.loads(ran.stdout)]


def _environment() -> dict[str, str]:
    """The rules of time zones that Python reads as well: the two programs differ, and the data does not."""
    folders = [Path(each) for each in zoneinfo.TZPATH if (Path(each) / "Europe" / "Berlin").exists()]
    folder = folders[0] if folders else Path(str(resources.files("tzdata") / "zoneinfo"))
    return {**os.environ, "TZDIR": str(folder)}


def _walk(zone: str, after: int, minute: int, days: Sequence[int], free: Sequence[str], moments: int) -> list[object]:
    os.environ["TZ"] = zone
    time.tzset()
    localtime, met, seen = time.localtime, [], set()
    at = after - _BEFORE
    before = localtime(at - MINUTE)
    while len(met) < moments:
        now = localtime(at)
        if now.tm_hour * 60 + now.tm_min == minute:
            found = at
        elif _leaps_over(before, now, minute):
            # It is never so late on this date. Had the clock not been put forward, it would be so long from now.
            found = at + (minute - _minute_before(before, now) - 1) * MINUTE
        else:
            before, at = now, at + MINUTE
            continue
        day = f"{now.tm_year:04d}-{now.tm_mon:02d}-{now.tm_mday:02d}"
        if day not in seen and found > after and now.tm_wday in days and day not in free:
            met.append((found, day))
        seen.add(day)
        before, at = now, at + MINUTE
    return met


def _leaps_over(before: time.struct_time, now: time.struct_time, minute: int) -> bool:
    return _minute_before(before, now) < minute < now.tm_hour * 60 + now.tm_min


def _minute_before(before: time.struct_time, now: time.struct_time) -> int:
    """How late it was a minute ago, counted on the date that it is now: midnight itself is left out in Beirut."""
    return before.tm_hour * 60 + before.tm_min - (1440 if before.tm_mday != now.tm_mday else 0)


if __name__ == "__main__":
    sys.stdout.write(json.dumps([_walk(**walk) for walk in json.loads(sys.stdin.read())]))
