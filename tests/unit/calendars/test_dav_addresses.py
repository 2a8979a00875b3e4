"""Which addresses a calendar may have, and where its server may send its owner's password."""

import socket

import pytest
from yarl import URL

from bot.ports.calendar import CalendarRefused
from bot.providers.calendars.dav.addresses import CarefulResolver, checked, followed, is_forbidden


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("https://cloud.example.com/remote.php/dav/", "https://cloud.example.com/remote.php/dav/"),
        ("cloud.example.com", "https://cloud.example.com/"),
        (" cloud.example.com/dav ", "https://cloud.example.com/dav"),
        ("bo@fastmail.com", "https://fastmail.com/"),
        ("https://bo:secret@cloud.example.com/dav?x=1#y", "https://cloud.example.com/dav"),
        ("https://cloud.example.com:8443", "https://cloud.example.com:8443/"),
        ("https://192.168.1.10/dav/", "https://192.168.1.10/dav/"),
        ("https://[fd00::1]/", "https://[fd00::1]/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_what_a_member_types_is_understood(typed: str, asked: str) -> None:
    assert str(checked(typed, allow_http=False)) in (asked, str(URL(asked)))


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "https://", "http://cloud.example.com/", "file:///etc/passwd", "ftp://cloud.example.com/",
        "gopher://cloud.example.com/", "https://localhost/", "https://LOCALHOST./", "https://127.0.0.1/",
        "https://127.1.2.3/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/", "https://0.0.0.0/", "https://224.0.0.1/", "https://a.example:notaport/",
        "https://" + "a" * 3000, "javascript:alert(1)", "https://[::1",
    ],
)  # fmt: skip
def test_what_is_no_calendar_of_anybodys_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(CalendarRefused) as raised:
        checked(typed, allow_http=False)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    ("base", "said", "target"),
    [
        ("https://a.example.com/x/", "/y/", "https://a.example.com/y/"),
        ("https://a.example.com/x/", "y", "https://a.example.com/x/y"),
        ("https://a.example.com/", "https://a.example.com:8443/", "https://a.example.com:8443/"),
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com:443/1/", "https://p42-caldav.icloud.com/1/"),
        ("https://example.com/", "https://dav.example.com/", "https://dav.example.com/"),
        ("https://a.house.co.uk/", "https://b.house.co.uk/", "https://b.house.co.uk/"),
        ("https://a.example.com/", "https://x:y@a.example.com/z", "https://a.example.com/z"),
        ("https://a.example.com/", "/a%20b/%2F/", "https://a.example.com/a%20b/%2F/"),
    ],
)
def test_a_server_may_point_to_its_own_house(base: str, said: str, target: str) -> None:
    assert str(followed(URL(base), said, allow_http=False)) == target


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("https://a.example.com/", "https://evil.com/"),
        ("https://a.example.com/", "//evil.com/"),
        ("https://a.example.com/", "http://a.example.com/"),
        ("https://a.co.uk/", "https://b.co.uk/"),
        ("https://a.com.au/", "https://b.com.au/"),
        ("https://a.com/", "https://b.com/"),
        ("https://10.0.0.1/", "https://11.0.0.1/"),
        ("https://a.example.com/", "https://localhost/"),
        ("https://a.example.com/", "https://169.254.169.254/"),
        ("https://a.example.com/", "file:///etc/passwd"),
        ("https://a.example.com/", "https://a.example.com.evil.com/"),
        ("https://a.example.com/", "https://evil-example.com/"),
        ("https://a.example.com/", "https://[::1"),
        ("https://a.example.com/", "/" + "a" * 3_000),
    ],
)
def test_a_password_is_led_nowhere_else(base: str, said: str) -> None:
    with pytest.raises(CalendarRefused):
        followed(URL(base), said, allow_http=False)


def test_http_leads_to_https_of_the_same_server() -> None:
    assert followed(URL("http://a.example.com/"), "https://a.example.com/", allow_http=True).scheme == "https"
    with pytest.raises(CalendarRefused, match="without encryption"):
        followed(URL("https://a.example.com/"), "http://a.example.com/", allow_http=True)


@pytest.mark.parametrize("host", ["10.0.0.1", "192.168.0.1", "172.16.0.1", "fd00::1", "8.8.8.8", "cloud.example.com"])
def test_private_networks_are_allowed(host: str) -> None:
    assert not is_forbidden(host)


async def test_a_name_that_leads_to_this_machine_is_unknown() -> None:
    resolver = CarefulResolver()
    with pytest.raises(OSError, match="this machine"):
        await resolver.resolve("localhost", 443, socket.AF_INET)
    await resolver.close()
