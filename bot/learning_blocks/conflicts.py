"""Conflicts: which meetings take a block's time, and which other times of that week are free for it; pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.learning_blocks.schedule import WEEK, week_of
from bot.ports.calendar import Meeting
from bot.workspaces.local_time import moment, zone_of
from bot.workspaces.working_times import WorkingTimes

OFFERED: Final = 3
STEP: Final = 30
"""Minutes between the times that are tried."""
USUAL_DAY: Final = (9 * 60, 17 * 60)
"""The hours in which other times are looked for where nobody said when they work."""
Span = tuple[datetime, datetime]


def conflicting(block: Span, meetings: Iterable[Meeting], exceptions: Collection[str] = ()) -> list[Meeting]:
    """Return the meetings that take some of a block's time, the earliest first, each once.

    Not those that are cancelled, declined, shown as free, of no length, or only touch it; nor all-day events other
    than being out of office: a birthday takes nobody's afternoon. One meeting in two calendars counts once. Tentative
    ones count: nobody has said no to them. `exceptions` are the addresses of organizers whose meetings are never in
    the way.
    """
    found: dict[tuple[str, datetime], Meeting] = {}
    for meeting in meetings:
        is_within = takes_time(meeting) and overlap(block, (meeting.starts, meeting.ends))
        if is_within and meeting.organizer not in exceptions:
            found.setdefault((meeting.uid, meeting.starts), meeting)
    return sorted(found.values(), key=lambda each: (each.starts, each.uid))


def takes_time(meeting: Meeting) -> bool:
    """Tell whether a meeting takes its owner's time at all."""
    if meeting.is_cancelled or meeting.is_declined or meeting.is_free or meeting.ends <= meeting.starts:
        return False
    return meeting.is_out_of_office or not meeting.all_day


def is_away(block: Span, meetings: Iterable[Meeting]) -> bool:
    """Tell whether somebody is out of office for all of a block: then there is nothing to defend."""
    return any(
        meeting.is_out_of_office and takes_time(meeting) and meeting.starts <= block[0] and meeting.ends >= block[1]
        for meeting in meetings
    )


def busy_until(meetings: Iterable[Meeting], at: datetime) -> datetime | None:
    """Return when somebody is free again who is in a meeting at a moment, or goes from one into the next; none for
    whoever is free."""
    until = at
    for meeting in sorted((m for m in meetings if takes_time(m)), key=lambda each: each.starts):
        if meeting.starts <= until < meeting.ends:
            until = meeting.ends
    return until if until > at else None


def other_times(
    block: Span,
    meetings: Iterable[Meeting],
    times: WorkingTimes,
    *,
    not_before: datetime,
    others: Sequence[Span] = (),
) -> list[Span]:
    """Return up to three other times of the block's week at which it fits, the nearest to its own first.

    They lie within working hours and days, after `not_before`, free of meetings and of other blocks, and on different
    days where the week has them. As long as the block.
    """
    taken = [(m.starts, m.ends) for m in meetings if takes_time(m)] + list(others) + [block]
    free = [
        span
        for span in _candidates(block, times)
        if span[0] >= not_before and not any(overlap(span, each) for each in taken)
    ]
    free.sort(key=lambda span: (abs(span[0] - block[0]), span[0]))
    return sorted(_spread(free, times))


def _spread(free: list[Span], times: WorkingTimes) -> list[Span]:
    """The nearest of each day, and where the days are too few, whatever is nearest after them."""
    there, chosen, seen = zone_of(times.zone), list[Span](), set[date]()
    for span in free:
        day = span[0].astimezone(there).date()
        if day not in seen:
            chosen.append(span)
            seen.add(day)
    rest = (span for span in free if not any(overlap(span, each) for each in chosen))
    for span in rest:
        if len(chosen) >= OFFERED:
            break
        if not any(overlap(span, each) for each in chosen):
            chosen.append(span)
    return chosen[:OFFERED]


def _candidates(block: Span, times: WorkingTimes) -> Iterator[Span]:
    """Every half hour of the week's working hours at which a block of this length ends in time."""
    length = block[1] - block[0]
    begins, ends = _hours(times)
    monday = week_of(block[0].astimezone(zone_of(times.zone)).date())
    for day in (monday + timedelta(days=n) for n in range(WEEK.days)):
        if not times.works_on(day):
            continue
        for minute in range(begins, ends - int(length.total_seconds() // 60) + 1, STEP):
            starts = moment(times.zone, day, minute)
            if starts is not None:
                yield starts, starts + length


def _hours(times: WorkingTimes) -> tuple[int, int]:
    if times.begins is None or times.length is None:
        return USUAL_DAY
    return times.begins, times.begins + times.length


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two times have some in common; those that touch have not."""
    return one[0] < other[1] and other[0] < one[1]
