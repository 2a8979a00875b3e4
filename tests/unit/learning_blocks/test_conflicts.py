"""What takes a block's time, and where else in the week there is room for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning_blocks.conflicts import (
    OFFERED,
    Span,
    busy_until,
    conflicting,
    is_away,
    other_times,
    takes_time,
)
from bot.ports.calendar import Meeting
from bot.workspaces.working_times import WorkingTimes

BERLIN = WorkingTimes("Europe/Berlin", country="DE")
FRIDAY: Span = (datetime(2026, 11, 27, 13, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC))
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)


def meeting(starts: str = "13:30", ends: str = "14:00", day: int = 27, **more: object) -> Meeting:
    """A meeting of that week, in UTC."""
    begin, end = (datetime.fromisoformat(f"2026-11-{day:02d}T{at}+00:00") for at in (starts, ends))
    return Meeting(**{"uid": f"{day}{starts}", "starts": begin, "ends": end, "title": "Planning", **more})  # type: ignore[arg-type]


def test_a_meeting_within_it_is_a_conflict() -> None:
    assert conflicting(FRIDAY, [meeting()]) == [meeting()]


@pytest.mark.parametrize(
    "harmless",
    [
        meeting("12:00", "13:00"),
        meeting("15:00", "16:00"),
        meeting("14:00", "14:00"),
        meeting("14:30", "14:00"),
        meeting(is_declined=True),
        meeting(is_cancelled=True),
        meeting(is_free=True),
        meeting("00:00", "23:59", all_day=True),
        meeting("00:00", "23:59", all_day=True, is_free=True, is_out_of_office=True),
        meeting(organizer="boss@example.com"),
    ],
    ids=["touches before", "touches after", "no length", "ends before it starts", "declined", "cancelled", "free",
         "all day", "all day and free", "of an exception"],
)  # fmt: skip
def test_what_takes_no_time_is_none(harmless: Meeting) -> None:
    assert conflicting(FRIDAY, [harmless], {"boss@example.com"}) == []


@pytest.mark.parametrize("one", [meeting(is_tentative=True), meeting(title=None)], ids=["tentative", "private"])
def test_what_takes_time_without_saying_much_is_one(one: Meeting) -> None:
    assert conflicting(FRIDAY, [one]) == [one]


def test_a_meeting_of_several_days_is_one_from_the_middle_of_it() -> None:
    days = replace(meeting(), starts=FRIDAY[0] - timedelta(days=2), ends=FRIDAY[1] + timedelta(days=2))
    assert conflicting(FRIDAY, [days]) == [days]


def test_a_personal_block_over_the_teams_is_told_and_no_other_time_is_on_either() -> None:
    personal = meeting("13:00", "15:00", is_own=True)
    at_noon = meeting("11:00", "13:00", is_own=True)
    assert conflicting(FRIDAY, [personal]) == [personal]
    for starts, ends in other_times(FRIDAY, [personal, at_noon], BERLIN, not_before=FRIDAY[0].replace(hour=7)):
        assert ends <= at_noon.starts or starts >= personal.ends


def test_one_meeting_in_two_calendars_counts_once_and_two_instances_of_a_series_twice() -> None:
    again = replace(meeting("14:15", "14:30"), uid=meeting().uid)
    assert len(conflicting(FRIDAY, [meeting(), meeting(), again])) == 2


def test_out_of_office_all_day_is_a_conflict_and_means_that_nothing_is_defended() -> None:
    away = meeting("00:00", "23:59", all_day=True, is_out_of_office=True)
    assert conflicting(FRIDAY, [away]) == [away]
    assert is_away(FRIDAY, [away])
    assert not is_away(FRIDAY, [meeting(is_out_of_office=True)]), "half an hour at the doctor's"


def test_three_other_times_of_the_week_on_different_days() -> None:
    found = other_times(FRIDAY, [meeting()], BERLIN, not_before=MONDAY)
    assert [f"{at.astimezone(ZoneInfo('Europe/Berlin')):%a %H:%M}" for at, _ in found] == [
        "Wed 15:00",
        "Thu 15:00",
        "Fri 12:00",
    ]


def test_where_one_day_is_left_all_three_are_on_it() -> None:
    found = other_times(FRIDAY, [], BERLIN, not_before=FRIDAY[0].replace(hour=7))
    assert [f"{at:%a %H:%M}" for at, _ in found] == ["Fri 09:00", "Fri 11:00"], "in UTC, before it, apart"


def test_a_week_without_room_has_none() -> None:
    busy = [meeting("00:00", "23:59", day=day) for day in range(23, 28)]
    assert other_times(FRIDAY, busy, BERLIN, not_before=MONDAY) == []


def test_night_shifts_are_looked_for_in_the_shift() -> None:
    night = WorkingTimes("Europe/Berlin", begins=22 * 60, ends=6 * 60)
    for starts, ends in other_times(FRIDAY, [], night, not_before=MONDAY):
        there = starts.astimezone(ZoneInfo("Europe/Berlin"))
        assert there.hour >= 22 or there.hour < 6
        assert ends - starts == timedelta(hours=2)


_hours = st.integers(0, 24 * 5 * 2)


@given(
    st.lists(st.tuples(_hours, st.integers(1, 12)), max_size=25),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham"]),
    _hours,
)
def test_other_times_are_free_in_time_in_the_week_and_within_working_hours(
    busy: list[tuple[int, int]], days: frozenset[int], zone: str, since: int
) -> None:
    half = timedelta(minutes=30)
    meetings = [Meeting(str(n), MONDAY + half * at, MONDAY + half * (at + long)) for n, (at, long) in enumerate(busy)]
    times = WorkingTimes(zone, days, begins=8 * 60, ends=16 * 60)
    found = other_times(FRIDAY, meetings, times, not_before=MONDAY + half * since)
    assert len(found) <= OFFERED
    for number, (starts, ends) in enumerate(found):
        there = starts.astimezone(ZoneInfo(zone))
        assert there.weekday() in days
        assert 8 <= there.hour < 16
        assert starts >= MONDAY + half * since
        assert ends - starts == FRIDAY[1] - FRIDAY[0]
        assert there.isocalendar().week == FRIDAY[0].astimezone(ZoneInfo(zone)).isocalendar().week
        taken = [(m.starts, m.ends) for m in meetings if takes_time(m)] + [FRIDAY] + found[:number]
        assert not any(starts < end and begin < ends for begin, end in taken)


def test_whoever_is_in_a_meeting_is_free_when_the_last_of_those_that_follow_has_ended() -> None:
    at = FRIDAY[0] + timedelta(minutes=40)
    in_a_row = [meeting("13:30", "14:00"), meeting("14:00", "14:20"), meeting("14:30", "15:00")]
    assert busy_until(in_a_row, at) == FRIDAY[0] + timedelta(minutes=80)
    assert busy_until([meeting("13:30", "14:00", is_declined=True), meeting("13:45", "14:00")], at) is None
    assert busy_until([], at) is None
