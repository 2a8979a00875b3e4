"""Inviting: which message a calendar that is reached by e-mail needs next, so that it shows what is planned; pure.

A series is sent once and goes on by itself; what is otherwise in a week is one message of its own. Calendars that keep
what they were told of one week when the series is sent anew, and those that forget it, are both told again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from bot.learning_blocks.conflicts import Span
from bot.learning_blocks.schedule import WEEK, Rule, regular, week_of
from bot.learning_blocks.series import Other, Series, Step, Word
from bot.ports.calendar import Protection
from bot.ports.invitation import Method
from bot.workspaces.local_time import zone_of
from bot.workspaces.working_times import WorkingTimes


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to stand: the rules as they follow each other, and the block of each week that is planned (none: left
    out). The weeks after the last of them are as the rules have them."""

    rules: Sequence[Rule]
    times: WorkingTimes
    protection: Protection
    blocks: Mapping[date, Span | None]


@dataclass(frozen=True, slots=True)
class _Now:
    """What is to stand as of a moment; `uid` names a new series."""

    plan: Plan
    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a rule repeats from now on, and when that is in each week that is planned."""

    zone: str
    first: datetime
    length: timedelta
    every: int
    until: datetime | None
    weeks: Mapping[date, datetime]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A pattern with the series that bears it (none yet), and what becomes of each of its weeks."""

    pattern: _Pattern
    series: Series | None
    at: Mapping[datetime, Span | None]


def next_step(sent: Sequence[Series], plan: Plan, *, uid: str, at: datetime) -> Step | None:
    """Return the next message to send; none where the calendar shows what is planned. `uid` names a new series.

    What has begun stays as it stands, and so does what is over.
    """
    now = _Now(plan, uid, at)
    there = [series for series in sent if not series.is_over]
    patterns = _patterns(plan, at)
    borne = _matched(there, patterns, at)
    wanted, alone = _spread(plan, patterns, borne, at)
    once = {series.week: series for series in there if series.every == 0 and series.week in alone}
    left = [s for s in there if s not in borne and s not in once.values()]
    steps = chain(
        (_ended(series, at) for series in left),
        (_brought_in_line(each, now) for each in wanted),
        (_once(once.get(week), week, span, now) for week, span in sorted(alone.items())),
    )
    return next((step for step in steps if step is not None), None)


def _patterns(plan: Plan, at: datetime) -> list[_Pattern]:
    """What the rules repeat from now on; rules that only go on are one pattern."""
    found: list[_Pattern] = []
    for rule in plan.rules:
        pattern = _pattern(rule, plan, at)
        if pattern is None:
            continue
        before = found[-1] if found else None
        goes_on = (
            before is not None
            and before.until is not None
            and (before.length, before.every) == (pattern.length, pattern.every)
            and pattern.first - before.until == WEEK * pattern.every
        )
        if before is not None and goes_on:
            found[-1] = replace(before, until=pattern.until, weeks={**before.weeks, **pattern.weeks})
        else:
            found.append(pattern)
    return found


def _pattern(rule: Rule, plan: Plan, at: datetime) -> _Pattern | None:
    there = zone_of(plan.times.zone)
    begin = week_of(max(at.astimezone(UTC).date(), rule.since)) - WEEK
    found = [regular(rule, plan.times, begin + WEEK * n) for n in range(rule.every + 4)]
    to_come = [each for each in found if each is not None and each.wall.replace(tzinfo=there) > at]
    last = _last(rule, plan.times)
    if not to_come or (rule.until is not None and (last is None or last < to_come[0].wall)):
        return None
    first, length = to_come[0].wall, timedelta(minutes=to_come[0].minutes)
    walls = {week: each.wall for week in _weeks(plan) if (each := regular(rule, plan.times, week)) is not None}
    return _Pattern(plan.times.zone, first, length, rule.every, last, walls)


