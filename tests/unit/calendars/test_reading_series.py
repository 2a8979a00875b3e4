"""Series of foreign meetings: their rules, what is taken out of them, moved in them and added to them."""

import pytest

from bot.providers.calendars.reading import objects
from bot.providers.calendars.reading.wire import Window
from tests.support.calendars import a_meeting, calendar, event, window

BERLIN_FRIDAY = ("DTSTART;TZID=Europe/Berlin:20261106T140000", "DURATION:PT1H")
NOVEMBER = window("2026-11-01", "2026-12-01")


def days(text: str, seen: Window = NOVEMBER) -> list[str]:
    """Return the local begins of what is found."""
    return [f"{found.starts:%m-%d %H:%M}" for found in objects.meetings(text, seen)]


def test_until_in_utc_takes_the_last_instance_along() -> None:
    assert days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY;UNTIL=20261120T130000Z")) == [
        "11-06 14:00",
        "11-13 14:00",
        "11-20 14:00",
    ]
    assert days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY;UNTIL=20261120T125959Z"))[-1] == "11-13 14:00"


def test_until_in_local_time_is_meant_in_the_zone_of_the_series() -> None:
    new_york = ("DTSTART;TZID=America/New_York:20261106T080000", "DURATION:PT1H")
    assert days(a_meeting(*new_york, "RRULE:FREQ=WEEKLY;UNTIL=20261120T080000"))[-1] == "11-20 14:00"
    assert days(a_meeting(*new_york, "RRULE:FREQ=WEEKLY;UNTIL=20261120T075959"))[-1] == "11-13 14:00"


def test_until_a_day_takes_that_day_along() -> None:
    assert days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY;UNTIL=20261120"))[-1] == "11-20 14:00"


def test_until_a_moment_ends_a_series_of_days() -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20261106", "RRULE:FREQ=WEEKLY;UNTIL=20261120T000000Z")
    assert days(text) == ["11-06 00:00", "11-13 00:00", "11-20 00:00"]


def test_until_before_the_start_leaves_nothing() -> None:
    assert days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY;UNTIL=20250101T000000Z")) == []


def test_a_count_that_is_over_gives_nothing_more() -> None:
    assert days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY;COUNT=2")) == ["11-06 14:00", "11-13 14:00"]
    assert days(a_meeting("DTSTART:20200101T100000Z", "RRULE:FREQ=WEEKLY;COUNT=10")) == []


def test_the_fifth_friday_is_in_months_that_have_one() -> None:
    text = a_meeting("DTSTART;TZID=Europe/Berlin:20260130T140000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=5FR")
    found = days(text, window("2026-01-01", "2027-01-01"))
    assert found == ["01-30 14:00", "05-29 14:00", "07-31 14:00", "10-30 14:00"]


def test_the_29th_of_february_is_in_leap_years_alone() -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY")
    found = objects.meetings(text, window("2024-01-01", "2033-01-01"))
    assert [f"{each.starts:%Y-%m-%d}" for each in found] == ["2024-02-29", "2028-02-29", "2032-02-29"]


