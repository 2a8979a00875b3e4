"""The feed: what another library reads from it is the schedule, with what its owner made of it."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from bot.learning_blocks.feed import Changed, FeedOf, calendar
from bot.learning_blocks.schedule import Rule, upcoming
from bot.ports.calendar import Protection
from bot.workspaces import countries
from bot.workspaces.working_times import WorkingTimes

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
BERLIN = WorkingTimes("Europe/Berlin", country="DE")


def feed(
    rules: list[Rule] | None = None,
    times: WorkingTimes = BERLIN,
    protection: Protection = Protection.FIRM,
    changed: Mapping[date, Changed] | None = None,
) -> FeedOf:
    """Somebody's feed as of now."""
    return FeedOf("1:U1", rules or [Rule()], times, protection, NOW, NOW, changed or {})


def read(of: FeedOf, days: int = 330) -> list[tuple[datetime, datetime]]:
    """What a calendar shows of a feed."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(calendar(of))).between(NOW, NOW + timedelta(days))
    return sorted((event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) for event in found)


def test_the_same_feed_is_the_same_bytes() -> None:
    assert calendar(feed()) == calendar(feed())
    assert calendar(feed()) != calendar(feed(protection=Protection.SOFT))


@pytest.mark.parametrize("number", range(60))
def test_another_library_reads_the_schedule(number: int) -> None:
    chance = random.Random(number)
    zone = chance.choice(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Riyadh", "Africa/Cairo",
                          "Asia/Jerusalem", "Australia/Lord_Howe", "Pacific/Chatham", "America/St_Johns"])  # fmt: skip
    times = WorkingTimes(
        zone, frozenset(chance.sample(range(7), chance.randint(2, 7))), country=countries.country_of(zone)
    )
    change = NOW.date() + timedelta(days=chance.randrange(20, 200))
    rules = [
        Rule(chance.randrange(7), chance.randrange(1440), chance.randrange(15, 300), chance.choice([1, 2]),
             until=change, since=date(2026, 1, 5)),
        Rule(chance.randrange(7), chance.randrange(1440), 60, chance.choice([1, 2]), since=change),
    ]  # fmt: skip
    wanted = list(upcoming(rules, times, after=NOW, weeks=60, before=NOW + timedelta(days=330)))
    # An hour that is left out or comes twice is each calendar's own affair (RFC 5545, section 3.3.5).
    odd = [w.starts for w in wanted if w.starts.astimezone(ZoneInfo(zone)).replace(fold=1).utcoffset()
           != w.starts.astimezone(ZoneInfo(zone)).utcoffset()]  # fmt: skip
    assert [at for at in read(feed(rules, times)) if at[0] not in odd] == [
        (w.starts, w.ends) for w in wanted if w.starts not in odd
    ]


def test_moves_and_skips_are_exceptions_of_the_series() -> None:
    moved = datetime(2026, 12, 2, 8, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC)
    of = feed(changed={date(2026, 11, 30): Changed(moved, 3), date(2026, 12, 7): Changed(None, 1)})
    shown = read(of, days=23)
    assert [f"{at:%a %d}" for at, _ in shown] == ["Fri 27", "Wed 02", "Fri 18"]
    assert moved in shown
    events = icalendar.Calendar.from_ical(calendar(of)).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == 1
    [exception] = [e for e in events if "RECURRENCE-ID" in e and e["SEQUENCE"] == 3]
    assert exception["RECURRENCE-ID"].dt == datetime(2026, 12, 4, 14, tzinfo=ZoneInfo("Europe/Berlin"))


def test_protection_says_busy_or_free() -> None:
    for protection, transparent in ((Protection.SOFT, "TRANSPARENT"), (Protection.FIRM, "OPAQUE")):
        events = icalendar.Calendar.from_ical(calendar(feed(protection=protection))).walk("VEVENT")
        assert {str(event["TRANSP"]) for event in events} == {transparent}


def test_two_rules_are_two_series_and_the_first_ends() -> None:
    rules = [Rule(until=date(2026, 12, 14)), Rule(weekday=1, since=date(2026, 12, 14))]
    series = [e for e in icalendar.Calendar.from_ical(calendar(feed(rules))).walk("VEVENT") if "RRULE" in e]
    assert [("UNTIL" in each["RRULE"], each["RRULE"]["BYDAY"]) for each in series] == [(True, ["FR"]), (False, ["TU"])]


def test_nothing_before_somebody_joined_is_in_it() -> None:
    later = replace(feed(), since=datetime(2026, 12, 4, 13, 0, tzinfo=UTC))
    assert read(later, days=20)[0][0] == datetime(2026, 12, 11, 13, tzinfo=UTC), "14:00 of the fourth is not after it"


def test_a_feed_of_years_after_2038_is_read_as_it_was_meant() -> None:
    at = datetime(2040, 2, 1, 8, tzinfo=UTC)
    of = replace(feed([Rule(weekday=2)], WorkingTimes("America/New_York")), since=at, stamp=at)
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(calendar(of))).between(at, at + timedelta(days=60))
    begun = [event["DTSTART"].dt.astimezone(UTC) for event in found]
    assert datetime(2040, 2, 29, 19, tzinfo=UTC) in begun, "a leap day, in winter"
    assert datetime(2040, 3, 14, 18, tzinfo=UTC) in begun, "and after the clocks were put forward on the 11th"


def test_whoever_never_works_has_an_empty_calendar() -> None:
    assert read(feed(times=WorkingTimes("UTC", frozenset()))) == []
