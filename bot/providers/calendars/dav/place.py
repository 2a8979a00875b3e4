"""One calendar on a CalDAV server, as a place for objects of ours among the objects of others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from yarl import URL

from bot.clock import Clock
from bot.ports.calendar import BlockEvent, CalendarRefused, CalendarUnavailable, Standing
from bot.providers.calendars.dav import requests, writing
from bot.providers.calendars.dav.client import Answer, Dav, strong
from bot.providers.calendars.dav.multistatus import CALDAV, DAV, Multistatus, Resource
from bot.providers.calendars.reading.reader import Reader
from bot.providers.calendars.reading.wire import BlockSeen, Window

_UID: Final = re.compile(r"[0-9a-v]{16,64}")
_OURS: Final = re.compile(rf"(?:^|/)({_UID.pattern})\.ics$")
_AT_ONCE: Final = 50
_MOST_PAGES: Final = 40
_TOKEN_ENDED: Final = frozenset({400, 403, 404, 405, 409, 410, 412, 415, 422, 500, 501, 507})
_NO_SYNC: Final = frozenset({400, 403, 405, 409, 415, 422, 500, 501})
_OBJECT: Final = {"Content-Type": "text/calendar; charset=utf-8"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class There:
    """What stands under a name of ours: its version, and the block with its title; none where it is no block (any
    more)."""

    version: str
    standing: Standing | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Which of our names changed and which are gone since a token; `gone` is None where this is all there is."""

    uids: Sequence[str]
    gone: Sequence[str] | None
    token: str | None


class Place:
    """A calendar, spoken to through `dav`. What stands in it is read by `reader`, in its owner's zone."""

    def __init__(self, dav: Dav, url: URL, *, reader: Reader, clock: Clock, zone: ZoneInfo) -> None:
        self.url = url
        self._dav = dav
        self._reader = reader
        self._clock = clock
        self._zone = zone

    async def write(self, event: BlockEvent, *, version: str | None) -> Answer:
        """Store a block: as a new one, or instead of that very version. Returns what the server says."""
        body = writing.as_object(event, now=self._clock(), is_new=version is None)
        condition = {"If-None-Match": "*"} if version is None else {"If-Match": version}
        return await self._dav.ask("PUT", self._address(event.uid), body, {**_OBJECT, **condition})

    async def delete(self, uid: str, version: str | None) -> Answer:
        """Take an object of ours away. Returns what the server says."""
        return await self._dav.ask("DELETE", self._address(uid), None, {} if version is None else {"If-Match": version})

    async def there(self, uid: str) -> There | None:
        """Return what stands under one name of ours."""
        return (await self.read([uid])).get(uid)

    async def read(self, uids: Sequence[str]) -> dict[str, There]:
        """Return what stands under names of ours."""
        found: dict[str, There] = {}
        for first in range(0, len(uids), _AT_ONCE):
            paths = [self._address(uid).raw_path for uid in uids[first : first + _AT_ONCE]]
            for resource in (await self._report(requests.multiget(paths), depth=1)).resources:
                uid, etag = _uid(resource.href), strong(resource.said(f"{DAV}getetag"))
                if uid is None or resource.status >= 300 or f"{CALDAV}calendar-data" not in resource.properties:
                    continue
                if etag is None:
                    raise CalendarRefused("Your calendar server does not tell one version of an event from another.")
                found[uid] = _there(uid, etag, await self._seen(resource))
        return found

    async def between(self, since: datetime, until: datetime) -> list[bytes]:
        """Return all objects of a time, ours among them, as they were written; one that is too long is empty."""
        said = await self._report(requests.between(since, until), depth=1)
        if said.is_cut:
            log.info("calendar.answer_cut", objects=len(said.resources))
        return [_data(resource) for resource in said.resources if f"{CALDAV}calendar-data" in resource.properties]

    async def changed(self, token: str | None) -> Changed:
        """Return what changed since a token, or all there is."""
        found = None if token is None else await self._synced(token)
        return found or await self._synced(None) or await self._listed()

    async def _synced(self, token: str | None) -> Changed | None:
        """Ask what changed; None where the server has no such thing, or the token has ended."""
        uids: dict[str, None] = {}
        gone: dict[str, None] = {}
        following = token
        for _ in range(_MOST_PAGES):
            answer = await self._ask("REPORT", requests.sync(following), depth=0)
            if answer.status in (_NO_SYNC if token is None else _TOKEN_ENDED):
                return None
            said = _whole(answer.multistatus(self._clock))
            for uid, resource in _ours(said):
                came, went = (uids, gone) if resource.status < 300 else (gone, uids)
                came[uid] = None
                went.pop(uid, None)
            if said.sync_token is None:
                return None
            following = said.sync_token
            if not said.is_truncated:
                return Changed(list(uids), None if token is None else list(gone), following)
        raise CalendarUnavailable("caldav: a list of changes without an end")

    async def _listed(self) -> Changed:
        answer = await self._ask("PROPFIND", requests.propfind(requests.ETAG), depth=1)
        said = _whole(answer.multistatus(self._clock))
        return Changed([uid for uid, resource in _ours(said) if resource.status < 300], None, None)

    async def _report(self, body: bytes, *, depth: int) -> Multistatus:
        answer = await self._dav.ask("REPORT", self.url, body, {"Depth": str(depth)})
        return answer.multistatus(self._clock)

    async def _ask(self, method: str, body: bytes, *, depth: int) -> Answer:
        # Of a calendar with thousands of events we hold no more than the names of our own.
        return await self._dav.ask(
            method, self.url, body, {"Depth": str(depth)}, keep=lambda href: _uid(href) is not None
        )

    async def _seen(self, resource: Resource) -> BlockSeen | None:
        now = self._clock()
        return await self._reader.block(_data(resource), Window(now, now, self._zone))

    def _address(self, uid: str) -> URL:
        if _UID.fullmatch(uid) is None:
            raise ValueError("a uid is 16 to 64 characters of 0-9 and a-v")
        return URL(f"{self.url}{uid}.ics", encoded=True)


def _there(uid: str, etag: str, seen: BlockSeen | None) -> There:
    return There(etag, None) if seen is None else There(etag, Standing(uid, seen.starts, seen.ends, etag), seen.title)


def _ours(said: Multistatus) -> Iterator[tuple[str, Resource]]:
    for resource in said.resources:
        uid = _uid(resource.href)
        if uid is not None:
            yield uid, resource


def _whole(said: Multistatus) -> Multistatus:
    if said.is_cut:
        raise CalendarUnavailable("caldav: a calendar with more events than we read")
    return said


def _uid(href: str) -> str | None:
    found = _OURS.search(href)
    return found[1] if found is not None else None


def _data(resource: Resource) -> bytes:
    return resource.said(f"{CALDAV}calendar-data").encode("utf-8", "replace")
