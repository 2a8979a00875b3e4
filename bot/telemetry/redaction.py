"""Keeps people's words and secrets out of the log: what passes is ids, names of things, and numbers."""

import re
import traceback
from collections.abc import MutableMapping
from typing import Any

_SECRET = re.compile(
    r"(?:xox[a-z]|xapp|xwfp)[-.][\w.-]+|\bsk-[\w-]{8,}|\bBearer\s+\S+|/(?:sign-in|export|calendar)/[^\s/]+"
    r"|://[^\s/@:]+:[^\s/@]+@",
    re.IGNORECASE,
)
# An id, a name of a thing, a path or a moment: no white space, not long.
_PLAIN = re.compile(r"[\w.:/@#+*{}<>()\[\],=-]{0,120}")
_OURS = frozenset({"event", "level", "logger", "timestamp", "exception"})
"""Keys that our own code fills with constants; `event` is a constant by the rule of the house."""
_MOST_OF_A_STRANGERS_MESSAGE = 120
_Event = MutableMapping[str, Any]


def redact(_logger: object, _method: str, event: _Event) -> _Event:
    """Replace every value that could be somebody's words by its length (a structlog processor)."""
    for key, value in event.items():
        if not (key in _OURS or key.startswith("_")):
            event[key] = plain(value)
    return event


def plain(value: object) -> object:
    """Return `value` if it is a number or looks like an id; else say only how long it is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset | dict):
        return f"<{len(value)} items>"
    if isinstance(value, BaseException):
        return type(value).__name__
    written = str(value)
    if _PLAIN.fullmatch(written) and not _SECRET.search(written):
        return written
    return f"<{len(written)} characters>"


def strangers_message(message: str) -> str:
    """Return what a library logged, cut before anything that it may quote, and without secrets."""
    head = re.split(r"[{\[\"'\n]", message, maxsplit=1)[0]
    return _SECRET.sub("<secret>", head)[:_MOST_OF_A_STRANGERS_MESSAGE].rstrip()


def bare_traceback(error: BaseException) -> str:
    """Return where and why it failed without the messages of the exceptions: these quote what people wrote.

    A driver's error, for one, names the parameters of its statement.
    """
    return "".join(_lines(error, seen=set())).rstrip("\n")


def _lines(error: BaseException, *, seen: set[int]) -> list[str]:
    seen.add(id(error))
    lines: list[str] = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        lines += [*_lines(before, seen=seen), "which led to:\n"]
    lines += ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    lines.append(f"{type(error).__module__}.{type(error).__qualname__} <{len(str(error))} characters>\n")
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            lines += ["of which:\n", *_lines(inner, seen=seen)]
    return lines
