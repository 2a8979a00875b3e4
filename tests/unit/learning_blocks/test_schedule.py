"""When blocks are: the named cases, and a thousand weeks against the C library."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest

from bot.learning_blocks.schedule import BadRule, Planned, Rule, planned, upcoming, week_of
from bot.workspaces import countries
from bot.workspaces.working_times import WorkingTimes
from tests.support.glibc import Walk, walked

FRIDAY = Rule()
WEEKDAYS = frozenset(range(5))


def local(found: Planned | None, zone: str) -> str:
    """A block as its owner's wall clock shows it."""
    assert found is not None
    there = ZoneInfo(zone)
    starts, ends = found.starts.astimezone(there), found.ends.astimezone(there)
    return f"{starts:%a %d %b %H:%M}-{ends:%H:%M}"


def on(week: tuple[int, int, int], rule: Rule = FRIDAY, **times: object) -> str:
    """The block of a week (by its Monday), as its owner sees it."""
    who = WorkingTimes(**{"zone": "Europe/Berlin", **times})  # type: ignore[arg-type]
    return local(planned(rule, who, date(*week)), who.zone)


def test_friday_afternoon_is_each_members_own() -> None:
    for zone, hour in (("Europe/Berlin", 13), ("America/New_York", 19), ("Asia/Kolkata", 8), ("Asia/Kathmandu", 8)):
        found = planned(FRIDAY, WorkingTimes(zone), date(2026, 11, 23))
        assert found is not None
        assert found.starts.hour == hour
        assert local(found, zone) == "Fri 27 Nov 14:00-16:00"


@pytest.mark.parametrize(
    ("zone", "utc"),
    [("Asia/Kolkata", "08:30"), ("America/St_Johns", "17:30"), ("Asia/Kathmandu", "08:15"),
     ("Pacific/Chatham", "00:15"), ("Australia/Lord_Howe", "03:00")],
)  # fmt: skip
def test_zones_of_half_and_quarter_hours(zone: str, utc: str) -> None:
    found = planned(FRIDAY, WorkingTimes(zone), date(2026, 11, 23))
    assert local(found, zone) == "Fri 27 Nov 14:00-16:00"
    assert found is not None
    assert f"{found.starts:%H:%M}" == utc


@pytest.mark.parametrize(
    ("zone", "week", "utc"),
    [
        ("Europe/Berlin", (2026, 3, 23), 13),
        ("Europe/Berlin", (2026, 3, 30), 12),
        ("Europe/Berlin", (2026, 10, 19), 12),
        ("Europe/Berlin", (2026, 10, 26), 13),
        ("America/New_York", (2026, 3, 2), 19),
        ("America/New_York", (2026, 3, 9), 18),
        ("America/New_York", (2026, 10, 26), 18),
        ("America/New_York", (2026, 11, 2), 19),
    ],
)
def test_both_changes_of_the_clock_in_two_zones_that_change_in_different_weeks(
    zone: str, week: tuple[int, int, int], utc: int
) -> None:
    found = planned(FRIDAY, WorkingTimes(zone), date(*week))
    assert found is not None
    assert (found.starts.hour, found.ends - found.starts) == (utc, timedelta(hours=2))


def test_a_holiday_moves_it_to_the_working_day_before() -> None:
    assert on((2026, 3, 30), country="DE") == "Thu 02 Apr 14:00-16:00", "Good Friday"
    assert on((2026, 12, 21), country="DE") == "Thu 24 Dec 14:00-16:00"
    assert on((2026, 12, 21), zone="Europe/London", country="GB") == "Thu 24 Dec 14:00-16:00"


def test_a_substitute_holiday_counts() -> None:
    monday = Rule(weekday=0)
    assert on((2026, 12, 28), monday, zone="Europe/London", country="GB") == "Thu 24 Dec 14:00-16:00", "Boxing Day's"


@pytest.mark.parametrize(
    ("country", "zone", "day"),
    [("SA", "Asia/Riyadh", "Thu"), ("EG", "Africa/Cairo", "Thu"), ("IL", "Asia/Jerusalem", "Thu"),
     ("IR", "Asia/Tehran", "Thu"), ("BN", "Asia/Brunei", "Thu")],
)  # fmt: skip
def test_where_friday_is_a_weekend_day_it_is_the_last_working_day_before(country: str, zone: str, day: str) -> None:
    days = frozenset(range(7)) - countries.weekend_of(country)
    assert on((2026, 11, 9), zone=zone, country=country, days=days).startswith(day)


