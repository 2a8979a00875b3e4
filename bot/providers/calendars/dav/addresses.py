"""Which addresses a calendar may have, and where its server may send us with its owner's password.

Members type these addresses. Ours is the machine that asks, so loopback and link-local addresses (where clouds keep
their secrets) are refused, whatever name leads there. Private networks are not: people host their calendars at home,
and a Thrice that must not reach a network has to be kept from it by that network.
"""

import ipaddress
import socket
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from yarl import URL

from bot.ports.calendar import CalendarRefused

_LONGEST: Final = 2_000
_SHORT_SUFFIX: Final = 3


def checked(address: str, *, allow_http: bool) -> URL:
    """Return the address that a member typed, or the server of their e-mail address.

    Raises `CalendarRefused` with a sentence for them. `allow_http` admits http and this machine: for tests and trials.
    """
    said = address.strip()
    if "://" not in said and "/" not in said and "@" in said:
        said = said.rpartition("@")[2]
    if "://" not in said:
        said = f"https://{said}"
    try:
        url = URL(said)
        host, _ = url.host, url.port
    except ValueError:
        url, host = URL(), None
    if not host or len(said) > _LONGEST:
        raise CalendarRefused("This is not the address of a calendar. It looks like https://cloud.example.com/dav/.")
    url = url.with_user(None).with_fragment(None).with_query(None)
    _refuse_unsafe(url, allow_http=allow_http)
    return url.with_path("/") if url.path == "/" else url


def followed(base: URL, said: str, *, allow_http: bool) -> URL:
    """Return where a server points to, from `base`; it gets the owner's password there.

    It may point to itself, from http to https, and to another server of the same house, as iCloud does from
    caldav.icloud.com to p42-caldav.icloud.com. Raises `CalendarRefused` with a sentence for the owner.
    """
    try:
        target = base.join(URL(said, encoded=True)).with_user(None).with_fragment(None)
        host = target.host or ""
    except ValueError:
        target, host = URL(), ""
    if not host or len(str(target)) > _LONGEST:
        raise CalendarRefused("The calendar server points to an address that is none.")
    _refuse_unsafe(target, allow_http=allow_http)
    if base.scheme == "https" and target.scheme != "https":
        raise CalendarRefused("The calendar server points to an address without encryption.")
    if host == base.host and (target.port == base.port or target.scheme == "https"):
        return target
    if target.scheme != "https" or not _same_house(base.host or "", host):
        raise CalendarRefused(f"The calendar server points to another one, {host}. Give that one's address instead.")
    return target


def _refuse_unsafe(url: URL, *, allow_http: bool) -> None:
    if url.scheme not in ("https", "http"):
        raise CalendarRefused("The address of a calendar begins with https://.")
    if allow_http:
        return
    if url.scheme != "https":
        raise CalendarRefused("The address of a calendar begins with https://, so that nobody reads your password.")
    if (url.host or "").rstrip(".").lower() == "localhost" or is_forbidden(url.host or ""):
        raise CalendarRefused("This address is of the machine that Thrice runs on, and not of a calendar.")


def is_forbidden(host: str) -> bool:
    """Whether an IP address is one of this machine or of its nearest surroundings; names are none."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = inner or address
    return address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast


def _same_house(one: str, other: str) -> bool:
    """Whether two hosts share a domain that somebody has to themselves, as far as it can be told without a list.

    Under a country, a short second label (co.uk, com.au) is a suffix that strangers share.
    """
    shared: list[str] = []
    for mine, theirs in zip(reversed(one.lower().split(".")), reversed(other.lower().split(".")), strict=False):
        if mine != theirs:
            break
        shared.append(mine)
    is_number = is_forbidden(one) or one.replace(".", "").isdigit() or ":" in one
    needed = 3 if len(shared) > 1 and len(shared[0]) == 2 and len(shared[1]) <= _SHORT_SUFFIX else 2
    return len(shared) >= needed and not is_number


class CarefulResolver(AbstractResolver):
    """Looks names up, and knows none that leads to this machine. That is checked where we connect, so that a name that
    changes between a check and its use gains nothing."""

    def __init__(self) -> None:
        self._inner = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a name leads."""
        found = await self._inner.resolve(host, port, family)
        allowed = [each for each in found if not is_forbidden(each["host"])]
        if not allowed:
            raise OSError(None, "the name leads to this machine")
        return allowed

    async def close(self) -> None:
        """Let go of what looking up needs."""
        await self._inner.close()
