"""Learning records as a table for people: one line a deed, of members who learn, as it is known at this moment."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple, TextIO

from models.repositories.learned import LearnedThing
from models.uow import UnitOfWork


class Line(NamedTuple):
    """One deed; its fields are the columns, which docs/operator.md explains."""

    at: datetime
    slack_id: str
    name: str
    what: str
    title: str = ""
    course: str = ""
    address: str = ""
    cards: int | None = None
    minutes: float | None = None


COLUMNS: Final = Line._fields
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of something to be reckoned, or run."""


async def lines(uow: UnitOfWork, *, under: str, since: datetime | None = None) -> Sequence[Line]:
    """Return what members learned, oldest first; `under`: the public address of pages.

    Nothing of who was forgotten or learns no longer, and no title of a page that not everybody may read.
    """
    found = [
        Line(done.at, done.user_id, done.name, "sprint", cards=done.cards, minutes=round(done.seconds / 60, 1))
        for done in await uow.learned.sprints_done()
    ]
    for what, courses in (
        ("course taken", await uow.learned.taken()),
        ("course completed", await uow.learned.completed()),
    ):
        found += [Line(each.at, each.user_id, each.name, what, title=each.title) for each in courses]
    uses = await uow.learned.used()
    things = {thing.source_id: thing for thing in await uow.learned.things({use.source_id for use in uses})}
    for use in uses:
        title, course, address = _told(things.get(use.source_id), under)
        found.append(Line(use.at, use.user_id, use.name, "used", title=title, course=course, address=address))
    return sorted(line for line in found if since is None or line.at >= since)


def write(records: Iterable[Line], file: TextIO) -> int:
    """Write lines as CSV, with a header and without anything that a spreadsheet would run; return how many."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    count = 0
    for line in records:
        table.writerow([_cell(value) for value in line])
        count += 1
    return count


def _cell(value: datetime | str | float | None) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if not isinstance(value, str):
        return "" if value is None else f"{value:g}"
    words = value.replace("\x00", "")
    return f"'{words}" if words.lstrip(" ").startswith(_FORMULA) else words


def _told(thing: LearnedThing | None, under: str) -> tuple[str, str, str]:
    if thing is None:
        return "", "", ""
    return thing.title, thing.course or "", f"{under}/wiki/{thing.slug}" if thing.slug is not None else ""
