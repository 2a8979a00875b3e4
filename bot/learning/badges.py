"""Badges: thanks for applying, helping, asking and teaching; none for finishing, and nobody is compared."""

from collections.abc import Collection, Iterable, Mapping
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

_THANKS: Final[dict[str, tuple[str, str, str]]] = {
    "applying": (
        "You used at work what you learned: thank you for telling me.",
        "You used what you learned {} times.",
        "You go on using what you learned.",
    ),
    "helping": (
        "An answer of yours helped somebody.",
        "Your answers have helped {} people.",
        "Your answers go on helping people.",
    ),
    "asking": (
        "A question of yours is the title of a page now.",
        "Your questions are the titles of {} pages.",
        "More questions of yours are titles of pages.",
    ),
    "teaching": (
        "",
        "{} people have learned from pages that you approved.",
        "People have learned from pages that you approved.",
    ),
}
"""What is said the first time, from then on with the number, and from then on to somebody who hides amounts."""


def reached(counts: Mapping[Kind, int], held: Collection[tuple[str, int]]) -> list[tuple[Kind, int]]:
    """Return the badges that somebody has come to and does not hold yet, of each kind the highest alone; pure."""
    found: list[tuple[Kind, int]] = []
    for kind in get_args(Kind):
        levels = [level for level in LEVELS[kind] if level <= counts.get(kind, 0)]
        if levels and (kind, levels[-1]) not in held:
            found.append((kind, levels[-1]))
    return found


def sentence(kind: str, level: int, *, hides_amounts: bool = False) -> str:
    """Return the thanks that a badge is; nothing for one that this version does not know."""
    one, several, unnumbered = _THANKS.get(kind, ("", "", ""))
    if level == 1:
        return one
    return unnumbered if hides_amounts else several.format(level)


def sentences(badges: Iterable[Badge], *, hides_amounts: bool) -> tuple[str, ...]:
    """Return the thanks of several badges; where two levels read alike without their numbers, once."""
    said = (sentence(badge.kind, badge.level, hides_amounts=hides_amounts) for badge in badges)
    return tuple(dict.fromkeys(filter(None, said)))


async def award(uow: UnitOfWork, user_id: str, *, at: datetime) -> list[Badge]:
    """Give a member the badges that they have come to, and return those of which they were not told yet."""
    held = list(await uow.motivation.badges(user_id))
    counts: dict[Kind, int] = {
        "applying": await uow.motivation.used(user_id),
        "helping": await uow.motivation.helped(user_id, _EVER, at),
        "asking": await uow.motivation.titles_of(user_id),
        "teaching": await uow.motivation.taught(user_id),
    }
    new = [
        Badge(user_id=user_id, kind=kind, level=level, at=at)
        for kind, level in reached(counts, {(badge.kind, badge.level) for badge in held})
    ]
    uow.add(*new)
    await uow.flush()
    return [badge for badge in (*held, *new) if badge.told_at is None]


async def told(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Write down that a member was told of every badge that they held at a moment."""
    for badge in await uow.motivation.badges(user_id):
        if badge.told_at is None and badge.at <= at:
            badge.told_at = at


async def note_of_the_month(uow: UnitOfWork, user_id: str, *, hides_amounts: bool, at: datetime) -> str:
    """Return what a member's answers did for others in the month that is over; it comes with a month's first nudge.

    Nothing where it was nothing: nobody is told that they helped no one.
    """
    month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if await uow.learners.nudges_since(user_id, month):
        return ""
    before = (month - timedelta(days=1)).replace(day=1)
    people = await uow.motivation.helped(user_id, before, month)
    if not people:
        return ""
    whom = "others" if hides_amounts else f"{people} {'person' if people == 1 else 'people'}"
    return f"In {before:%B} your answers helped {whom}. Only you see this."


_EVER: Final = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