def test_an_excluded_instance_is_out_in_whichever_zone_it_is_named() -> None:
    series = (*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY")
    for excluded in (
        "EXDATE;TZID=America/New_York:20261113T080000",
        "EXDATE:20261113T130000Z",
        "EXDATE;TZID=Europe/Berlin:20261113T140000",
        "EXDATE:20261113T140000",
        "EXDATE;VALUE=DATE:20261113",
        "EXDATE;TZID=Nowhere/Atlantis:20261113T140000",
    ):
        assert "11-13 14:00" not in days(a_meeting(*series, excluded)), excluded
        assert len(days(a_meeting(*series, excluded))) == 3, excluded


def test_an_excluded_day_is_out_of_a_series_of_days_though_named_as_a_time() -> None:
    text = a_meeting("DTSTART;VALUE=DATE:20261106", "RRULE:FREQ=WEEKLY", "EXDATE:20261113T000000")
    assert days(text) == ["11-06 00:00", "11-20 00:00", "11-27 00:00"]


def test_an_added_instance_is_in_in_whichever_zone_it_is_named() -> None:
    for added in ("RDATE;TZID=America/New_York:20261110T040000", "RDATE:20261110T090000Z"):
        assert "11-10 10:00" in days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY", added)), added
    assert "11-10 14:00" in days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY", "RDATE;VALUE=DATE:20261110"))


def test_an_added_period_has_its_own_length() -> None:
    text = a_meeting(*BERLIN_FRIDAY, "RDATE;VALUE=PERIOD:20261110T090000Z/PT3H")
    found = objects.meetings(text, NOVEMBER)
    assert [str(each.ends - each.starts) for each in found] == ["1:00:00", "3:00:00"]


def moved(*lines: str, instance: str = "TZID=Europe/Berlin:20261113T140000") -> str:
    return calendar(
        event(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY", "SUMMARY:Weekly"), event(f"RECURRENCE-ID;{instance}", *lines)
    )


def test_a_moved_instance_is_where_it_was_moved_to() -> None:
    text = moved("DTSTART;TZID=Europe/Berlin:20261112T090000", "DURATION:PT2H", "SUMMARY:Moved")
    assert days(text) == ["11-06 14:00", "11-12 09:00", "11-20 14:00", "11-27 14:00"]
    assert days(text, window("2026-11-13", "2026-11-14")) == []


@pytest.mark.parametrize(
    "instance", ["X-A=1:20261113T130000Z", "TZID=America/New_York:20261113T080000", "VALUE=DATE:20261113"]
)
def test_a_moved_instance_leaves_its_place_in_whichever_zone_that_is_named(instance: str) -> None:
    text = moved("DTSTART;TZID=Europe/Berlin:20261112T090000", "DURATION:PT2H", instance=instance)
    assert days(text) == ["11-06 14:00", "11-12 09:00", "11-20 14:00", "11-27 14:00"]


def test_an_instance_moved_out_of_the_window_is_not_in_it() -> None:
    text = moved("DTSTART;TZID=Europe/Berlin:20270112T090000", "DURATION:PT2H")
    assert days(text) == ["11-06 14:00", "11-20 14:00", "11-27 14:00"]
    assert days(text, window("2027-01-12", "2027-01-13")) == ["01-12 09:00"]


def test_a_cancelled_instance_says_so_and_the_others_do_not() -> None:
    text = moved("DTSTART;TZID=Europe/Berlin:20261113T140000", "DURATION:PT1H", "STATUS:CANCELLED")
    found = objects.meetings(text, NOVEMBER)
    assert [each.is_cancelled for each in found] == [False, True, False, False]


def test_a_series_split_in_two_has_each_instance_once() -> None:
    text = calendar(
        event(*BERLIN_FRIDAY, "RRULE:FREQ=WEEKLY;UNTIL=20261113T130000Z", uid="before"),
        event("DTSTART;TZID=Europe/Berlin:20261120T150000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", uid="after"),
    )
    assert days(text) == ["11-06 14:00", "11-13 14:00", "11-20 15:00", "11-27 15:00"]


def test_a_series_changed_from_an_instance_on_is_changed_from_there_on() -> None:
    text = moved(
        "DTSTART;TZID=Europe/Berlin:20261113T160000",
        "DURATION:PT1H",
        instance="RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261113T140000",
    )
    assert days(text) == ["11-06 14:00", "11-13 16:00", "11-20 16:00", "11-27 16:00"]


def test_an_invitation_to_one_instance_alone_is_that_instance() -> None:
    text = a_meeting("RECURRENCE-ID:20261113T130000Z", "DTSTART:20261113T140000Z", "DURATION:PT1H")
    assert days(text) == ["11-13 15:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=30",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=8,9,10,11;BYMINUTE=0,10,20,30,40,50;BYSECOND=0,30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=OFTEN",
        "INTERVAL=1",
        "nothing at all",
    ],
)
def test_a_rule_without_bounds_leaves_its_series_out_and_the_others_in(rule: str) -> None:
    text = calendar(
        event(*BERLIN_FRIDAY, f"RRULE:{rule}", uid="poison"), event(*BERLIN_FRIDAY, "SUMMARY:Good", uid="good")
    )
    found = objects.meetings(text, NOVEMBER)
    assert [each.title for each in found] == ["Good"]


def test_twice_a_day_is_no_rule_without_bounds() -> None:
    assert len(days(a_meeting(*BERLIN_FRIDAY, "RRULE:FREQ=DAILY;BYHOUR=9,14;COUNT=4"))) == 4


def test_a_broken_series_leaves_the_others_in() -> None:
    text = calendar(
        event("DTSTART:tomorrow", uid="a"),
        event("SUMMARY:Never", uid="b"),
        event("DTSTART:99991231T235959Z", "DURATION:P9999D", uid="c"),
        event(*BERLIN_FRIDAY, uid="d"),
    )
    assert days(text) == ["11-06 14:00"]