def test_part_timers_have_it_on_their_last_working_day() -> None:
    assert on((2026, 11, 23), days=frozenset({0, 1, 2})) == "Wed 25 Nov 14:00-16:00"
    assert on((2026, 11, 23), days=frozenset({5, 6})) == "Sun 22 Nov 14:00-16:00", "within seven days"


def test_it_lies_within_hours_that_are_known() -> None:
    assert on((2026, 11, 23), begins=7 * 60, ends=13 * 60) == "Fri 27 Nov 11:00-13:00"
    assert on((2026, 11, 23), begins=9 * 60, ends=17 * 60) == "Fri 27 Nov 14:00-16:00"
    assert on((2026, 11, 23), begins=15 * 60, ends=20 * 60) == "Fri 27 Nov 15:00-17:00"


def test_a_block_longer_than_the_working_day_is_cut_to_it() -> None:
    assert on((2026, 11, 23), Rule(minutes=480), begins=9 * 60, ends=13 * 60) == "Fri 27 Nov 09:00-13:00"
    assert on((2026, 11, 23), Rule(minutes=720), begins=22 * 60, ends=60) == "Fri 27 Nov 22:00-01:00", "at night"


def test_night_shifts_have_it_in_their_shift() -> None:
    night = {"begins": 22 * 60, "ends": 6 * 60}
    assert on((2026, 11, 23), **night) == "Fri 27 Nov 22:00-00:00"
    assert on((2026, 11, 23), Rule(minute=23 * 60), **night) == "Fri 27 Nov 23:00-01:00"
    small_hours = Rule(minute=2 * 60)
    assert on((2026, 11, 23), small_hours, **night) == "Fri 27 Nov 02:00-04:00", "of the night from Thursday"
    thursdays = {**night, "days": frozenset({0, 1, 2, 3})}
    assert on((2026, 11, 23), small_hours, **thursdays) == "Fri 27 Nov 02:00-04:00"
    assert on((2026, 11, 23), small_hours, **{**night, "days": frozenset({4})}) == "Sat 21 Nov 02:00-04:00"


def test_a_block_goes_over_midnight() -> None:
    assert on((2026, 11, 23), Rule(minute=23 * 60 + 30)) == "Fri 27 Nov 23:30-01:30"


def test_a_date_that_a_zone_left_out_is_passed_over() -> None:
    assert on((2011, 12, 26), zone="Pacific/Apia") == "Thu 29 Dec 14:00-16:00"


def test_an_hour_that_is_left_out_begins_as_much_later_and_lasts_as_long() -> None:
    sunday = Rule(weekday=6, minute=150)
    assert on((2026, 3, 23), sunday, days=frozenset(range(7))) == "Sun 29 Mar 03:30-05:30"


def test_an_hour_that_comes_twice_counts_the_first_time() -> None:
    found = planned(Rule(weekday=6, minute=150), WorkingTimes("Europe/Berlin", frozenset(range(7))), date(2026, 10, 19))
    assert found is not None
    assert found.starts == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_every_second_week_counts_from_the_week_in_which_the_rule_begins() -> None:
    rule = Rule(every=2, since=date(2026, 11, 25))
    found = [week for n in range(6) if planned(rule, WorkingTimes(), week := date(2026, 11, 16) + timedelta(weeks=n))]
    assert found == [date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 21)]


def test_the_twenty_ninth_of_february_is_a_day_like_others() -> None:
    assert on((2028, 2, 28), Rule(weekday=1)) == "Tue 29 Feb 14:00-16:00"
    assert on((2028, 2, 28), Rule(weekday=2)) == "Wed 01 Mar 14:00-16:00"
    assert on((2028, 2, 28), Rule(weekday=1), days=frozenset({0})) == "Mon 28 Feb 14:00-16:00"


@pytest.mark.parametrize(
    ("week", "utc"), [((2038, 1, 18), 19), ((2039, 3, 7), 19), ((2039, 3, 14), 18), ((2060, 7, 5), 18)]
)
def test_years_after_2038_have_their_summer_time(week: tuple[int, int, int], utc: int) -> None:
    found = planned(FRIDAY, WorkingTimes("America/New_York"), date(*week))
    assert local(found, "America/New_York").endswith("14:00-16:00")
    assert found is not None
    assert found.starts.hour == utc


