"""Quarters, and on which of their last days somebody is told of what will lapse."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.quarters import Quarter, next_look, reminder_on
from bot.learning.times import Times
from tests.support.learning_people import ZONES

BERLIN = Times(zone="Europe/Berlin", country="DE")
DAYS = st.dates(date(2024, 1, 1), date(2037, 12, 31))


def reminders(times: Times, quarter: Quarter) -> dict[date, str]:
    days = [quarter.first + timedelta(days=n) for n in range((quarter.last - quarter.first).days + 1)]
    return {day: name for day in days if (name := reminder_on(times, day)) is not None}


@given(DAYS)
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.next.first == quarter.last + timedelta(days=1)
    assert 90 <= (quarter.next.first - quarter.first).days <= 92
    assert Quarter.named(quarter.name) == quarter
    assert quarter < quarter.next


def test_a_quarter_says_what_it_is() -> None:
    quarter = Quarter.of(date(2026, 11, 26))
    assert (quarter.name, quarter.words, quarter.lapses) == ("2026Q4", "October to December 2026", "31 December")
    assert quarter.next.name == "2027Q1"
    for wrong in ("", "2026Q5", "2026Q0", "0000Q1", "２０２６Q1", "2026q1", "2026Q1 "):
        assert Quarter.named(wrong) is None


def test_the_first_reminder_may_come_from_two_weeks_before_the_end_and_the_last_on_two_working_days() -> None:
    found = reminders(BERLIN, Quarter(2026, 4))
    assert min(found) == date(2026, 12, 17)
    assert [day for day, name in found.items() if name == "2026Q4 last"] == [date(2026, 12, 30), date(2026, 12, 31)]
    assert date(2026, 12, 25) not in found, "a holiday"
    assert date(2026, 12, 19) not in found, "a Saturday"


@given(DAYS, st.sets(st.integers(0, 6), min_size=1), st.sampled_from(("DE", "US", "JP", "SA", None)))
def test_reminders_come_on_working_days_alone_and_at_least_one_of_each_kind_where_there_are_three(
    day: date, days: set[int], country: str | None
) -> None:
    times, quarter = Times(days=frozenset(days), country=country), Quarter.of(day)
    found = reminders(times, quarter)
    assert all(times.works_on(each) for each in found)
    assert all((quarter.last - each).days <= 14 for each in found)
    names = list(found.values())
    assert names == sorted(names), "first comes before last"
    assert names.count(f"{quarter.name} last") == min(2, len(names))
    assert names.count(f"{quarter.name} first") == max(0, len(names) - 2)


@given(
    day=DAYS, minute=st.integers(0, 1439), zone=st.sampled_from(ZONES), nudge=st.integers(540, 1019),
    told=st.sampled_from((None, "first", "last")),
)  # fmt: skip
def test_the_next_look_is_later_in_hours_and_never_for_what_was_told(
    day: date, minute: int, zone: str, nudge: int, told: str | None
) -> None:
    times = Times(zone=zone, minute=nudge)
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    name = f"{Quarter.of(times.local_date(after)).name} {told}" if told is not None else None
    at = next_look(times, after, name)
    assert at is not None
    assert at > after
    there = times.local_date(at)
    due = reminder_on(times, there)
    assert due is not None
    assert due != name
    if told == "last":
        assert Quarter.of(there) > Quarter.of(times.local_date(after)), "nothing more in that quarter"


def test_looks_go_from_working_day_to_working_day_of_the_window() -> None:
    times, at, seen = Times(), datetime(2026, 11, 26, tzinfo=UTC), []
    for _ in range(12):
        found = next_look(times, at, None)
        assert found is not None
        seen.append(found)
        at = found
    assert seen[0] == datetime(2026, 12, 17, 10, 30, tzinfo=UTC), "an hour after the nudge"
    assert seen[10] == datetime(2026, 12, 31, 10, 30, tzinfo=UTC)
    assert seen[11] == datetime(2027, 3, 17, 10, 30, tzinfo=UTC)
    assert next_look(times, seen[0], "2026Q4 first") == datetime(2026, 12, 30, 10, 30, tzinfo=UTC)
    assert next_look(times, seen[0], "2026Q4 last") == seen[11]
    paused = Times(paused_until=date(2026, 12, 31))
    assert next_look(paused, seen[0], None) == seen[10]
