"""The feed: a member's blocks as one calendar, a weekly event with its rule and its exceptions."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, vDuration, vRecur

from bot.learning_blocks.policy import DESCRIPTION, TITLE
from bot.learning_blocks.recurrence import weekly
from bot.learning_blocks.schedule import WEEK, Planned, Rule, planned, usual, week_of
from bot.ports.calendar import Protection
from bot.workspaces.local_time import zone_of
from bot.workspaces.vtimezone import vtimezone
from bot.workspaces.working_times import WorkingTimes

AHEAD: Final = 56
"""Weeks for which exceptions are written out: holidays are known, moves and skips come one by one."""
_REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of the block of a week: it is from and until other moments, or (none) left out.

    `sequence` counts its changes.
    """

    at: tuple[datetime, datetime] | None
    sequence: int = 0


@dataclass(frozen=True)
class FeedOf:
    """What a feed is made of. `owner` names the member in the identifiers of events, and is no secret."""

    owner: str
    rules: Sequence[Rule]
    times: WorkingTimes
    protection: Protection
    since: datetime
    """No block that begins before is in it."""
    stamp: datetime
    """When anything in it last changed."""
    changed: Mapping[date, Changed]
    """By the Monday of the week."""


def calendar(feed: FeedOf) -> bytes:
    """Return the feed as iCalendar (RFC 5545, with the refresh hints of RFC 7986); the same feed as the same bytes."""
    made = Calendar()
    made.add("prodid", "-//Thrice//Learning blocks//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", TITLE)
    made.add("x-wr-calname", TITLE)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(_REFRESH))
    made.add("color", "teal")
    made.add_component(vtimezone(zone_of(feed.times.zone), feed.since))
    taken = set[date]()
    for rule in feed.rules:
        for event in _series(feed, rule, taken):
            made.add_component(event)
    written: bytes = made.to_ical()
    return written


def uid_of(owner: str, rule: Rule) -> str:
    """Return the identifier of a rule's series for somebody: the same each time, and only for them."""
    drawn = hashlib.sha256(f"{owner}:{rule.since}".encode()).hexdigest()[:32]
    return f"{drawn}@thrice"


def _series(feed: FeedOf, rule: Rule, taken: set[date]) -> Iterator[Event]:
    """The weekly event of one rule, and after it the weeks that are otherwise. `taken` are weeks that have theirs."""
    weeks = _weeks(feed, rule)
    if not weeks:
        return
    first = weeks[0]
    event = _event(feed, uid_of(feed.owner, rule), first.starts, first.ends)
    event.add("rrule", _recurrence(feed, rule, first))
    exceptions = []
    for regular in weeks:
        found = _as_it_is(feed, rule, regular) if regular.week not in taken else Changed(None)
        if found.at is None:
            event.add("exdate", _local(feed, regular.starts))
            continue
        taken.add(regular.week)
        if found.at != (regular.starts, regular.ends):
            exception = _event(feed, uid_of(feed.owner, rule), *found.at, sequence=found.sequence)
            exception.add("recurrence-id", _local(feed, regular.starts))
            exceptions.append(exception)
    yield event
    yield from exceptions


def _weeks(feed: FeedOf, rule: Rule) -> list[Planned]:
    """The weeks as the rule repeats them, from the first that is in the feed."""
    week = max(week_of(feed.since.astimezone(UTC).date()) - WEEK, week_of(max(rule.since, date(1970, 1, 1))) - WEEK)
    found = (usual(rule, feed.times, week + WEEK * number) for number in range(AHEAD))
    return [regular for regular in found if regular is not None and regular.starts > feed.since]


def _as_it_is(feed: FeedOf, rule: Rule, regular: Planned) -> Changed:
    """What becomes of a week: as its owner changed it, else as the holidays have it."""
    if (changed := feed.changed.get(regular.week)) is not None:
        return changed
    found = planned(rule, feed.times, regular.week)
    return Changed((found.starts, found.ends) if found is not None and found.starts > feed.since else None)


def _event(feed: FeedOf, uid: str, starts: datetime, ends: datetime, *, sequence: int = 0) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", feed.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _local(feed, starts))
    event.add("dtend", _local(feed, ends))
    event.add("sequence", sequence)
    event.add("summary", TITLE)
    event.add("description", DESCRIPTION)
    event.add("categories", ["Learning"])
    free = feed.protection is Protection.SOFT
    event.add("transp", "TRANSPARENT" if free else "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", "FREE" if free else "BUSY")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", TITLE)
    alarm.add("trigger", timedelta(minutes=-10))
    event.add_component(alarm)
    return event


def _recurrence(feed: FeedOf, rule: Rule, first: Planned) -> vRecur:
    until = None
    if rule.until is not None:
        week = week_of(rule.until)
        found = [usual(rule, feed.times, week - WEEK * back) for back in range(rule.every + 2)]
        until = max(each.starts for each in (*found, first) if each is not None)
    written: vRecur = vRecur.from_ical(weekly(_local(feed, first.starts), every=rule.every, until=until))
    return written


def _local(feed: FeedOf, at: datetime) -> datetime:
    return at.astimezone(zone_of(feed.times.zone))
