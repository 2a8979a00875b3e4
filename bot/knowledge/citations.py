"""Citations in a text that a person edits: short there, `[1]`, and links to the messages again when it is saved."""

import re
from typing import Final

_LONG: Final = re.compile(r"\[\[(\d{1,3})\]\]\(([^()\s]+)\)")
_SHORT: Final = re.compile(r"(?<![\[\\\w])\[(\d{1,3})\](?![\](:\[])")
_SOURCE: Final = re.compile(r"^(\d{1,3})\. .*\]\(([^()\s]+)\)\s*$", re.MULTILINE)
_SOURCES: Final = "## Sources"


def shortened(body: str) -> str:
    """Return a text with `[1]` for each link to a message that its list of sources names by that number."""
    known = _numbered(body)
    return _LONG.sub(lambda cited: f"[{cited[1]}]" if known.get(cited[1]) == cited[2] else cited[0], body)


def lengthened(written: str, before: str) -> str:
    """Return a text with each `[1]` linked to the message that its sources, or those of the text `before`, name so."""
    known = {**_numbered(before), **_numbered(written)}
    return _SHORT.sub(lambda cited: f"[{cited[0]}]({known[cited[1]]})" if cited[1] in known else cited[0], written)


def sources_of(body: str) -> list[str]:
    """Return the addresses that a text's own list of sources names, in its order."""
    return list(_numbered(body).values())


def _numbered(body: str) -> dict[str, str]:
    _, _, listed = body.rpartition(_SOURCES)
    return dict(_SOURCE.findall(listed)) if _SOURCES in body else {}
