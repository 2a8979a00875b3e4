"""Reads what Slack sent, or somebody who pretends to be Slack: strictly, and never deeper than it is."""

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

_DEEPEST: Final = 100
"""Levels of nesting. Slack's richest messages have about twenty; what recurses over a body later relies on it."""
_MOST_FIELDS: Final = 100
_UNWANTED: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How a NUL or half of a surrogate pair is written in JSON; a whole pair too, and then nothing is replaced."""


class Malformed(ValueError):
    """Not what Slack sends; the message says what is wrong, never what was sent."""


def parse_object(text: str) -> dict[str, Any]:
    """Return the JSON object in `text`, with NULs and lone surrogates replaced; raise `Malformed` for anything else.

    Neither can be stored by every database nor sent by every protocol, and nobody means anything by them.
    """
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(parsed, dict):
        raise Malformed("not an object")
    # Counting brackets is quick and never too low, so hardly a body has to be walked.
    if text.count("{") + text.count("[") > _DEEPEST and _depth(parsed) > _DEEPEST:
        raise Malformed("nested too deeply")
    return _clean(parsed) if "\\u" in text and _UNWANTED.search(text) else parsed


def parse_form(text: str) -> dict[str, str]:
    """Return the fields of a form; raise `Malformed` where it is none."""
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Malformed("not a form") from None
    return {_plain(name): _plain(value) for name, value in pairs}


def decode(body: bytes) -> str:
    """Return the text of a body; raise `Malformed` where it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, dict | list)
        ]
    return depth


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_plain(name): _clean(one) for name, one in value.items()}
    return value


def _plain(text: str) -> str:
    return (
        text.encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
        .replace("\0", "\N{REPLACEMENT CHARACTER}")
    )