def test_rules_follow_each_other() -> None:
    first = Rule(until=date(2026, 12, 7))
    second = Rule(weekday=2, minute=600, minutes=60, since=date(2026, 12, 7))
    after = datetime(2026, 11, 26, tzinfo=UTC)
    found = upcoming([first, second], WorkingTimes("Europe/Berlin"), after=after, weeks=3)
    assert [local(each, "Europe/Berlin") for each in found] == [
        "Fri 27 Nov 14:00-16:00",
        "Fri 04 Dec 14:00-16:00",
        "Wed 09 Dec 10:00-11:00",
        "Wed 16 Dec 10:00-11:00",
    ]


def test_whoever_never_works_before_it_has_none() -> None:
    year_long = WorkingTimes("Europe/Berlin", frozenset({3}), country="DE")
    assert planned(FRIDAY, year_long, date(2026, 5, 11)) is None, "Thursday is Ascension Day"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"weekday": 7}, "day"), ({"weekday": -1}, "day"), ({"minute": 1440}, "time"), ({"minute": -1}, "time"),
     ({"minutes": 0}, "length"), ({"minutes": 721}, "length"), ({"every": 0}, "every"), ({"every": 3}, "every")],
)  # fmt: skip
def test_rules_that_cannot_be_kept_are_refused_with_their_field(wrong: dict[str, int], field: str) -> None:
    with pytest.raises(BadRule) as refused:
        replace(FRIDAY, **wrong).check()
    assert refused.value.field == field


@dataclass(frozen=True)
class Case:
    """A week of somebody under a rule."""

    rule: Rule
    times: WorkingTimes
    week: date


def cases(count: int) -> list[Case]:
    """Weeks of 2024 to 2037 in all zones, the same at each run."""
    chance = random.Random(20261126)
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))
    found = []
    for _ in range(count):
        zone = chance.choice(zones)
        country = countries.country_of(zone)
        rule = Rule(chance.randrange(7), chance.randrange(1440), chance.randrange(15, 721))
        days = frozenset(chance.sample(range(7), chance.randint(1, 7)))
        times = WorkingTimes(zone, days, country=country if country and countries.is_known(country) else None)
        found.append(Case(rule, times, week_of(date(2024, 1, 1) + timedelta(days=chance.randrange(5_000)))))
    return found


def by_hand(case: Case) -> list[date]:
    """The dates that may take the block, the best first, without any code of ours."""
    nominal = case.week + timedelta(days=case.rule.weekday)
    free = holidays.country_holidays(case.times.country, years=range(2023, 2039)) if case.times.country else {}
    dates = (nominal - timedelta(days=back) for back in range(7))
    return [day for day in dates if day.weekday() in case.times.days and day not in free]


def walk(case: Case, day: date) -> Walk:
    """Ask the C library when it is so late on a date."""
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return Walk(case.times.zone, midnight - 15 * 3600, case.rule.minute, [day.weekday()], [])


@pytest.mark.filterwarnings("ignore:.*")  # package holidays knows less of some years, and says so
def test_a_thousand_weeks_are_as_the_c_library_has_them() -> None:
    looked_at = cases(1_000)
    best = [by_hand(case)[:1] for case in looked_at]
    met = iter(walked(walk(case, day[0]) for case, day in zip(looked_at, best, strict=True) if day))
    wrong, moved = [], 0
    for case, day in zip(looked_at, best, strict=True):
        found = planned(case.rule, case.times, case.week)
        if not day:
            wrong += [] if found is None else [(case, found)]
            continue
        [(at, on_date)] = next(met)
        assert on_date == str(day[0]), "no zone leaves a date out from 2024 to 2037"
        moved += day[0].weekday() != case.rule.weekday
        right = (at, on_date, case.rule.minutes * 60)
        if found is None or _facts(found) != right:
            wrong.append((case, found))
    assert not wrong, f"{len(wrong)} of 1,000, the first: {wrong[0]}"
    assert moved > 200, "otherwise this would say little of days off"


def _facts(found: Planned) -> tuple[int, str, int]:
    return int(found.starts.timestamp()), str(found.day), int((found.ends - found.starts).total_seconds())
