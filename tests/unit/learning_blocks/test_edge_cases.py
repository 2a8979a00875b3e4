"""The edge cases of learning blocks and calendars, each with the tests that prove it.

A name in brackets is the case of a parametrised test. Where several are named, each looks at another side: when a block
is planned, how foreign calendars are read, what is said, or what stands in a calendar.
"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parents[2]

SCHEDULE, CONFLICTS, FEED = (f"unit/learning_blocks/test_{name}.py" for name in ("schedule", "conflicts", "feed"))
WEEKS, SYNCING = "unit/rules/test_blocks_planned.py", "integration/test_syncing.py"
TIMES, SERIES, MEANING = (f"unit/calendars/test_reading_{name}.py" for name in ("times", "series", "meaning"))
READER, WRITING = "unit/calendars/test_reader.py", "unit/calendars/test_dav_writing.py"
ALL_CALENDARS, CALDAV, GOOGLE, MICROSOFT, CONSENT = (
    f"contracts/test_{name}.py"
    for name in ("calendars", "caldav", "google_calendar", "microsoft_calendar", "calendar_consent")
)
BLOCKS, CONNECTED = "scenarios/test_blocks.py", "scenarios/test_calendars.py"

CASES: Final = {
    "both daylight-saving changes": [
        f"{SCHEDULE}::test_both_changes_of_the_clock_in_two_zones_that_change_in_different_weeks",
        f"{TIMES}::test_a_series_keeps_its_wall_clock_when_the_clock_is_put_forward",
        f"{TIMES}::test_a_series_keeps_its_wall_clock_when_the_clock_is_put_back",
        f"{ALL_CALENDARS}::test_a_block_stands_in_its_own_zone_on_both_sides_of_the_change_of_the_clock",
    ],
    "two zones that change in different weeks": [
        f"{SCHEDULE}::test_both_changes_of_the_clock_in_two_zones_that_change_in_different_weeks",
        f"{TIMES}::test_two_zones_that_change_in_different_weeks",
    ],
    "zones of 30 and 45 minutes": [f"{SCHEDULE}::test_zones_of_half_and_quarter_hours"],
    "a member who travels": [
        f"{WEEKS}::test_a_member_who_travels_has_it_at_the_same_hour_there",
        f"{WEEKS}::test_who_travels_west_on_the_day_has_it_once",
        f"{BLOCKS}::test_whoever_travels_takes_the_block_with_them",
    ],
    "holiday": [f"{SCHEDULE}::test_a_holiday_moves_it_to_the_working_day_before"],
    "substitute holiday": [f"{SCHEDULE}::test_a_substitute_holiday_counts"],
    "Friday as weekend (SA, EG, IL, IR, BN)": [
        f"{SCHEDULE}::test_where_friday_is_a_weekend_day_it_is_the_last_working_day_before"
    ],
    "part-time days": [f"{SCHEDULE}::test_part_timers_have_it_on_their_last_working_day"],
    "night shift": [
        f"{SCHEDULE}::test_night_shifts_have_it_in_their_shift",
        f"{CONFLICTS}::test_night_shifts_are_looked_for_in_the_shift",
    ],
    "out-of-office all day": [
        f"{CONFLICTS}::test_out_of_office_all_day_is_a_conflict_and_means_that_nothing_is_defended",
        f"{MEANING}::test_out_of_office_is_what_outlook_calls_it",
    ],
    "transparent all-day": [
        f"{CONFLICTS}::test_what_takes_no_time_is_none[all day and free]",
        f"{MEANING}::test_a_transparent_all_day_event_is_free",
    ],
    "multi-day": [
        f"{CONFLICTS}::test_a_meeting_of_several_days_is_one_from_the_middle_of_it",
        f"{TIMES}::test_a_multi_day_event_is_seen_from_the_middle_of_it",
    ],
    "declined": [
        f"{CONFLICTS}::test_what_takes_no_time_is_none[declined]",
        f"{MEANING}::test_declined_is_what_the_owner_declined_and_nobody_else",
    ],
    "tentative": [
        f"{CONFLICTS}::test_what_takes_time_without_saying_much_is_one[tentative]",
        f"{MEANING}::test_a_tentative_event_says_so",
    ],
    "cancelled": [
        f"{CONFLICTS}::test_what_takes_no_time_is_none[cancelled]",
        f"{MEANING}::test_a_cancelled_event_says_so",
    ],
    "private without title": [
        f"{CONFLICTS}::test_what_takes_time_without_saying_much_is_one[private]",
        f"{MEANING}::test_a_private_event_has_no_title",
    ],
    "instance moved": [f"{SERIES}::test_a_moved_instance_is_where_it_was_moved_to"],
    "instance deleted": [
        f"{SERIES}::test_a_cancelled_instance_says_so_and_the_others_do_not",
        f"{SERIES}::test_an_excluded_instance_is_out_in_whichever_zone_it_is_named",
    ],
    "series split": [
        f"{SERIES}::test_a_series_split_in_two_has_each_instance_once",
        f"{SERIES}::test_a_series_changed_from_an_instance_on_is_changed_from_there_on",
    ],
    "member edits the block": [
        f"{ALL_CALENDARS}::test_what_its_owner_moved_stays_where_they_moved_it",
        f"{CONNECTED}::test_what_the_owner_does_in_the_calendar_wins",
    ],
    "member deletes the block": [
        f"{ALL_CALENDARS}::test_what_its_owner_deleted_stays_deleted",
        f"{SYNCING}::test_what_its_owner_deletes_is_left_out_until_they_say_otherwise",
    ],
    "touching": [
        f"{CONFLICTS}::test_what_takes_no_time_is_none[touches before]",
        f"{CONFLICTS}::test_what_takes_no_time_is_none[touches after]",
        f"{ALL_CALENDARS}::test_what_touches_is_not_in_it",
    ],
    "zero length": [
        f"{CONFLICTS}::test_what_takes_no_time_is_none[no length]",
        f"{TIMES}::test_an_event_of_no_length_is_there",
    ],
    "floating time": [f"{TIMES}::test_a_floating_time_is_the_owners"],
    "unknown TZID": [f"{TIMES}::test_an_unknown_zone_counts_as_none"],
    "Windows TZID": [f"{TIMES}::test_a_zone_of_windows_is_known_by_its_name"],
    "X-WR-TIMEZONE": [
        f"{TIMES}::test_the_calendars_zone_is_that_of_its_floating_times",
        f"{TIMES}::test_the_calendars_zone_says_nothing_about_times_in_utc",
    ],
    "UNTIL local": [f"{SERIES}::test_until_in_local_time_is_meant_in_the_zone_of_the_series"],
    "UNTIL in UTC": [f"{SERIES}::test_until_in_utc_takes_the_last_instance_along"],
    "COUNT over": [f"{SERIES}::test_a_count_that_is_over_gives_nothing_more"],
    "BYDAY=5FR": [f"{SERIES}::test_the_fifth_friday_is_in_months_that_have_one"],
    "29 February": [
        f"{SCHEDULE}::test_the_twenty_ninth_of_february_is_a_day_like_others",
        f"{SERIES}::test_the_29th_of_february_is_in_leap_years_alone",
    ],
    "RDATE/EXDATE zone mismatch": [
        f"{SERIES}::test_an_added_instance_is_in_in_whichever_zone_it_is_named",
        f"{SERIES}::test_an_excluded_instance_is_out_in_whichever_zone_it_is_named",
    ],
    "the same meeting in two calendars": [
        f"{CONFLICTS}::test_one_meeting_in_two_calendars_counts_once_and_two_instances_of_a_series_twice",
        f"{MICROSOFT}::test_one_meeting_has_one_uid_in_both_kinds_of_calendar",
    ],
    "token revoked": [
        f"{ALL_CALENDARS}::test_a_withdrawn_access_is_the_owners_to_mend",
        f"{CONNECTED}::test_a_dead_calendar_is_told_of_once_and_a_slow_one_is_tried_again",
    ],
    "token expired": [
        f"{CONSENT}::test_a_token_about_to_end_is_renewed_once_for_many_requests",
        f"{CONSENT}::test_a_token_that_ended_early_is_renewed_once_and_then_it_is_the_owners_turn",
    ],
    "calendar deleted": [
        f"{GOOGLE}::test_a_deleted_calendar_is_its_owners_to_mend",
        f"{CALDAV}::test_a_calendar_that_was_deleted_is_the_owners_to_mend",
        f"{MICROSOFT}::test_what_the_owner_can_mend_is_a_sentence_for_them",
    ],
    "403/429 quota": [
        f"{GOOGLE}::test_a_quota_is_waited_for",
        f"{MICROSOFT}::test_being_asked_to_wait_is_waiting",
        f"{SYNCING}::test_waiting_grows_up_to_six_hours_and_as_long_as_is_asked",
    ],
    "410 sync": [
        f"{GOOGLE}::test_a_token_that_has_ended_means_reading_all",
        f"{ALL_CALENDARS}::test_a_token_that_was_forgotten_tells_all_there_is",
    ],
    "server clock off": [
        f"{WEEKS}::test_a_clock_that_is_put_back_and_forward_again_doubles_nothing",
        f"{CONSENT}::test_a_token_that_ended_early_is_renewed_once_and_then_it_is_the_owners_turn",
        f"{CALDAV}::test_when_to_come_again_is_understood",
    ],
    "deactivated user": [f"{WEEKS}::test_of_a_deactivated_member_all_is_withdrawn"],
    "team and personal block together": [
        f"{CONFLICTS}::test_a_personal_block_over_the_teams_is_told_and_no_other_time_is_on_either",
        f"{WEEKS}::test_a_block_is_not_moved_onto_another_one",
    ],
    "poison rule": [
        f"{SERIES}::test_a_rule_without_bounds_leaves_its_series_out_and_the_others_in",
        f"{READER}::test_what_hangs_is_left_out_and_the_others_are_read",
    ],
    "reminder in quiet hours": [f"{BLOCKS}::test_a_reminder_in_quiet_hours_is_there_and_slack_keeps_it_quiet"],
    "year after 2038": [
        f"{SCHEDULE}::test_years_after_2038_have_their_summer_time",
        f"{FEED}::test_a_feed_of_years_after_2038_is_read_as_it_was_meant",
        f"{TIMES}::test_a_year_after_2038_has_its_summer_time",
    ],
    "rule changed mid-week": [
        f"{WEEKS}::test_a_rule_changed_in_the_middle_of_a_week_gives_that_week_no_two_blocks",
        f"{WEEKS}::test_a_block_that_is_to_come_before_another_rule_holds_stays_the_one_of_its_week",
        f"{WEEKS}::test_a_rule_changed_after_its_block_adds_none_to_that_week",
    ],
    "member joins on a Friday at 13:55": [
        f"{WEEKS}::test_who_joins_on_a_friday_at_13_55_has_a_block_in_five_minutes_and_hears_of_it",
        f"{WEEKS}::test_who_joins_when_the_block_has_begun_has_the_next_one",
    ],
    "country changed": [f"{WEEKS}::test_a_changed_country_brings_its_weekend_and_its_holidays"],
    "block longer than the working day": [f"{SCHEDULE}::test_a_block_longer_than_the_working_day_is_cut_to_it"],
    "two curators at once": [f"{BLOCKS}::test_two_curators_do_not_overwrite_each_other"],
    "feed secret leaked and revoked": [f"{BLOCKS}::test_leaving_closes_the_feed_and_a_new_address_ends_the_old_one"],
    "ICS titles with line breaks and commas": [
        f"{MEANING}::test_a_title_is_one_line_of_bounded_length",
        f"{WRITING}::test_a_hostile_title_is_only_a_title",
        f"{WRITING}::test_no_words_break_out_of_their_line",
    ],
}


@pytest.mark.parametrize(("case", "tests"), CASES.items(), ids=list(CASES))
def test_each_has_the_tests_that_are_named(case: str, tests: list[str]) -> None:
    for test in tests:
        file, name, parameter = re.fullmatch(r"(.+)::(\w+)(?:\[(.+)\])?", test, re.ASCII).groups()  # type: ignore[union-attr]
        assert name in functions(file), f"{case}: there is no {name} in {file}; name the test that took its place"
        assert parameter is None or f'"{parameter}"' in functions(file)[name], f"{case}: {name} has no {parameter!r}"


@cache
def functions(file: str) -> dict[str, str]:
    """Return the tests of a file with their text, decorators included."""
    text = (HERE / file).read_text()
    found = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {
        node.name: "\n".join(ast.get_source_segment(text, part) or "" for part in (*node.decorator_list, node))
        for node in found
    }
