"""Whatever a calendar's server says of an event: it is read as something that can be kept and shown, or left out."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.ports.calendar import CalendarRefused, CalendarUnavailable, Meeting, Standing
from bot.providers.calendars import google_events, microsoft_events
from bot.providers.calendars.wire import _parsed
from tests.contracts.test_google_calendar import google
from tests.contracts.test_microsoft_calendar import microsoft
from tests.support.connections import SINCE, UID, UNTIL, friday

ZONE = ZoneInfo("Australia/Lord_Howe")
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "cancelled", "tentative", "declined", "free", "oof", "private", "focusTime", "2026-11-27", "9999-12-31",
            "0001-01-01T00:00:00+14:00", "2026-11-27T14:00:00", "2026-11-27T25:00:00Z", "-0001-01-01", "UTC", "\ud800",
            "a\x00b", "Hawaiian Standard Time", "Europe/../../etc/passwd", f"thrice{UID}", "a" * 2000,
            "040000008200E00074C5B7101A82E008", "040000008200E00074C5B7101A82E00800" + "FF" * 40,
        ]
    )
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "id", "iCalUID", "iCalUId", "transactionId", "status", "summary", "subject", "visibility",
        "sensitivity", "start", "end", "date", "dateTime", "timeZone", "organizer", "attendees", "email",
        "emailAddress", "address", "self", "type", "resource", "responseStatus", "response", "showAs",
        "isAllDay", "isCancelled", "isOrganizer", "eventType", "transparency",
        "singleValueExtendedProperties", "value", "etag", "isReminderOn", "bodyPreview",
    ]
)  # fmt: skip
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=12
)
SOUND: dict[str, Any] = {
    "id": "a",
    "start": {"dateTime": "2026-11-27T14:00:00Z", "timeZone": "UTC"},
    "end": {"dateTime": "2026-11-27T15:00:00Z", "timeZone": "UTC"},
}
# A sound event of which some is replaced: what is unsound as a whole is left out at the first look.
ITEMS = st.dictionaries(NAMES, VALUES, max_size=8).map(lambda item: {**SOUND, **item})


def said(item: dict[str, Any]) -> dict[str, Any]:
    """The item as it comes over the wire."""
    parsed = _parsed(json.dumps(item).encode())
    assert parsed is not None
    return dict(parsed)


def is_sound(found: Meeting | Standing | None) -> None:
    if found is None:
        return
    assert found.starts.tzinfo is ZONE
    assert found.ends >= found.starts
    kept = [found.uid, *([found.title or "", *found.attendees] if isinstance(found, Meeting) else [found.version])]
    assert all("\x00" not in text and len(text) < 3000 and text.encode() is not None for text in kept)


@given(ITEMS)
def test_whatever_google_says_of_an_event(item: dict[str, Any]) -> None:
    is_sound(google_events.meeting(said(item), ZONE))
    is_sound(google_events.standing(said(item), ZONE))
    assert google_events.is_as(said(item), friday()) in (True, False)


@given(ITEMS)
def test_whatever_graph_says_of_an_event(item: dict[str, Any]) -> None:
    is_sound(microsoft_events.meeting(said(item), ZONE, None))
    is_sound(microsoft_events.standing(said(item), UID, ZONE))
    assert microsoft_events.is_as(said(item), friday()) in (True, False)


@given(st.text())
def test_any_uid_has_another_name_or_keeps_its_own(found: str) -> None:
    assert isinstance(microsoft_events.common_uid("040000008200E00074C5B7101A82E008" + found), str)


async def test_a_thousand_absurd_answers_break_nothing() -> None:
    absurd: list[Any] = [None, 5, "x", [], {}, [[]], {"id": []}, {"value": {}}, 1e308, True]
    async with google() as (google_double, first), microsoft() as (graph_double, second):
        for outer in absurd:
            for inner in absurd:
                raw = json.dumps(
                    {"kind": "calendar#events", "items": outer, "value": inner, "nextSyncToken": inner}
                ).encode()
                for double, calendar in ((google_double, first), (graph_double, second)):
                    for ask in (
                        lambda calendar=calendar: calendar.meetings(SINCE, UNTIL),
                        lambda calendar=calendar: calendar.changes(None),
                        lambda calendar=calendar: calendar.look(),
                        lambda calendar=calendar: calendar.put(friday(), version=None),
                        lambda calendar=calendar: calendar.remove(UID, version="x"),
                    ):
                        for _ in range(3):
                            double.trouble.says(raw)
                        try:
                            await ask()
                        except (CalendarUnavailable, CalendarRefused):
                            continue
                        finally:
                            double.trouble.clears()
