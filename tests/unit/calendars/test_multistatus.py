"""Answers of WebDAV servers, whole and broken, in pieces of any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.calendars.dav.client import strong
from bot.providers.calendars.dav.multistatus import CALDAV, DAV, MOST_KEPT, Malformed, Multistatus

SAID = b"""<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:response><d:href>/a.ics</d:href><d:propstat><d:prop><d:getetag>"1"</d:getetag>
<c:calendar-data>BEGIN:VCALENDAR &amp; more</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
<d:propstat><d:prop><d:displayname>no</d:displayname></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
</d:response><d:response><d:href>/b.ics</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>
<d:sync-token>http://x/7</d:sync-token></d:multistatus>"""


def read(said: bytes, size: int = 1_000_000) -> Multistatus:
    answer = Multistatus()
    for first in range(0, len(said), size):
        answer.feed(said[first : first + size])
    answer.feed(b"", is_last=True)
    return answer


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_an_answer_in_pieces_is_the_answer(size: int) -> None:
    answer = read(SAID, size)
    first, second = answer.resources
    assert (first.href, first.status, first.said(f"{DAV}getetag")) == ("/a.ics", 200, '"1"')
    assert first.said(f"{CALDAV}calendar-data") == "BEGIN:VCALENDAR & more"
    assert f"{DAV}displayname" not in first.properties
    assert (second.href, second.status) == ("/b.ics", 404)
    assert answer.sync_token == "http://x/7"


@pytest.mark.parametrize(
    "said",
    [
        b"", b"hello", SAID[:-20], SAID + b"<again/>", b"<a>" * 10_000, b"<a xmlns:x='y'><x:b></a>",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', b"<!DOCTYPE a><a/>", b"<a>&undefined;</a>",
        b'<?xml version="1.0" encoding="nonsense"?><a/>', b"\x00", b"<a>\xff</a>",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_malformed(said: bytes) -> None:
    with pytest.raises(Malformed):
        read(said)


@given(st.integers(0, len(SAID) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_answer_is_read_or_malformed_and_nothing_else(at: int, damage: bytes) -> None:
    try:
        read(SAID[:at] + damage + SAID[at + len(damage) :])
    except Malformed:
        return


def test_more_resources_than_anybody_has_are_cut() -> None:
    one = b"<response><href>/x</href></response>"
    answer = read(b'<multistatus xmlns="DAV:">' + one * 20_010 + b"</multistatus>")
    assert answer.is_cut
    assert len(answer.resources) == 20_000


def test_a_text_that_is_too_long_is_empty_and_the_others_stay() -> None:
    said = SAID.replace(b"BEGIN:VCALENDAR", b"x" * 1_000_001)
    first, second = read(said).resources
    assert first.said(f"{CALDAV}calendar-data") == ""
    assert second.href == "/b.ics"


def test_what_is_not_kept_takes_no_room() -> None:
    one = b"<response><href>/x</href></response>"
    answer = Multistatus(lambda href: href == "/mine")
    answer.feed(b'<multistatus xmlns="DAV:">' + one * 310_000)
    answer.feed(one.replace(b"/x", b"/mine") + b"</multistatus>", is_last=True)
    assert [each.href for each in answer.resources] == ["/mine"]
    assert not answer.is_cut


def test_one_resource_with_more_in_it_than_anybody_has_is_malformed() -> None:
    with pytest.raises(Malformed):
        read(b'<multistatus xmlns="DAV:"><response>' + b"<a/>" * 400_000)


def test_a_tag_without_an_end_is_given_up() -> None:
    with pytest.raises(Malformed, match="without an end"):
        read(b'<multistatus xmlns="DAV:" a="' + b"x" * 12_000_000, 60_000)


@pytest.mark.parametrize("wrapped", [b"<![CDATA[%s]]>", b"%s"])
def test_a_long_text_in_pieces_is_a_text(wrapped: bytes) -> None:
    long = (b"BEGIN:VCALENDAR\r\n" + b"DESCRIPTION:" + b"x" * 60 + b"\r\n") * 9_000
    said = SAID.replace(b"BEGIN:VCALENDAR &amp; more", wrapped % long)
    assert len(read(said, 60_000).resources[0].said(f"{CALDAV}calendar-data")) > 700_000
    plain = SAID.replace(b"BEGIN:VCALENDAR &amp; more", wrapped % (b"x" * 3_000_000))
    assert [each.href for each in read(plain, 60_000).resources] == ["/a.ics", "/b.ics"]


@pytest.mark.parametrize(
    ("letters", "is_kept"), [(1, True), (MOST_KEPT, True), (MOST_KEPT + 1, False), (500_000, False)]
)
def test_tokens_and_versions_longer_than_anybodys_are_none(letters: int, is_kept: bool) -> None:
    token = "t" * letters
    said = Multistatus()
    said.feed(f'<multistatus xmlns="DAV:"><sync-token>{token}</sync-token></multistatus>'.encode(), is_last=True)
    assert said.sync_token == (token if is_kept else None)
    assert strong(f" W/{token}") == (token if is_kept else None)
