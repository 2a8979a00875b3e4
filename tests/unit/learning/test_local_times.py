"""A thousand zones and dates against the C library, which walks the clock minute by minute."""

import random
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest

from bot.learning.times import Before, Slot, Times, next_slot
from bot.workspaces import countries
from tests.support.glibc import Walk, walked

CASES = 1_000
FIRST, LAST = date(2024, 1, 1), date(2037, 12, 31)
IN_A_ROW = 2
"""Nudges that are looked at in each case: the next one, and the one after it."""


@dataclass(frozen=True)
class Case:
    times: Times
    after: datetime


@cache
def cases() -> tuple[Case, ...]:
    """The same at each run. Every third is near a change of its zone's clock, which chance would seldom hit."""
    chance = random.Random(20260101)
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))
    return tuple(_case(chance, chance.choice(zones), near_a_change=number % 3 == 0) for number in range(CASES))


def _case(chance: random.Random, zone: str, *, near_a_change: bool) -> Case:
    day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days - 20))
    minute, days = chance.randrange(1440), sorted(chance.sample(range(7), chance.randint(3, 7)))
    if near_a_change and (change := _change_after(zone, day)) is not None:
        day, minute, days = change, chance.randrange(240), list(range(7))
    country = countries.country_of(zone)
    times = Times(
        zone=zone, minute=minute, begins=0, ends=1440, days=frozenset(days),
        country=country if country is not None and countries.is_known(country) else None,
    )  # fmt: skip
    earliest, latest = (-1440, -720) if near_a_change else (-720, 1440)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Case(times, midnight + timedelta(minutes=chance.randrange(earliest, latest)))


def _change_after(zone: str, day: date) -> date | None:
    """A date within a year on which the clock is changed; where it seems wrong, the case is one like any other."""
    there = ZoneInfo(zone)
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=there) + timedelta(days=n) for n in range(366)]
    changed = [b.date() for a, b in pairwise(noons) if a.utcoffset() != b.utcoffset()]
    return changed[0] if changed and changed[0] < LAST - timedelta(days=20) else None


def free_dates(country: str | None, around: date) -> list[str]:
    """Public holidays of some weeks around a date, as package `holidays` has them, asked without our code."""
    if country is None:
        return []
    years = {(around + timedelta(days=days)).year for days in (-40, 40)}
    return [str(day) for year in years for day in _free(country, year) if abs((day - around).days) < 40]


@cache
def _free(country: str, year: int) -> tuple[date, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of some countries and years it knows less than of others, and says so
        return tuple(holidays.country_holidays(country, years=year))


@cache
def expected() -> tuple[list[tuple[int, str]], ...]:
    walks = (
        Walk(
            case.times.zone, int(case.after.timestamp()), case.times.minute, sorted(case.times.days),
            free_dates(case.times.country, case.after.date()), IN_A_ROW,
        )
        for case in cases()
    )  # fmt: skip
    return tuple(walked(walks))


def slots(case: Case) -> Iterator[Slot]:
    """The next nudges, each sent as soon as it is due."""
    after, before = case.after, Before()
    for _ in range(IN_A_ROW):
        slot = next_slot(case.times, after, before)
        assert slot is not None
        yield slot
        after, before = slot.at, Before(slot.day, slot.at)


def test_no_local_time_is_wrong_none_is_doubled_and_none_is_left_out() -> None:
    found = [[(int(slot.at.timestamp()), str(slot.day)) for slot in slots(case)] for case in cases()]
    wrong = [(case, ours, right) for case, ours, right in zip(cases(), found, expected(), strict=True) if ours != right]
    assert not wrong, f"{len(wrong)} of {CASES}, the first: {wrong[0]}"


def test_no_nudge_is_on_a_free_day() -> None:
    for case in cases():
        for slot in slots(case):
            assert slot.day.weekday() in case.times.days
            assert str(slot.day) not in free_dates(case.times.country, slot.day)


def test_the_thousand_hold_what_is_hard() -> None:
    """Otherwise the tests above would say little."""
    local = [(case.times, slot.at.astimezone(ZoneInfo(case.times.zone))) for case in cases() for slot in slots(case)]
    lifted = [at for times, at in local if at.hour * 60 + at.minute != times.minute]
    twice = [at for _, at in local if at.replace(fold=1).utcoffset() != at.utcoffset()]
    odd = {times.zone for times, at in local if at.utcoffset() % timedelta(hours=1)}  # type: ignore[operator]
    assert len(lifted) > 5, "hours that are left out"
    assert len(twice) > 5, "hours that come twice"
    assert len(odd) > 10, "zones that are half an hour or three quarters off"
    assert sum(case.times.country is not None for case in cases()) > CASES / 2


@pytest.mark.parametrize("year", range(FIRST.year, LAST.year + 1))
def test_the_nine_holidays_of_all_germany_are_those_that_gauss_reckons(year: int) -> None:
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    easter = date(year, 3, 22) + timedelta(days=d + e)
    moving = {easter + timedelta(days=days) for days in (-2, 1, 39, 50)}
    fixed = {date(year, *day) for day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert {day for day in days if countries.is_holiday("DE", day)} == (moving | fixed) - {date(year, 12, 31)}
