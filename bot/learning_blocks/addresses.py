"""Addresses: which e-mail addresses Thrice writes to, as they are typed and as they are counted; pure."""

import re
import unicodedata
from typing import Final

from bot.errors import BotError

LONGEST: Final = 254
_LONGEST_NAME: Final = 64
_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_AMBIGUOUS: Final = re.compile("[ßς\u200c\u200d]")
"""Letters of domains that programs translate in two ways: the letter would go to one of two owners."""


class BadAddress(BotError):
    """Something that is no e-mail address, or none that Thrice writes to."""

    code = "bad_address"


def read_address(typed: str) -> str:
    """Return an address as it is written to: its domain in lower case and ASCII. Raises `BadAddress`."""
    typed = typed.strip()
    if not typed:
        raise BadAddress("Please give an e-mail address.")
    if len(typed) > LONGEST:
        raise BadAddress(f"An e-mail address has at most {LONGEST} characters.")
    name, at, domain = typed.rpartition("@")
    if not at or not name or not domain:
        raise BadAddress("That is no e-mail address. Write it like amina@example.com.")
    if not name.isascii():
        raise BadAddress("Thrice cannot write to addresses with letters other than a to z before the @.")
    domain = _ascii(domain)
    if len(name) > _LONGEST_NAME or len(name) + 1 + len(domain) > LONGEST or not _NAME.fullmatch(name):
        raise BadAddress("That is no e-mail address. Write one alone, like amina@example.com.")
    return f"{name}@{domain}"


def counted_as(address: str) -> str:
    """Return what tries to write to an address are counted by: what goes to one person's mailbox counts together."""
    name, _, domain = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def plain(name: str, longest: int = 60) -> str:
    """Return what somebody is called as it may stand in a letter to a stranger: no address in it becomes a link."""
    kept = "".join(letter if _is_plain(letter) else " " for letter in name[: 4 * longest])
    return " ".join(re.sub(r"\.(?=\S)", " ", kept).split())[:longest].strip()


def _ascii(domain: str) -> str:
    if _AMBIGUOUS.search(domain):
        raise BadAddress("Write the domain of this address as your mail program sends it: it begins with xn--.")
    try:
        found = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        found = ""
    if not _DOMAIN.fullmatch(found):
        raise BadAddress("That is no e-mail address. What follows the @ is a domain such as example.com.")
    return found


def _is_plain(letter: str) -> bool:
    return letter in " .'-" or unicodedata.category(letter)[0] in "LMN"
