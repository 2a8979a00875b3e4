"""Badges: thanks for applying, helping, asking and teaching; none for finishing, and nobody is compared."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from models.motivation import Badge
from models.uow import UnitOfWork

Kind = Literal["applying", "helping", "asking", "teaching"]

LEVELS: Final[dict[Kind, tuple[int, ...]]] = {
    "applying": (1, 5, 25, 100),
    "helping": (1, 5, 25, 100),
    "asking": (1, 3, 10),
    "teaching": (3, 10, 50),
}
"""How many uses at work, people helped, questions that became titles, and learners taught give a badge."""

_THANKS: Final[dict[Kind, tuple[str, str]]] = {
    "applying": ("You used at work what you learned: thank you for telling me.", "You used what you learned {} times."),
    "helping": ("An answer of yours helped somebody.", "Your answers have helped {} people."),
    "asking": ("A question of yours is the title of a page now.", "Your questions are the titles of {} pages."),
    "teaching": ("", "{} people have learned from pages that you approved."),
}


def reached(counts: Mapping[Kind, int], held: Collection[tuple[str, int]]) -> list[tuple[Kind, int]]:
    """Return the badges that somebody has come to and does not hold yet, of each kind the highest alone; pure."""
    found: list[tuple[Kind, int]] = []
    for kind in get_args(Kind):
        levels = [level for level in LEVELS[kind] if level <= counts.get(kind, 0)]
        if levels and (kind, levels[-1]) not in held:
            found.append((kind, levels[-1]))
    return found


def sentence(kind: Kind, level: int) -> str:
    """Return the thanks that a badge is."""
    one, several = _THANKS[kind]
    return one if level == 1 else several.format(level)


async def award(uow: UnitOfWork, user_id: str, *, at: datetime) -> list[str]:
    """Give a member the badges that they have come to, and return the thanks that they were not told yet."""
    held = await uow.motivation.badges(user_id)
    counts: dict[Kind, int] = {
        "applying": await uow.motivation.used(user_id),
        "helping": await uow.motivation.helped(user_id, _EVER, at),
        "asking": await uow.motivation.titles_of(user_id),
        "teaching": await uow.motivation.taught(user_id),
    }
    new = [
        Badge(user_id=user_id, kind=kind, level=level, at=at, told_at=at)
        for kind, level in reached(counts, {(badge.kind, badge.level) for badge in held})
    ]
    uow.add(*new)
    await uow.flush()
    return [sentence(badge.kind, badge.level) for badge in new]  # type: ignore[arg-type]


async def note_of_the_month(uow: UnitOfWork, user_id: str, *, now: datetime, last: datetime | None) -> str:
    """Return what a member's answers did for others in the month that is over, once; nothing where it was nothing.

    `last` is when the member was last written to: the note comes with the first nudge of a month.
    """
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if last is None or last >= month:
        return ""
    before = (month - timedelta(days=1)).replace(day=1)
    people = await uow.motivation.helped(user_id, before, month)
    if not people:
        return ""
    return f"In {before:%B} your answers helped {people} {'person' if people == 1 else 'people'}. Only you see this."


_EVER: Final = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
