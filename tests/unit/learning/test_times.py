from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning.times import Before, Times, after_working_days, next_slot, slot_on
from bot.workspaces import countries
from bot.workspaces.local_time import BadTimes, clock_time, moment, parsed_time

EVERY_DAY = frozenset(range(7))
FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_after_friday_comes_monday() -> None:
    slot = next_slot(Times(), utc(2026, 11, 27, 9, 30), Before())
    assert slot is not None
    assert (slot.day, slot.at, slot.ends_at) == (MONDAY, utc(2026, 11, 30, 9, 30), utc(2026, 11, 30, 17))


def test_today_counts_while_its_time_has_not_come() -> None:
    slot = next_slot(Times(), utc(2026, 11, 27, 9, 29), Before())
    assert slot is not None
    assert slot.day == FRIDAY


def test_a_holiday_of_the_country_is_free_and_its_substitute_too() -> None:
    german = Times(zone="Europe/Berlin", country="DE")
    slot = next_slot(german, utc(2026, 12, 24, 20), Before())
    assert slot is not None
    assert slot.day == date(2026, 12, 28), "25 December is a holiday, and then comes a weekend"
    british = Times(zone="Europe/London", country="GB")
    assert not british.works_on(date(2026, 12, 28)), "Boxing Day is a Saturday; its substitute is the Monday"


def test_a_weekend_is_the_countrys_own() -> None:
    assert countries.weekend_of("SA") == {4, 5}
    assert countries.weekend_of("DE") == {5, 6}
    assert countries.weekend_of(None) == {5, 6}


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/Prague", "CZ"), ("Asia/Calcutta", "IN"), ("US/Pacific", "US"), ("UTC", None), ("Mars/Olympus", None)],
)
def test_a_zone_names_its_country(zone: str, country: str | None) -> None:
    assert countries.country_of(zone) == country


def test_the_hour_that_comes_twice_counts_the_first_time() -> None:
    first = moment("Europe/Berlin", date(2026, 10, 25), 150)
    assert first == utc(2026, 10, 25, 0, 30)
    early = Times(zone="Europe/Berlin", minute=150, begins=0, ends=1440, days=EVERY_DAY)
    slot = next_slot(early, utc(2026, 10, 25, 0, 30), Before(date(2026, 10, 25), utc(2026, 10, 25, 0, 30)))
    assert slot is not None
    assert slot.day == date(2026, 10, 26), "not once more when it is half past two again"


def test_the_hour_that_is_left_out_comes_as_much_later() -> None:
    assert moment("Europe/Berlin", date(2026, 3, 29), 150) == utc(2026, 3, 29, 1, 30), "half past three there"


def test_a_date_that_is_left_out_has_no_slot() -> None:
    samoan = Times(zone="Pacific/Apia", days=EVERY_DAY)
    assert slot_on(samoan, date(2011, 12, 30)) is None
    slot = next_slot(samoan, utc(2011, 12, 29, 20), Before(date(2011, 12, 29), utc(2011, 12, 29, 19, 30)))
    assert slot is not None
    assert slot.day == date(2011, 12, 31)


@pytest.mark.parametrize(
    ("zone", "at"),
    [("Asia/Kathmandu", utc(2026, 11, 27, 3, 45)), ("Asia/Kolkata", utc(2026, 11, 27, 4)),
     ("Australia/Eucla", utc(2026, 11, 27, 0, 45))],
)  # fmt: skip
def test_zones_of_half_and_quarter_hours(zone: str, at: datetime) -> None:
    assert moment(zone, FRIDAY, 570) == at


def test_whoever_flies_west_has_one_nudge_on_a_date_that_comes_twice() -> None:
    in_tokyo = next_slot(Times(zone="Asia/Tokyo"), utc(2026, 11, 26, 12), Before())
    assert in_tokyo is not None
    assert in_tokyo.day == FRIDAY
    in_honolulu = next_slot(Times(zone="Pacific/Honolulu"), in_tokyo.at, Before(FRIDAY, in_tokyo.at))
    assert in_honolulu is not None
    assert in_honolulu.day == MONDAY


def test_whoever_flies_east_has_no_two_mornings_in_one_night() -> None:
    in_honolulu = utc(2026, 11, 26, 19, 30)  # half past nine on Thursday there
    in_tokyo = next_slot(Times(zone="Asia/Tokyo"), in_honolulu, Before(date(2026, 11, 26), in_honolulu))
    assert in_tokyo is not None
    assert in_tokyo.at - in_honolulu >= timedelta(hours=12)


def test_every_second_working_day() -> None:
    times, last = Times(every=2), Before(date(2026, 11, 26), utc(2026, 11, 26, 9, 30))
    slot = next_slot(times, utc(2026, 11, 26, 9, 30), last)
    assert slot is not None
    assert slot.day == MONDAY, "Friday is passed over"


def test_a_pause_ends_on_its_date() -> None:
    slot = next_slot(Times(paused_until=date(2026, 12, 9)), utc(2026, 11, 27, 12), Before())
    assert slot is not None
    assert slot.day == date(2026, 12, 9)


def test_whoever_never_works_has_no_slot() -> None:
    assert next_slot(Times(days=frozenset()), utc(2026, 11, 27), Before()) is None


def test_an_unknown_zone_is_utc() -> None:
    assert moment("Mars/Olympus", FRIDAY, 570) == utc(2026, 11, 27, 9, 30)
    assert moment("../../etc/passwd", FRIDAY, 570) == utc(2026, 11, 27, 9, 30)


@pytest.mark.parametrize(
    ("times", "field"),
    [
        (Times(begins=1020, ends=540), "hours"),
        (Times(begins=540, ends=540), "hours"),
        (Times(ends=1441), "hours"),
        (Times(minute=1020), "minute"),
        (Times(minute=539), "minute"),
        (Times(days=frozenset()), "days"),
        (Times(days=frozenset({7})), "days"),
        (Times(country="XX"), "country"),
    ],
)
def test_times_that_cannot_be_kept_are_refused_with_their_field(times: Times, field: str) -> None:
    with pytest.raises(BadTimes) as refused:
        times.check()
    assert refused.value.field == field


def test_working_days_are_counted_over_a_weekend() -> None:
    assert after_working_days(Times(), utc(2026, 11, 26, 15), 3) == utc(2026, 12, 1, 9)


def test_times_of_day_are_read_and_written() -> None:
    assert parsed_time("09:30") == 570
    assert clock_time(570) == "09:30"
    with pytest.raises(BadTimes):
        parsed_time("half past nine")


def test_every_country_that_can_be_chosen_has_a_name() -> None:
    assert [code for code in countries.known() if countries.name_of(code) == code] == []
