"""One series of a foreign calendar made fit for expansion: no rule without bounds, times that can be compared."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from icalendar import Event, vDDDLists, vDDDTypes, vRecur

_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_MOST_A_DAY: Final = 24

Moment = date | datetime


class Unreadable(Exception):
    """The object, or this series of it, is left out."""


def stands(event: Event, name: str) -> Any:
    """Return a property that is there. What of it can be used, whoever asks knows; its type says thirty things."""
    return event[name]


def as_list(value: Any) -> list[Any]:
    """Return a property that may be there once, several times or not at all as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def refuse_without_bounds(events: Iterable[Event]) -> None:
    """Raise `Unreadable` where a rule comes more often than daily: one such rule keeps an expansion busy for ever."""
    for event in events:
        for rule in as_list(event.get("RRULE")):
            if not isinstance(rule, vRecur) or not _has_bounds(rule):
                raise Unreadable("a rule that is none, or comes more often than daily")


def _has_bounds(rule: vRecur) -> bool:
    frequencies = {str(each).upper() for each in as_list(rule.get("FREQ"))}
    times_a_day = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times_a_day *= max(1, len(as_list(rule.get(part))))
    return (
        len(frequencies) == 1
        and frequencies <= _FREQUENCIES
        and times_a_day <= _MOST_A_DAY
        and all(int(each) >= 1 for each in as_list(rule.get("INTERVAL")))
    )


def straighten(event: Event, zone: tzinfo, first: Moment | None = None) -> None:
    """Give the times of an event a zone and one kind, and an end that is no earlier than its start.

    `zone` is where floating times belong. `first` is the start of the series that the event changes an instance of.
    """
    start = _moment(stands(event, "DTSTART").dt, zone)
    event["DTSTART"] = vDDDTypes(start)
    _straighten_end(event, start, zone)
    first = start if first is None else _moment(first, zone)
    for rule in as_list(event.get("RRULE")):
        _straighten_rule(rule, start)
    for name in ("RDATE", "EXDATE"):
        if name in event:
            event[name] = [_same_kind_list(each, first, zone) for each in as_list(event[name])]
    if "RECURRENCE-ID" in event:
        said = stands(event, "RECURRENCE-ID")
        moved = vDDDTypes(_same_kind(said.dt, first, zone))
        if "RANGE" in said.params:
            moved.params["RANGE"] = said.params["RANGE"]
        event["RECURRENCE-ID"] = moved


def _straighten_end(event: Event, start: Moment, zone: tzinfo) -> None:
    """Take an end away that lies before the start: such an event ends when it begins, or with its day."""
    if "DTEND" in event:
        end = _moment(stands(event, "DTEND").dt, zone)
        if isinstance(end, datetime) != isinstance(start, datetime):
            end = _midnight(end, zone) if isinstance(start, datetime) else _day(end, zone)
        event["DTEND"] = vDDDTypes(end)
        if end < start or (end == start and not isinstance(start, datetime)):
            del event["DTEND"]
    if "DURATION" in event and stands(event, "DURATION").dt < timedelta(0):
        del event["DURATION"]


def _straighten_rule(rule: vRecur, start: Moment) -> None:
    """Make the end of a rule a day for a series of days, and a moment in UTC for one of times.

    A day ends a series of times when it is over; a time without a zone is one of the zone that the series starts in.
    """
    if "UNTIL" not in rule:
        return
    until = as_list(rule["UNTIL"])[0]
    if not isinstance(start, datetime):
        rule["UNTIL"] = [_as_date(until)]
        return
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    rule["UNTIL"] = [(until if until.tzinfo else until.replace(tzinfo=start.tzinfo)).astimezone(UTC)]


def _same_kind_list(listed: vDDDLists, first: Moment, zone: tzinfo) -> vDDDLists:
    return vDDDLists([_same_kind_or_period(each.dt, first, zone) for each in listed.dts])


def _same_kind_or_period(said: Any, first: Moment, zone: tzinfo) -> Any:
    if isinstance(said, tuple):
        begins, ends = said
        return _moment(begins, zone), ends if isinstance(ends, timedelta) else _moment(ends, zone)
    return _same_kind(said, first, zone)


def _same_kind(said: Moment, first: Moment, zone: tzinfo) -> Moment:
    """Return a moment as a day where the series has days, and as a time of the series' own zone where it has times.

    Calendars name an instance of 10:00 in Berlin as 04:00 in New York, as 09:00 in UTC, or by its day alone.
    """
    if not isinstance(first, datetime):
        return _day(said, zone)
    if not isinstance(said, datetime):
        return datetime.combine(said, first.timetz())
    return (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(first.tzinfo)


def _moment(said: Moment, zone: tzinfo) -> Moment:
    if isinstance(said, datetime):
        return said.replace(tzinfo=zone) if said.tzinfo is None else said
    if isinstance(said, date):
        return said
    raise Unreadable("a time that is none")


def _midnight(day: Moment, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _day(said: Moment, zone: tzinfo) -> date:
    return said.astimezone(zone).date() if isinstance(said, datetime) and said.tzinfo else _as_date(said)


def _as_date(said: Moment) -> date:
    return date(said.year, said.month, said.day)
