"""Blocks as iCalendar objects: read by us and by others as they were meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.ports.calendar import BlockEvent, Protection
from bot.providers.calendars.dav.writing import as_object
from bot.providers.calendars.reading import objects
from bot.providers.calendars.reading.wire import Window

UID = "0123456789abcdefv0123456789abcde"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca",
    "America/St_Johns", "Pacific/Chatham", "Africa/Cairo", "Europe/Dublin", "America/Sao_Paulo", "UTC",
)  # fmt: skip


def written(starts: datetime, hours: float = 2, title: str = "Learning block", description: str = "") -> str:
    block = BlockEvent(UID, starts, starts + timedelta(hours=hours), title, description, Protection.FIRM)
    return as_object(block, now=NOW, is_new=True).decode()


@given(
    zone=st.sampled_from(ZONES),
    second=st.integers(0, 37 * 365 * 86_400),
    minutes=st.integers(1, 3000),
)
def test_a_block_is_read_as_it_was_written(zone: str, second: int, minutes: int) -> None:
    here = ZoneInfo(zone)
    starts = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(here)
    ends = (starts.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(here)
    block = BlockEvent(UID, starts, ends, "Learning block", "", Protection.FIRM)
    text = as_object(block, now=NOW, is_new=True).decode()
    seen = objects.block(text, Window(NOW, NOW, here))
    assert seen is not None
    assert (seen.starts.astimezone(UTC), seen.ends.astimezone(UTC)) == (starts.astimezone(UTC), ends.astimezone(UTC))


def test_other_programs_read_the_zone_from_its_definition() -> None:
    text = written(datetime(2026, 7, 3, 14, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    unknown = text.replace("Europe/Berlin", "Somewhere Else")
    (event,) = Calendar.from_ical(unknown).walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 7, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_time_that_comes_twice_is_the_one_that_was_meant(fold: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    starts = datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold)
    seen = objects.block(written(starts), Window(NOW, NOW, berlin))
    assert seen is not None
    assert seen.starts.astimezone(UTC) == starts.astimezone(UTC)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_break_out_of_their_line(title: str, description: str) -> None:
    starts = datetime(2026, 11, 27, 14, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    text = written(starts, title=title, description=description)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["UID"]) == UID
    assert len(event.subcomponents) == 1
    assert set(event) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS", "CATEGORIES", "X-THRICE-BLOCK",
    }  # fmt: skip
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.parametrize("title", ["a\r\nATTENDEE:mailto:x@example.com", "x\nEND:VEVENT\nBEGIN:VEVENT", "\x00\x07;,\\"])
def test_a_hostile_title_is_only_a_title(title: str) -> None:
    text = written(datetime(2026, 11, 27, 14, 0, tzinfo=ZoneInfo("Europe/Berlin")), title=title, description=title)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert "\x00" not in text
