"""A figure of a bench: its name, value and unit, and the target that stands in brackets behind its name."""

import re
from dataclasses import dataclass
from typing import Final

_KEY: Final = re.compile(r"(?P<name>[^(]*?)\s*(?:\((?P<target>.*)\))?")
_TARGET: Final = re.compile(r"(?P<how>at most|under|at least|over)? ?(?P<number>[\d,.]*\d)(?: .*)?")
_UNITS: Final = {
    "_per_s": "a second", "_per_cpu_s": "a CPU second", "_us": "µs", "_ms": "ms", "_s": "s", "_seconds": "s",
    "_mb": "MB", "_ratio": "times",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One line of the table. `target` is empty where there is none, and then `ok` is none."""

    bench: str
    name: str
    value: float | str
    unit: str = ""
    target: str = ""
    ok: bool | None = None

    @classmethod
    def of(cls, bench: str, key: str, value: float | str) -> "Figure":
        """Read a figure such as `acknowledge_p99_ms (under 15)`; a bare number in brackets is the least."""
        found = _KEY.fullmatch(key)
        name, target = (found["name"], found["target"] or "") if found else (key, "")
        unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
        return cls(bench, name, value, unit, target, _reached(value, target))

    @classmethod
    def printed(cls, bench: str, line: str) -> "Figure | None":
        """Read a line such as `search, all groups: 14.7 ms`; none for one of another kind."""
        name, colon, said = line.strip().partition(": ")
        return cls(bench, name, said) if colon else None


def _reached(value: float | str, target: str) -> bool | None:
    found = _TARGET.fullmatch(target)
    if found is None or isinstance(value, str):
        return None
    bound = float(found["number"].replace(",", ""))
    match found["how"]:
        case "at most":
            return value <= bound
        case "under":
            return value < bound
        case "over":
            return value > bound
        case _:
            return value >= bound
