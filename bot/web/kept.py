"""The team's learning time as a chart: what came of the hours of each week, for curators."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.learning_blocks import accounting
from bot.learning_blocks.accounting import Kept
from bot.workspaces.curators import is_workspace_curator
from models.uow import UnitOfWork

WEEKS: Final = 8
WIDE: Final = 320
PARTS: Final = ("kept", "moved", "skipped", "lost", "unsaid")


@dataclass(frozen=True, slots=True)
class Bar:
    """A week's hours, and how wide each part of them is drawn. `is_hidden`: too few people for a sum."""

    row: int
    week: date
    hours: Kept
    parts: tuple[tuple[str, int, int], ...]
    """Of each part its name, where it begins and how wide it is."""
    is_hidden: bool


async def bars_for(uow: UnitOfWork, user_id: str, *, now: datetime) -> list[Bar] | None:
    """Return the chart of the last weeks; none for whoever is no curator, and where nobody has had a block yet."""
    if not is_workspace_curator(await uow.members.get(user_id)):
        return None
    weeks = await accounting.weeks_of(uow, now=now, weeks=WEEKS)
    most = max((week.planned for week in weeks), default=0.0)
    return [_bar(row, week, most) for row, week in enumerate(weeks)] if any(week.people for week in weeks) else None


def _bar(row: int, week: Kept, most: float) -> Bar:
    parts, begins = [], 0
    for name in PARTS:
        wide = round(WIDE * getattr(week, name) / most) if most else 0
        parts.append((name, begins, wide))
        begins += wide
    return Bar(row, week.week, week, tuple(parts), is_hidden=0 < week.people < accounting.FEWEST)
