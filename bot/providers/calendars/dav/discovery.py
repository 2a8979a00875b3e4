"""Finding somebody's calendar from what they know: the address of a server, of a calendar, or of their mailbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import unquote

from yarl import URL

from bot.clock import Clock
from bot.ports.calendar import CalendarRefused
from bot.providers.calendars.dav import requests
from bot.providers.calendars.dav.addresses import followed
from bot.providers.calendars.dav.client import NOT_A_SERVER, Answer, Dav
from bot.providers.calendars.dav.multistatus import CALDAV, DAV, Multistatus, Resource

_WELL_KNOWN: Final = "/.well-known/caldav"
_LONGEST_NAME: Final = 100
_LONGEST_ADDRESS: Final = 254
_MOST_ADDRESSES: Final = 50
_WRITING: Final = frozenset({f"{DAV}write", f"{DAV}all", f"{DAV}bind", f"{DAV}write-content"})
_NOT_TO_WRITE: Final = "This calendar can be read, but not written to. Give the address of one of your own."


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar: where it is, how its owner calls it, and by which addresses (lower case) its owner is invited.

    `may_write` is None where the server does not tell.
    """

    url: URL
    name: str
    addresses: frozenset[str]
    may_write: bool | None


class Discovery:
    """Looks for the calendar of whom `dav` speaks for (RFC 6764, RFC 4791)."""

    def __init__(self, dav: Dav, clock: Clock, *, allow_http: bool) -> None:
        self._dav = dav
        self._clock = clock
        self._allow_http = allow_http

    async def find(self, start: URL) -> Found:
        """Return the calendar at an address, else the first of its owner's own that can be written to.

        Raises `CalendarRefused` with a sentence for the owner where there is none.
        """
        answer = await self._first(start)
        here = _only(self._said(answer))
        principal = self._pointed(answer.url, here, f"{DAV}current-user-principal", f"{DAV}href")
        homes = self._pointed(answer.url, here, f"{CALDAV}calendar-home-set", f"{DAV}href")
        addresses: frozenset[str] = frozenset()
        if principal:
            theirs = await self._look(principal[0], requests.PRINCIPAL, depth=0)
            about = _only(self._said(theirs))
            addresses = frozenset(islice(_addresses(about), _MOST_ADDRESSES))
            homes = self._pointed(theirs.url, about, f"{CALDAV}calendar-home-set", f"{DAV}href") or homes
        if _is_calendar(here):
            if _may_write(here) is False:
                raise CalendarRefused(_NOT_TO_WRITE)
            return Found(_as_folder(answer.url), _name(here), addresses, _may_write(here))
        return await self._first_of([*homes, answer.url], addresses)

    async def _first(self, start: URL) -> Answer:
        """Return what is said at the address itself, else at the place where servers say where their calendars are."""
        answer = await self._look(start, requests.COLLECTION, depth=0)
        here = _only(answer.said) if answer.status == 207 else None
        if here is not None and (_is_calendar(here) or f"{DAV}current-user-principal" in here.properties):
            return answer
        if answer.status in (401, 429) or answer.status >= 500:
            answer.good(self._clock)
        other = await self._look(start.with_path(_WELL_KNOWN), requests.COLLECTION, depth=0)
        if other.status == 401:
            other.good(self._clock)
        if other.status == 207 and other.said is not None:
            return other
        if here is None:
            raise CalendarRefused(NOT_A_SERVER)
        return answer

    async def _first_of(self, homes: list[URL], addresses: frozenset[str]) -> Found:
        seen = False
        for home in homes:
            answer = await self._look(home, requests.COLLECTION, depth=1)
            if answer.status != 207 or answer.said is None:
                continue
            calendars = [each for each in answer.said.resources if _is_calendar(each) and _takes_events(each)]
            seen = seen or bool(calendars)
            # Servers list calendars that others share with somebody among their own: these come last.
            for calendar in sorted(calendars, key=_is_shared):
                if _may_write(calendar) is not False:
                    url = followed(answer.url, calendar.href, allow_http=self._allow_http)
                    return Found(_as_folder(url), _name(calendar), addresses, _may_write(calendar))
        raise CalendarRefused(_NOT_TO_WRITE if seen else "There is no calendar for events at this address.")

    async def _look(self, url: URL, properties: str, *, depth: int) -> Answer:
        return await self._dav.ask("PROPFIND", url, requests.propfind(properties), {"Depth": str(depth)})

    def _said(self, answer: Answer) -> Multistatus:
        return answer.multistatus(self._clock)

    def _pointed(self, base: URL, resource: Resource, name: str, *below: str) -> list[URL]:
        said = resource.said(name, *below)
        return [followed(base, said, allow_http=self._allow_http)] if said else []


def _only(said: Multistatus | None) -> Resource:
    """Return what is said of the one address that was asked about."""
    return said.resources[0] if said is not None and said.resources else Resource("", 404, {})


def _is_calendar(resource: Resource) -> bool:
    kinds = resource.properties.get(f"{DAV}resourcetype")
    return kinds is not None and kinds.child(f"{CALDAV}calendar") is not None


def _is_shared(resource: Resource) -> bool:
    kinds = resource.properties.get(f"{DAV}resourcetype")
    return kinds is not None and any(kind.name.endswith((" shared", " subscribed")) for kind in kinds.children)


def _takes_events(resource: Resource) -> bool:
    """Whether events may be kept there; a calendar that says nothing takes all there is."""
    listed = resource.properties.get(f"{CALDAV}supported-calendar-component-set")
    return listed is None or not listed.children or any("VEVENT" in each.attributes for each in listed.children)


def _may_write(resource: Resource) -> bool | None:
    privileges = resource.properties.get(f"{DAV}current-user-privilege-set")
    if privileges is None or not privileges.children:
        return None
    return any(kind.name in _WRITING for privilege in privileges.children for kind in privilege.children)


def _addresses(principal: Resource) -> Iterator[str]:
    listed = principal.properties.get(f"{CALDAV}calendar-user-address-set")
    for each in listed.children if listed is not None else ():
        scheme, _, address = each.text.partition(":")
        if scheme.lower() == "mailto" and "@" in address and len(address) <= _LONGEST_ADDRESS:
            yield unquote(address).strip().lower()


def _name(resource: Resource) -> str:
    words = "".join(letter for letter in resource.said(f"{DAV}displayname") if letter.isprintable()).split()
    return " ".join(words)[:_LONGEST_NAME] or "Calendar"


def _as_folder(url: URL) -> URL:
    path = url.raw_path
    return url if path.endswith("/") else url.with_path(f"{path}/", encoded=True)
