"""Invitations by e-mail: what arrives can be read by any calendar, and no word of it can become a header."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import CalendarSettings
from bot.errors import SettingsError
from bot.ports.calendar import CalendarRefused, CalendarUnavailable, Protection
from bot.ports.invitation import Invitation, Method
from bot.providers.calendars import invitation as mail
from bot.providers.calendars.mail_server import Sender, read_server
from tests.counterparts.mail_server import MailDouble, mail_double, trusting

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2026, 11, 27, 14, tzinfo=BERLIN)
SENDER = Sender("Thrice", "thrice@example.com")
FRIDAY = Invitation(
    Method.REQUEST,
    uid="0123456789abcdefv0123456789abcde",
    sequence=0,
    address="amina@example.com",
    name="Amina Adams",
    starts=STARTS,
    ends=STARTS + timedelta(hours=2),
    title="Learning block",
    description="Three cards are due.",
    protection=Protection.FIRM,
    sent_at=datetime(2026, 11, 25, 9, tzinfo=UTC),
)


def through(double: MailDouble, *, scheme: str = "smtp", login: str = "", deadline: float = 5) -> mail.EmailInvitations:
    server = read_server(f"{scheme}://{login}localhost:{double.port}")
    return mail.EmailInvitations(server, SENDER, tls=trusting(), deadline=deadline)


def event_in(message: EmailMessage) -> tuple[icalendar.Calendar, icalendar.Event]:
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert isinstance(calendar, icalendar.Calendar)
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.events
    return calendar, event


# --- what arrives -------------------------------------------------------------------------------------------------


async def test_an_invitation_arrives_as_words_and_as_a_calendar() -> None:
    async with mail_double() as double:
        await through(double).send(FRIDAY)
        (message,) = double.taken
    assert double.recipients == [["amina@example.com"]]
    assert message["Subject"] == "Learning block"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/calendar"]
    words = message.get_body(("plain",))
    assert words is not None
    assert "Friday 27 November 2026, 14:00 to 16:00 (Europe/Berlin)" in words.get_content()
    calendar, event = event_in(message)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (FRIDAY.uid, 0, "CONFIRMED", "OPAQUE")
    assert (event.start, event.end) == (FRIDAY.starts, FRIDAY.ends)
    assert str(event["ORGANIZER"]) == "mailto:thrice@example.com"
    assert str(event["ATTENDEE"]) == "mailto:amina@example.com"
    assert event.alarms.times[0].trigger == STARTS - timedelta(minutes=10)
    assert {str(zone["TZID"]) for zone in calendar.timezones} == {"Europe/Berlin"}


async def test_a_series_has_its_rule_and_what_is_left_out() -> None:
    series = replace(FRIDAY, rule="FREQ=WEEKLY;BYDAY=FR", left_out=(STARTS + timedelta(days=7),))
    async with mail_double() as double:
        await through(double).send(series)
        _, event = event_in(double.taken[0])
    assert event["RRULE"] == {"FREQ": ["WEEKLY"], "BYDAY": ["FR"]}
    assert event.exdates == [STARTS + timedelta(days=7)]


async def test_one_of_a_series_that_moved_says_which_one() -> None:
    starts = STARTS + timedelta(days=-1, hours=1)
    moved = replace(FRIDAY, sequence=3, instance=STARTS, starts=starts, ends=starts + timedelta(hours=2))
    async with mail_double() as double:
        await through(double).send(moved)
        _, event = event_in(double.taken[0])
    assert (event["RECURRENCE-ID"].dt, event["SEQUENCE"], event.start) == (STARTS, 3, starts)
    assert "RRULE" not in event


async def test_taking_it_back_cancels_the_same_event() -> None:
    async with mail_double() as double:
        await through(double).send(replace(FRIDAY, method=Method.CANCEL, sequence=1))
        (message,) = double.taken
    calendar, event = event_in(message)
    assert message["Subject"] == "Cancelled: Learning block"
    assert (calendar["METHOD"], event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", FRIDAY.uid)


async def test_a_soft_block_is_shown_as_free() -> None:
    async with mail_double() as double:
        await through(double).send(replace(FRIDAY, protection=Protection.SOFT))
        _, event = event_in(double.taken[0])
    assert (event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == ("TRANSPARENT", "FREE")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Europe/Dublin", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("year", [2026, 2037, 2045])
async def test_the_zone_that_is_sent_says_the_same_as_ours(zone: str, year: int) -> None:
    begin = datetime(year, 1, 1, 12, tzinfo=ZoneInfo(zone))
    message = mail.written(replace(FRIDAY, starts=begin, ends=begin + timedelta(hours=2)), SENDER)
    calendar, event = event_in(message)
    assert event.start == begin
    assert len(calendar.timezones) == (zone != "UTC")
    for sent in calendar.timezones:
        there = sent.to_tz(lookup_tzid=False)
        for hour in range(0, 366 * 24, 3):
            wall = (begin + timedelta(hours=hour)).replace(tzinfo=None)
            ours = wall.replace(tzinfo=ZoneInfo(zone))
            if ours.utcoffset() == ours.replace(fold=1).utcoffset():
                assert there.utcoffset(wall) == ours.utcoffset(), wall


# --- once ---------------------------------------------------------------------------------------------------------


def test_a_second_try_is_the_same_message_and_another_version_is_not() -> None:
    first = mail.written(FRIDAY, SENDER)
    assert bytes(mail.written(FRIDAY, SENDER)) == bytes(first)
    others = [
        replace(FRIDAY, sequence=1),
        replace(FRIDAY, method=Method.CANCEL),
        replace(FRIDAY, instance=STARTS),
        replace(FRIDAY, address="bo@example.com"),
        replace(FRIDAY, uid="1123456789abcdefv0123456789abcde"),
    ]
    ids = {str(mail.written(other, SENDER)["Message-ID"]) for other in others} | {str(first["Message-ID"])}
    assert len(ids) == 6


# --- hostile words ------------------------------------------------------------------------------------------------

HOSTILE = [
    "x\r\nBcc: everybody@example.com",
    "x\n\nATTENDEE:mailto:everybody@example.com",
    'x";MEMBER="mailto:everybody@example.com',
    "x\x00\x0b\x85\u2028y",
    "BEGIN:VEVENT\r\nEND:VCALENDAR",
    "=?utf-8?q?Bcc=3A_everybody=40example.com?=",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "; , \\ : ^ ' %",
    "",
    "long " * 400,
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_no_word_becomes_a_header_a_guest_or_an_event(words: str) -> None:
    hostile = replace(FRIDAY, title=words, name=words, description=words)
    async with mail_double() as double:
        await through(double).send(hostile)
        (message,) = double.taken
    assert double.recipients == [["amina@example.com"]]
    expected = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == expected
    assert [address.addr_spec for address in message["To"].addresses] == ["amina@example.com"]
    calendar, event = event_in(message)
    assert len(calendar.events) == 1
    assert str(event["ATTENDEE"]) == "mailto:amina@example.com"
    assert "MEMBER" not in event["ATTENDEE"].params
    assert not set(event["ATTENDEE"].params["CN"]) & set('"\r\n\x00')


@given(title=st.text(max_size=60), name=st.text(max_size=60), description=st.text(max_size=60))
def test_any_words_can_be_sent(title: str, name: str, description: str) -> None:
    message = mail.written(replace(FRIDAY, title=title, name=name, description=description), SENDER)
    raw = bytes(message)
    assert b"\nBcc" not in raw
    event_in(message)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "amina",
        "@example.com",
        "amina@",
        "a@b@c",
        "a b@example.com",
        "a@example.com\r\nBcc: x@y.z",
        "a@example.com,b@x.y",
        "<a@example.com>",
        '"a"@example.com',
        "a@exam\x00ple.com",
        "a" * 250 + "@example.com",
    ],
)
async def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    async with mail_double() as double:
        with pytest.raises(CalendarRefused, match="no e-mail address"):
            await through(double).send(replace(FRIDAY, address=address))
        assert double.taken == []


# --- the server ---------------------------------------------------------------------------------------------------


async def test_a_password_goes_through_tls() -> None:
    async with mail_double(starttls=True, user="thrice", password="p@ss:w/rd") as double:
        await through(double, login="thrice:p%40ss%3Aw%2Frd@").send(FRIDAY)
        assert double.was_encrypted == [True]
    async with mail_double(wrapped=True, user="thrice", password="secret") as double:
        await through(double, scheme="smtps", login="thrice:secret@").send(FRIDAY)
        assert double.was_encrypted == [True]


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    async with mail_double(starttls=True) as double:
        server = read_server(f"smtp://localhost:{double.port}")
        with pytest.raises(CalendarUnavailable, match="SSLCertVerificationError"):
            await mail.EmailInvitations(server, SENDER, deadline=5).send(FRIDAY)
        assert double.taken == []


async def test_a_password_is_said_aloud_on_this_machine_only() -> None:
    async with mail_double(user="thrice", password="secret") as double:
        await through(double, login="thrice:secret@").send(FRIDAY)
        assert len(double.taken) == 1
    async with mail_double(user="thrice", password="secret", host="127.0.0.2") as double:
        # An address that our code does not take for this machine.
        elsewhere = read_server(f"smtp://thrice:secret@127.0.0.2:{double.port}")
        with pytest.raises(CalendarUnavailable, match="SMTPNotSupportedError"):
            await mail.EmailInvitations(elsewhere, SENDER, deadline=5).send(FRIDAY)
        assert double.taken == []


async def test_who_has_no_such_address_is_told_and_a_busy_server_is_tried_again() -> None:
    async with mail_double(rcpt="550 5.1.1 amina@example.com unknown") as double:
        with pytest.raises(CalendarRefused, match="refuses invitations") as refused:
            await through(double).send(FRIDAY)
        assert "amina" not in str(refused.value)
    async with mail_double(rcpt="451 4.7.1 greylisted") as double:
        with pytest.raises(CalendarUnavailable, match="451"):
            await through(double).send(FRIDAY)


@pytest.mark.parametrize("options", [{"data": "554 5.7.1 no such words here"}, {"user": "thrice", "password": "other"}])
async def test_what_the_operator_has_to_mend_troubles_no_member(options: dict[str, str]) -> None:
    async with mail_double(**options) as double:
        with pytest.raises(CalendarUnavailable) as raised:
            await through(double, login="thrice:secret@" if "user" in options else "").send(FRIDAY)
        assert "words" not in str(raised.value)
        assert "secret" not in str(raised.value)


async def test_a_slow_server_is_not_waited_for() -> None:
    async with mail_double(slow=3) as double:
        with pytest.raises(CalendarUnavailable):
            await through(double, deadline=0.3).send(FRIDAY)


async def test_a_server_that_is_not_there() -> None:
    async with mail_double() as double:
        pass
    with pytest.raises(CalendarUnavailable, match="ConnectionRefusedError"):
        await through(double).send(FRIDAY)


# --- settings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", ("mail.example.com", 587, False, None, None)),
        ("smtps://u:p@mail.example.com", ("mail.example.com", 465, True, "u", "p")),
        ("smtp://u%40x:p%2F@[::1]:25/", ("::1", 25, False, "u@x", "p/")),
    ],
)
def test_the_address_of_a_server_is_read(url: str, server: tuple[object, ...]) -> None:
    found = read_server(url)
    assert (found.host, found.port, found.wrapped, found.user, found.password) == server
    assert "p%2F" not in repr(found)


@pytest.mark.parametrize(
    "url", ["mail.example.com", "http://x", "smtp://", "smtp://u:hunter2@x:99999", "smtp://x/?a=b"]
)
def test_what_is_none_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="THRICE_SMTP_URL") as raised:
        read_server(url)
    assert "hunter2" not in str(raised.value)


def test_settings_make_a_way_to_send_or_say_what_is_missing() -> None:
    def made(**values: str) -> mail.EmailInvitations | None:
        return mail.made(CalendarSettings.model_validate(values))

    assert made() is None
    assert made(THRICE_SMTP_URL="smtp://x", THRICE_SMTP_FROM="thrice@example.com") is not None
    with pytest.raises(SettingsError, match="THRICE_SMTP_FROM"):
        made(THRICE_SMTP_URL="smtp://x")
    with pytest.raises(SettingsError, match="THRICE_SMTP_FROM"):
        made(THRICE_SMTP_URL="smtp://x", THRICE_SMTP_FROM="Thrice\r\nBcc: a@b.c")
