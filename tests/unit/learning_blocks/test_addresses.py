"""Addresses: what Thrice writes to, and that nothing that is typed reaches anybody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning_blocks.addresses import BadAddress, counted_as, plain, read_address
from bot.providers.calendars.mail_server import addressed


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Lena.Adams+learning@Example.COM ", "Lena.Adams+learning@example.com"),
        ("o'neill@example.co.uk", "o'neill@example.co.uk"),
        ("lena@bücher.example", "lena@xn--bcher-kva.example"),
        ("lena@xn--bcher-kva.example", "lena@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_read(typed: str, address: str) -> None:
    assert read_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please give"),
        ("lena", "no e-mail address"),
        ("@example.com", "no e-mail address"),
        ("lena@", "no e-mail address"),
        ("lena@localhost", "a domain such as"),
        ("lena@192.168.0.1.", "a domain such as"),
        ("lena@[127.0.0.1]", "a domain such as"),
        ("lena@exam ple.com", "a domain such as"),
        ("lena@-x.com", "a domain such as"),
        ("lena@example..com", "a domain such as"),
        ("lena@" + "x" * 64 + ".com", "a domain such as"),
        ("lena@faß.example", "begins with xn--"),
        ("лена@example.com", "other than a to z"),
        ("a@b@example.com", "one alone"),
        ("a,b@example.com", "one alone"),
        ("a;b@example.com", "one alone"),
        (".lena@example.com", "one alone"),
        ("le..na@example.com", "one alone"),
        ('"lena"@example.com', "one alone"),
        ("<lena@example.com>", "a domain such as"),
        ("Lena <lena@example.com>", "a domain such as"),
        ("lena\r\nBcc: x@example.com", "one alone"),
        ("lena@example.com\r\nBcc: x", "a domain such as"),
        ("lena@example.com\x00", "a domain such as"),
        ("lena%0d%0aBcc:x@example.com", "one alone"),
        ("x" * 65 + "@example.com", "one alone"),
        ("x" * 100_000 + "@example.com", "at most 254"),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(BadAddress, match=said):
        read_address(typed)


@given(st.text(max_size=80) | st.from_regex(r"[a-z.+\r\n,<>@ ]{1,20}@[a-zß.\r\n -]{1,20}", fullmatch=True))
def test_whatever_is_taken_is_one_address_and_no_header(typed: str) -> None:
    try:
        address = read_address(typed)
    except BadAddress:
        return
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address
    held = addressed(address)
    assert held is not None
    assert held.addr_spec == address
    assert read_address(address) == address


def test_what_goes_to_one_mailbox_is_counted_together() -> None:
    assert counted_as("Lena+1@Example.com") == counted_as("lena+two@example.com") == "lena@example.com"
    assert counted_as("leni@example.com") != counted_as("lena@example.com")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Lena O'Neill-Adams", "Lena O'Neill-Adams"),
        ("J. R. Müller", "J. R. Müller"),
        ("愛 🙂 नमिता", "愛 नमिता"),
        ("WIN at http://evil.example/now?x=1", "WIN at http evil example now x 1"),
        ("Lena\r\nBcc: all@example.com", "Lena Bcc all example com"),
        ("<!channel> & *bold*", "channel bold"),
        ("x" * 10_000, "x" * 60),
        ("\u202e\u200b", ""),
    ],
)
def test_what_somebody_is_called_is_no_address_in_a_letter(name: str, shown: str) -> None:
    assert plain(name) == shown
