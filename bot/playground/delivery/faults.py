"""Faults on demand: which calls and deliveries go wrong, how, and how often."""

import fnmatch
from dataclasses import dataclass
from typing import Any

from ..errors import Refused
from ..options import Json

CALL_EFFECTS = frozenset({"timeout_after_accept", "reset_after_accept", "500", "503", "reset", "429", "delay"})
"""What can happen to a Web API call. `…_after_accept` happens when its work is done."""
EVENT_EFFECTS = frozenset({"delay", "duplicate", "reorder", "drop_ack"})
"""What can happen to a delivery to the app."""


@dataclass
class Rule:
    """One fault: for calls of `method` or events of type `event` (shell patterns), so many times."""

    pattern: str
    on_events: bool
    effect: str
    times: int
    retry_after: int
    seconds: float

    def to_json(self) -> Json:
        """The rule with the number of times that are left."""
        which = "event" if self.on_events else "method"
        return {
            which: self.pattern,
            "effect": self.effect,
            "times": self.times,
            "retry_after": self.retry_after,
            "seconds": self.seconds,
        }


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def set(self, rules: list[Any]) -> None:
        """Replace all rules. Raises `Refused` for one that cannot be."""
        self.rules = [_read(each) for each in rules]

    def for_call(self, method: str) -> Rule | None:
        """The fault that this call meets; using it up."""
        return self._take(method, on_events=False)

    def for_event(self, event_type: str) -> Rule | None:
        """The fault that this delivery meets; using it up."""
        return self._take(event_type, on_events=True)

    def _take(self, name: str, *, on_events: bool) -> Rule | None:
        for rule in self.rules:
            if rule.times > 0 and rule.on_events == on_events and fnmatch.fnmatch(name, rule.pattern):
                rule.times -= 1
                return rule
        return None


def _read(entry: Any) -> Rule:
    if not isinstance(entry, dict) or ("method" in entry) == ("event" in entry):
        raise Refused("A fault names either a method or an event.")
    on_events = "event" in entry
    effect = str(entry.get("effect"))
    known = EVENT_EFFECTS if on_events else CALL_EFFECTS
    if effect not in known:
        raise Refused(f"{effect!r} cannot happen here; choose from {', '.join(sorted(known))}.")
    return Rule(
        pattern=str(entry["event" if on_events else "method"]),
        on_events=on_events,
        effect=effect,
        times=int(entry.get("times", 1)),
        retry_after=int(entry.get("retry_after", 1)),
        seconds=float(entry.get("seconds", 0.0)),
    )
