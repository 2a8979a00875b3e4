"""What foreign meetings mean to their owner: free, tentative, declined, private, whose they are."""

import pytest

from bot.ports.calendar import Meeting
from bot.providers.calendars.reading import objects
from bot.providers.calendars.reading.series import Unreadable
from tests.support.calendars import BERLIN, OWNER, a_meeting, calendar, event, window

AT = ("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H")
FRIDAY = window("2026-11-27", "2026-11-28")
AMINA = "ORGANIZER;CN=Amina:mailto:Amina@Example.com"


def found(*lines: str) -> Meeting:
    (meeting,) = objects.meetings(a_meeting(*AT, *lines), FRIDAY)
    return meeting


def test_a_plain_meeting_is_busy_and_its_owners() -> None:
    meeting = found("SUMMARY:Plan")
    assert meeting == Meeting("m1@example.com", meeting.starts, meeting.ends, "Plan", is_own=True)


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_a_transparent_event_is_free(line: str) -> None:
    assert found(line).is_free
    assert not found("TRANSP:OPAQUE").is_free


def test_a_transparent_all_day_event_is_free() -> None:
    (meeting,) = objects.meetings(a_meeting("DTSTART;VALUE=DATE:20261127", "TRANSP:TRANSPARENT"), FRIDAY)
    assert meeting.is_free
    assert meeting.all_day


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:TENTATIVE",
        f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{OWNER}",
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
    ],
)
def test_a_tentative_event_says_so(line: str) -> None:
    assert found(line).is_tentative
    assert not found("STATUS:CONFIRMED").is_tentative


def test_a_cancelled_event_says_so() -> None:
    assert found("STATUS:CANCELLED").is_cancelled


def test_declined_is_what_the_owner_declined_and_nobody_else() -> None:
    assert found(AMINA, f"ATTENDEE;PARTSTAT=DECLINED;CN=Bo:MAILTO:{OWNER.upper()}").is_declined
    other = found(
        AMINA, f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER}", "ATTENDEE;PARTSTAT=DECLINED:mailto:c@example.com"
    )
    assert not other.is_declined


def test_an_owner_who_is_named_by_a_path_is_known_by_the_address_beside_it() -> None:
    assert found(AMINA, f'ATTENDEE;PARTSTAT=DECLINED;EMAIL="{OWNER}":/principals/42/').is_declined


def test_people_are_named_by_their_addresses_in_lower_case() -> None:
    meeting = found(AMINA, f"ATTENDEE:mailto:{OWNER}", "ATTENDEE:mailto:Chen@Example.com", "ATTENDEE:urn:uuid:7")
    assert meeting.organizer == "amina@example.com"
    assert meeting.attendees == ("chen@example.com",)
    assert not meeting.is_own


def test_what_the_owner_organises_is_their_own() -> None:
    assert found(f"ORGANIZER:mailto:{OWNER}", "ATTENDEE:mailto:chen@example.com").is_own


def test_a_thousand_attendees_are_a_hundred() -> None:
    assert len(found(AMINA, *(f"ATTENDEE:mailto:a{number}@example.com" for number in range(1000))).attendees) == 100


@pytest.mark.parametrize("kind", ["PRIVATE", "CONFIDENTIAL", "private"])
def test_a_private_event_has_no_title(kind: str) -> None:
    assert found(f"CLASS:{kind}", "SUMMARY:Doctor").title is None
    assert found("CLASS:PUBLIC", "SUMMARY:Plan").title == "Plan"


def test_out_of_office_is_what_outlook_calls_it() -> None:
    assert found("X-MICROSOFT-CDO-BUSYSTATUS:OOF").is_out_of_office


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plan\\, then\\ndo\\; done", "Plan, then do; done"),
        ("Plan\\nB\\n\\n", "Plan B"),
        ("   ", None),
        ("x" * 5000, "x" * 200),
        ("Kaf\r\n fee", "Kaffee"),
        ("C:\\\\temp", "C:\\temp"),
    ],
)
def test_a_title_is_one_line_of_bounded_length(written: str, read: str | None) -> None:
    assert found(f"SUMMARY:{written}").title == read


def test_an_event_without_uid_has_one() -> None:
    text = a_meeting(*AT).replace("UID:m1@example.com\r\n", "")
    (meeting,) = objects.meetings(text, FRIDAY)
    assert meeting.uid


def test_the_same_meeting_has_the_same_uid_in_two_calendars() -> None:
    once, again = found("SUMMARY:Plan"), found(AMINA, "SUMMARY:Plan (copy)")
    assert (once.uid, once.starts) == (again.uid, again.starts)


@pytest.mark.parametrize("mark", ["X-THRICE-BLOCK:1", "CATEGORIES:Work,Thrice"])
def test_blocks_of_ours_are_no_meetings(mark: str) -> None:
    text = calendar(event(*AT, mark, "SUMMARY:Learning", uid="ours"), event(*AT, "CATEGORIES:Work"))
    assert [meeting.uid for meeting in objects.meetings(text, FRIDAY)] == ["m1@example.com"]


def test_a_block_of_ours_is_read_as_it_stands() -> None:
    seen = objects.block(a_meeting(*AT, "X-THRICE-BLOCK:1", "SUMMARY:Learning", uid="0123456789abcdefv"), FRIDAY)
    assert seen is not None
    assert (seen.uid, seen.title, seen.starts.hour, seen.ends.hour) == ("0123456789abcdefv", "Learning", 14, 15)
    assert seen.starts.tzinfo is BERLIN


@pytest.mark.parametrize("lines", [(), ("X-THRICE-BLOCK:1", "STATUS:CANCELLED")])
def test_what_is_no_block_of_ours_or_cancelled_is_none(lines: tuple[str, ...]) -> None:
    assert objects.block(a_meeting(*AT, *lines), FRIDAY) is None


def test_what_is_no_calendar_is_not_read() -> None:
    for text in ("", "hello", event(*AT), "BEGIN:VCALENDAR\r\n", a_meeting("SUMMARY:" + "x" * 1_000_000)):
        with pytest.raises((Unreadable, ValueError)):
            objects.meetings(text, FRIDAY)


def test_more_meetings_than_anybody_has_are_not_read() -> None:
    text = a_meeting("DTSTART:20200101T000000Z", "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11")
    with pytest.raises(Unreadable):
        objects.meetings(text, window("2026-01-01", "2026-12-31"))


def test_a_byte_order_mark_is_not_part_of_a_calendar() -> None:
    assert len(objects.meetings("\ufeff" + a_meeting(*AT), FRIDAY)) == 1
