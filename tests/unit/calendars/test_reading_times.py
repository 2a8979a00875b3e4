"""When foreign meetings are: zones known, unknown and none, days, and both changes of the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ports.calendar import Meeting
from bot.providers.calendars.reading import objects
from tests.support.calendars import BERLIN, NEW_YORK, a_meeting, calendar, event, window

FRIDAY = window("2026-11-27", "2026-11-28")


def local(meeting: Meeting) -> tuple[str, str]:
    """Return begin and end as its owner sees them on the wall."""
    return f"{meeting.starts:%m-%d %H:%M}", f"{meeting.ends:%m-%d %H:%M}"


def starts_in_utc(found: list[Meeting]) -> list[str]:
    return [f"{meeting.starts.astimezone(UTC):%m-%d %H:%M}" for meeting in found]


def test_a_meeting_stands_in_its_owners_zone() -> None:
    text = a_meeting("DTSTART;TZID=America/New_York:20261127T080000", "DTEND;TZID=America/New_York:20261127T090000")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found) == ("11-27 14:00", "11-27 15:00")
    assert found.starts.tzinfo is BERLIN


def test_a_series_keeps_its_wall_clock_when_the_clock_is_put_forward() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20260320T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    assert starts_in_utc(objects.meetings(text, window("2026-03-20", "2026-04-10"))) == [
        "03-20 13:00",
        "03-27 13:00",
        "04-03 12:00",
    ]


def test_a_series_keeps_its_wall_clock_when_the_clock_is_put_back() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20261016T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    assert starts_in_utc(objects.meetings(text, window("2026-10-16", "2026-11-06"))) == [
        "10-16 12:00",
        "10-23 12:00",
        "10-30 13:00",
    ]


def test_two_zones_that_change_in_different_weeks() -> None:
    text = a_meeting("DTSTART;TZID=America/New_York:20261023T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    found = objects.meetings(text, window("2026-10-23", "2026-11-07"))
    assert [f"{each.starts:%H:%M}" for each in found] == ["15:00", "14:00", "15:00"]


def test_a_time_that_the_clock_skips_is_reckoned_from_before() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20260329T023000", "DURATION:PT30M")
    (found,) = objects.meetings(text, window("2026-03-29", "2026-03-30"))
    assert local(found)[0] == "03-29 03:30"


def test_a_time_that_comes_twice_is_the_first_of_them() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT30M")
    (found,) = objects.meetings(text, window("2026-10-25", "2026-10-26"))
    assert starts_in_utc([found]) == ["10-25 00:30"]


def test_a_meeting_over_the_change_of_the_clock_is_as_long_as_it_is() -> None:
    text = a_meeting("DTSTART:20261024T220000Z", "DTEND:20261025T060000Z")
    (found,) = objects.meetings(text, window("2026-10-24", "2026-10-26"))
    assert local(found) == ("10-25 00:00", "10-25 07:00")
    assert (found.ends.astimezone(UTC) - found.starts.astimezone(UTC)).total_seconds() == 8 * 3600


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_a_floating_time_is_the_owners(zone: ZoneInfo) -> None:
    text = a_meeting("DTSTART:20261127T140000", "DTEND:20261127T150000")
    (found,) = objects.meetings(text, window("2026-11-27", "2026-11-28", zone))
    assert local(found) == ("11-27 14:00", "11-27 15:00")
    assert found.starts.tzinfo is zone


@pytest.mark.parametrize("name", ["Nowhere/Atlantis", "Europe", "../../etc/passwd", "x" * 300, "(UTC+01:00) Berlin"])
def test_an_unknown_zone_counts_as_none(name: str) -> None:
    text = a_meeting(f'DTSTART;TZID="{name}":20261127T140000', "DURATION:PT1H")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


def test_a_zone_of_windows_is_known_by_its_name() -> None:
    text = a_meeting("DTSTART;TZID=Eastern Standard Time:20261127T080000", "DURATION:PT1H")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


def test_a_zone_with_its_makers_name_before_it_is_known() -> None:
    text = a_meeting("DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20261127T080000", "DURATION:PT1H")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


OWN_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
)


def test_a_zone_that_the_calendar_defines_is_known_in_that_calendar_alone() -> None:
    its = event("DTSTART;TZID=Customized Time Zone:20261127T080000", "DURATION:PT1H")
    (found,) = objects.meetings(calendar(OWN_ZONE, its), FRIDAY)
    assert local(found)[0] == "11-27 14:00"
    (found,) = objects.meetings(calendar(its), FRIDAY)
    assert local(found)[0] == "11-27 08:00", "what one member's calendar defines reached the next one"


def test_a_false_definition_does_not_move_a_zone_that_everybody_knows() -> None:
    definition = OWN_ZONE.replace("Customized Time Zone", "Europe/Berlin")
    text = calendar(definition, event("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H"))
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


def test_a_zone_that_changes_every_second_counts_as_none() -> None:
    definition = OWN_ZONE.replace("FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=SECONDLY")
    text = calendar(definition, event("DTSTART;TZID=Customized Time Zone:20261127T140000", "DURATION:PT1H"))
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


def test_a_zone_defined_by_itself_counts_as_none() -> None:
    definition = OWN_ZONE.replace("DTSTART:1601", "DTSTART;TZID=Customized Time Zone:1601")
    text = calendar(definition, event("DTSTART;TZID=Customized Time Zone:20261127T140000", "DURATION:PT1H"))
    assert len(objects.meetings(text, FRIDAY)) <= 1


def test_the_calendars_zone_is_that_of_its_floating_times() -> None:
    text = calendar("X-WR-TIMEZONE:America/New_York", event("DTSTART:20261127T080000", "DURATION:PT1H"))
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


def test_the_calendars_zone_says_nothing_about_times_in_utc() -> None:
    text = calendar(
        "X-WR-TIMEZONE:America/New_York",
        event("DTSTART:20261023T130000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"),
    )
    found = objects.meetings(text, window("2026-10-23", "2026-11-10"))
    assert starts_in_utc(found) == ["10-23 13:00", "10-30 13:00", "11-06 13:00"]


def test_an_unknown_zone_of_the_calendar_is_no_error() -> None:
    text = calendar("X-WR-TIMEZONE:Nowhere/Atlantis", event("DTSTART:20261127T140000", "DURATION:PT1H"))
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found)[0] == "11-27 14:00"


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_an_all_day_event_has_the_midnights_of_its_owner(zone: ZoneInfo) -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128")
    (found,) = objects.meetings(text, window("2026-11-27", "2026-11-28", zone))
    assert local(found) == ("11-27 00:00", "11-28 00:00")
    assert found.all_day
    assert found.starts.tzinfo is zone
    assert objects.meetings(text, window("2026-11-28", "2026-11-29", zone)) == []


def test_an_all_day_event_on_the_day_the_clock_is_put_back_has_25_hours() -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20261025")
    (found,) = objects.meetings(text, window("2026-10-25", "2026-10-26"))
    assert (found.ends.astimezone(UTC) - found.starts.astimezone(UTC)).total_seconds() == 25 * 3600


def test_an_all_day_event_that_ends_on_its_own_day_takes_that_day() -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261127")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found) == ("11-27 00:00", "11-28 00:00")


def test_a_multi_day_event_is_seen_from_the_middle_of_it() -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261205")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found) == ("11-23 00:00", "12-05 00:00")


def test_a_long_instance_of_a_series_is_seen_from_the_middle_of_it() -> None:
    text = a_meeting("DTSTART:20261002T080000Z", "DURATION:P3D", "RRULE:FREQ=WEEKLY")
    (found,) = objects.meetings(text, window("2026-11-29", "2026-11-29 12:00"))
    assert local(found)[0] == "11-27 09:00"


def test_an_event_of_no_length_is_there() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000")
    (found,) = objects.meetings(text, FRIDAY)
    assert found.starts == found.ends


def test_an_event_that_ends_before_it_starts_has_no_length() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000", "DTEND;TZID=Europe/Berlin:20261127T100000")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found) == ("11-27 14:00", "11-27 14:00")


def test_a_length_below_nothing_is_none() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:-PT2H")
    (found,) = objects.meetings(text, FRIDAY)
    assert local(found) == ("11-27 14:00", "11-27 14:00")


def test_what_touches_the_window_is_not_in_it() -> None:
    text = calendar(
        event("DTSTART;TZID=Europe/Berlin:20261127T130000", "DTEND;TZID=Europe/Berlin:20261127T140000", uid="before"),
        event("DTSTART;TZID=Europe/Berlin:20261127T160000", "DURATION:PT1H", uid="after"),
    )
    assert objects.meetings(text, window("2026-11-27 14:00", "2026-11-27 16:00")) == []


@pytest.mark.parametrize("lines", [(), (OWN_ZONE.replace("Customized", "Eastern"),)])
def test_a_year_after_2038_has_its_summer_time(lines: tuple[str, ...]) -> None:
    text = calendar(
        *lines,
        event("DTSTART;TZID=America/New_York:20260702T080000", "DURATION:PT1H", "RRULE:FREQ=YEARLY", uid="a"),
    )
    (found,) = objects.meetings(text, window("2045-07-01", "2045-07-05"))
    assert starts_in_utc([found]) == ["07-02 12:00"]


def test_a_year_after_2038_has_its_summer_time_in_a_zone_that_the_calendar_defines() -> None:
    text = calendar(OWN_ZONE, event("DTSTART;TZID=Customized Time Zone:20450702T080000", "DURATION:PT1H"))
    (found,) = objects.meetings(text, window("2045-07-01", "2045-07-05"))
    assert starts_in_utc([found]) == ["07-02 12:00"]


def test_midnights_that_a_zone_does_not_have_are_its_first_moments() -> None:
    cairo = window("2026-04-24", "2026-04-25", ZoneInfo("Africa/Cairo"))
    (found,) = objects.meetings(a_meeting("DTSTART;VALUE=DATE:20260424"), cairo)
    assert found.starts == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert f"{found.starts:%H:%M}" == "01:00"
