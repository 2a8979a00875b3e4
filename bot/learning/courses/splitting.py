"""Splitting: a lesson too long for one sprint becomes parts, cut between its sections or paragraphs."""

import re
from typing import Final

from bot.learning.pace import reading_seconds

READ_AT_ONCE: Final = 10 * 60
"""Seconds of reading in one sprint of fifteen minutes; the rest is for its cards."""

_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"^#{1,6}\s")


def split(body: str, *, seconds: float | None = None, at_once: int = READ_AT_ONCE) -> list[tuple[str, int]]:
    """Return the parts of a text, each with the seconds it takes to read, none longer than `at_once` where it can be
    cut. `seconds` is what the author says that the whole takes; none: it is reckoned from the words.

    Nothing is lost: the parts together are the text. A single paragraph, list or piece of code is never cut.
    """
    whole = reading_seconds(body)
    stretch = seconds / whole if seconds else 1.0
    parts: list[str] = []
    for block in _blocks(body):
        fuller = f"{parts[-1]}\n\n{block}" if parts else block
        begins_section = _HEADING.match(block) is not None
        held = reading_seconds(parts[-1]) * stretch if parts else 0.0
        too_long = reading_seconds(fuller) * stretch > at_once
        # A section that would be torn apart begins the next part, if this one is worth a sitting already.
        if parts and (too_long or (begins_section and held > at_once * 0.7)):
            parts.append(block)
        elif parts:
            parts[-1] = fuller
        else:
            parts.append(block)
    return [(part, max(5, round(reading_seconds(part) * stretch))) for part in parts]


def _blocks(body: str) -> list[str]:
    """The pieces between which a text may be cut: paragraphs, lists, code; a heading stays with what follows it."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in body.strip("\n").split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip().startswith(fence):
            fence = ""
        if not line.strip() and not fence:
            heading_alone = len(blocks[-1]) == 1 and _HEADING.match(blocks[-1][0])
            if blocks[-1] and not heading_alone:
                blocks.append([])
            elif heading_alone:
                blocks[-1].append("")
            continue
        blocks[-1].append(line)
    return ["\n".join(block).rstrip() for block in blocks if any(line.strip() for line in block)]