def _weeks(plan: Plan) -> list[date]:
    """From the first to the last week that is planned, also those between that have no block."""
    if not plan.blocks:
        return []
    begin = min(plan.blocks)
    return [begin + WEEK * n for n in range((max(plan.blocks) - begin) // WEEK + 1)]


def _last(rule: Rule, times: WorkingTimes) -> datetime | None:
    """When the last one of a rule begins that ends; none for one that does not, or has none."""
    if rule.until is None:
        return None
    week = week_of(rule.until)
    found = [regular(rule, times, week - WEEK * back) for back in range(rule.every + 2)]
    return max((each.wall for each in found if each is not None), default=None)


def _matched(there: Sequence[Series], patterns: Sequence[_Pattern], at: datetime) -> list[Series | None]:
    """Return for each pattern the series that has been sent for it."""
    free = [series for series in there if series.every]
    found: list[Series | None] = []
    for pattern in patterns:
        series = next((s for s in free if _goes_on_as(s, pattern, at)), None)
        if series is not None:
            free.remove(series)
        found.append(series)
    return found


def _goes_on_as(series: Series, pattern: _Pattern, at: datetime) -> bool:
    is_alike = (series.zone, series.length, series.every) == (pattern.zone, pattern.length, pattern.every)
    return is_alike and series.following(at) == pattern.first


def _spread(
    plan: Plan, patterns: Sequence[_Pattern], borne: Sequence[Series | None], at: datetime
) -> tuple[list[_Wanted], dict[date, Span]]:
    """Say what becomes of each week of each pattern, and which blocks no pattern bears."""
    wanted: list[dict[datetime, Span | None]] = [{} for _ in patterns]
    bearers: dict[date, tuple[int, datetime]] = {}
    for number, (pattern, series) in enumerate(zip(patterns, borne, strict=True)):
        first = series.first if series is not None else pattern.first
        for week, wall in pattern.weeks.items():
            if wall >= first:
                wanted[number][wall] = None
                bearers[week] = (number, wall)
    alone = {}
    for week, span in plan.blocks.items():
        if week in bearers:
            number, wall = bearers[week]
            stands = (series := borne[number]) is not None and series.shown(wall) == span
            # What has begun elsewhere is not put anywhere any more.
            wanted[number][wall] = span if stands or (span is not None and span[0] > at) else None
        elif span is not None and span[0] > at:
            alone[week] = span
    return [_Wanted(*each) for each in zip(patterns, borne, wanted, strict=True)], alone


def _ended(series: Series, at: datetime) -> Step | None:
    """End a series that nothing bears any more: what is over stays, and so what has begun."""
    last = series.last(at)
    if last is None:
        return _taken_back(series, at)
    for wall, other in sorted(series.others.items()):
        if other.at is not None and other.at[0] > at:
            return _said(series, wall, None, at)
    if series.every and (series.until is None or series.until > last):
        return _sent(series, _afresh(series, {}, at), last, series.protection, at)
    return None


def _taken_back(series: Series, at: datetime) -> Step:
    after = series.model_copy(update={"sequence": series.sequence + 1, "is_over": True})
    word = Word(method=Method.CANCEL, shown=series.usual(series.first), said_at=at)
    return Step(series=after, word=word)


def _brought_in_line(wanted: _Wanted, now: _Now) -> Step | None:
    series, pattern, at = wanted.series, wanted.pattern, now.at
    if series is None:
        return _begun(wanted, now)
    # What a calendar was told of a week that is none of this pattern any more, it may keep.
    gone = {
        wall: None for wall, other in series.others.items() if wall not in wanted.at and _is_live(other.at, None, at)
    }
    spans = {**gone, **wanted.at}
    anew = _sent(series, _afresh(series, spans, at), pattern.until, now.plan.protection, at)
    if series.until is not None and (pattern.until is None or series.until < pattern.until):
        return anew
    for wall, span in sorted(spans.items()):
        if not _is_live(series.shown(wall), span, at) or series.shown(wall) == span:
            continue
        is_left_out = (other := series.others.get(wall)) is not None and other.in_series
        return anew if is_left_out else _said(series, wall, span, at)
    is_other = series.until != pattern.until or series.protection is not now.plan.protection
    return anew if is_other else _due(series, at)


def _begun(wanted: _Wanted, now: _Now) -> Step:
    pattern = wanted.pattern
    series = Series(
        uid=now.uid,
        zone=pattern.zone,
        first=pattern.first,
        length=pattern.length,
        every=pattern.every,
        protection=now.plan.protection,
        until=pattern.until,
        sequence=-1,
    )
    return _sent(series, _afresh(series, wanted.at, now.at), pattern.until, series.protection, now.at)


def _due(series: Series, at: datetime) -> Step | None:
    for wall, other in sorted(series.others.items()):
        if other.due and (other.at is None or max(other.at[0], series.moment(wall)) > at):
            return _said(series, wall, other.at, at)
    return None


def _afresh(series: Series, wanted: Mapping[datetime, Span | None], at: datetime) -> dict[datetime, Other]:
    """Return what is otherwise in a series that is sent (anew): what it says itself, and what is to be said then."""
    found: dict[datetime, Other] = {}
    for wall in {*series.others, *wanted}:
        before, shown = series.others.get(wall), series.shown(wall)
        span = wanted.get(wall, shown)
        told = before is not None and before.told
        if wall not in wanted or not _is_live(shown, span, at):
            if before is not None:
                is_out = before.at is None
                # It took place earlier, and must not come back at its usual time.
                due = before.due if is_out else told and series.moment(wall) > at
                found[wall] = before.model_copy(update={"in_series": is_out, "due": due})
        elif span is None:
            found[wall] = Other(at=None, told=told, in_series=True, due=told and shown is not None)
        elif span != series.usual(wall) or told:
            found[wall] = Other(at=span, told=told, due=True)
    return found


def _sent(
    series: Series, others: Mapping[datetime, Other], until: datetime | None, level: Protection, at: datetime
) -> Step:
    """Send a series, the first time or anew."""
    changed = {"others": dict(others), "until": until, "protection": level, "sequence": series.sequence + 1}
    word = Word(method=Method.REQUEST, shown=series.usual(series.first), said_at=at)
    return Step(series=series.model_copy(update=changed), word=word)


def _said(series: Series, wall: datetime, span: Span | None, at: datetime) -> Step:
    """Say of one of a series when it is, or that it is left out."""
    others = {**series.others, wall: Other(at=span, told=True)}
    after = series.model_copy(update={"others": others, "sequence": series.sequence + 1})
    method = Method.CANCEL if span is None else Method.REQUEST
    shown = span or series.shown(wall) or series.usual(wall)
    return Step(series=after, word=Word(method=method, shown=shown, said_at=at, instance=wall))


def _once(before: Series | None, week: date, span: Span, now: _Now) -> Step | None:
    """Bring an event that comes once in line: a block that no rule of today has."""
    zone, level = now.plan.times.zone, now.plan.protection
    if span[0].astimezone(zone_of(zone)).fold:
        # The second of two equal hours has no other name.
        zone = "UTC"
    first = span[0].astimezone(zone_of(zone)).replace(tzinfo=None)
    wanted = {"zone": zone, "first": first, "length": span[1] - span[0]}
    if before is None:
        before = Series(uid=now.uid, every=0, week=week, protection=level, sequence=-1, **wanted)
    elif (before.usual(before.first), before.protection) == (span, level):
        return None
    return _sent(before.model_copy(update=wanted), {}, None, level, now.at)


def _is_live(shown: Span | None, span: Span | None, at: datetime) -> bool:
    """Whether something of it is still to come."""
    return any(each is not None and each[0] > at for each in (shown, span))
