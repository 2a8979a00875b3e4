"""Time zones written out for calendars: another library reads them as the zone is."""

import io
import random
import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.workspaces.vtimezone import vtimezone

AROUND = datetime(2026, 11, 26, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right", "Etc")))


def offset_by_another_reader(zone: str, local: datetime) -> timedelta | None:
    """The offset that `dateutil` reads from our VTIMEZONE for a local time."""
    written = Calendar()
    written.add_component(vtimezone(ZoneInfo(zone), AROUND))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tzical(io.StringIO(written.to_ical().decode())).get().utcoffset(local)  # type: ignore[no-any-return]


@pytest.mark.parametrize("zone", random.Random(7).sample(ZONES, 60))
def test_what_is_written_reads_as_the_zone_is(zone: str) -> None:
    chance = random.Random(zone)
    there = ZoneInfo(zone)
    for _ in range(12):
        at = datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(60 * 24 * 365 * 12))
        local = at.astimezone(there).replace(tzinfo=None)
        assert offset_by_another_reader(zone, local) == local.replace(tzinfo=there).utcoffset(), local


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [("Europe/Berlin", "2027-03-28T01:59", "2027-03-28T03:00"),
     ("America/New_York", "2027-03-14T01:59", "2027-03-14T03:00"),
     ("Asia/Jerusalem", "2027-03-26T01:59", "2027-03-26T03:00"),
     ("Africa/Cairo", "2027-04-29T23:59", "2027-04-30T01:00"),
     ("Australia/Lord_Howe", "2026-10-04T01:59", "2026-10-04T02:30")],
)  # fmt: skip
def test_summer_time_begins_at_the_minute_at_which_it_does(zone: str, before: str, after: str) -> None:
    for local in map(datetime.fromisoformat, (before, after)):
        assert offset_by_another_reader(zone, local) == local.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def test_a_zone_that_never_changes_and_one_whose_winter_is_negative_summer() -> None:
    assert [part.name for part in vtimezone(ZoneInfo("Asia/Kolkata"), AROUND).subcomponents] == ["STANDARD"]
    dublin = vtimezone(ZoneInfo("Europe/Dublin"), AROUND)
    assert {part.name for part in dublin.subcomponents} <= {"STANDARD", "DAYLIGHT"}
    assert len(vtimezone(ZoneInfo("Africa/Casablanca"), AROUND).subcomponents) > 2, "Ramadan comes and goes"


@given(st.sampled_from(ZONES), st.integers(2024, 2060), st.integers(-365 * 24 * 60, 11 * 365 * 24 * 60))
def test_each_moment_has_the_offset_that_the_zone_database_gives_it(zone: str, year: int, minute: int) -> None:
    begin = datetime(year, 1, 1, tzinfo=UTC)
    moment, began = begin + timedelta(minutes=minute), []
    for part in vtimezone(ZoneInfo(zone), begin).subcomponents:
        onsets = [part["DTSTART"].dt, *(each.dt for each in (part["RDATE"].dts if "RDATE" in part else ()))]
        began += [(local - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for local in onsets]
    last = max((at, offset) for at, offset in began if at <= moment.replace(tzinfo=None))
    assert last[1] == moment.astimezone(ZoneInfo(zone)).utcoffset()
