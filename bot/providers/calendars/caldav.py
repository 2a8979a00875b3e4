"""CalDAV: Nextcloud, Fastmail, iCloud, Radicale, Xandikos and every other server that keeps to RFC 4791.

A block is one object with a name of our choice, made with `If-None-Match: *` and changed with `If-Match`: the server
itself keeps it from being doubled, and its owner's changes from being overwritten.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from yarl import URL

from bot.clock import Clock
from bot.ports.calendar import (
    BlockEvent,
    CalendarSeen,
    CalendarUnavailable,
    ChangedByOwner,
    Changes,
    Meeting,
    Protection,
    Standing,
)
from bot.providers.calendars.dav import writing
from bot.providers.calendars.dav.addresses import checked
from bot.providers.calendars.dav.client import Answer, Dav
from bot.providers.calendars.dav.discovery import Discovery, Found
from bot.providers.calendars.dav.place import Place
from bot.providers.calendars.reading.reader import Reader
from bot.providers.calendars.reading.wire import Window

DEADLINE: Final = 10.0
"""Seconds for one request with its answer."""
_REQUESTS: Final = 6
"""How many deadlines one call may take as a whole."""
_MARGIN: Final = timedelta(days=1)
"""Servers place days and floating times in a zone of their own; by this much on both sides we ask for more."""
_LONG_AGO: Final = datetime(2000, 1, 3, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """What its owner gives us, and what we found with it.

    `calendar` is the address of the calendar itself, and `addresses` those by which its owner is invited: kept from
    `found`, they spare every later call the search.
    """

    address: str
    user: str
    password: str = field(repr=False)
    calendar: str | None = None
    addresses: tuple[str, ...] = ()


class CalDavCalendar:
    """One member's calendar on a CalDAV server (see `bot.ports.calendar.Calendar`).

    Addresses are https and not of this machine, private networks are allowed (see `dav.addresses`); `allow_http` lifts
    both for tests and trials. `zone` is the member's. A block that was cancelled by its owner, or that lost the marks
    by which we know it, counts as gone.
    """

    def __init__(
        self,
        account: Account,
        *,
        zone: ZoneInfo,
        reader: Reader,
        clock: Clock,
        deadline: float = DEADLINE,
        allow_http: bool = False,
    ) -> None:
        self._account = account
        self._zone = zone
        self._reader = reader
        self._clock = clock
        self._deadline = deadline
        self._allow_http = allow_http
        self._found: Found | None = None

    async def look(self) -> CalendarSeen:
        """See `Calendar`. Where the server does not say whether we may write, an event of the year 2000 is tried."""
        async with self._dav() as dav:
            found = await self._search(dav)
            place = self._at(dav, found.url)
            now = self._clock()
            await place.between(now, now + timedelta(minutes=1))
            if found.may_write is None:
                await self._try_writing(place)
        return CalendarSeen(found.name)

    async def found(self) -> Account:
        """Return the account with what was found with it, to be kept instead of it; after `look` without asking."""
        async with self._dav() as dav:
            found = await self._search(dav)
        return replace(self._account, calendar=str(found.url), addresses=tuple(sorted(found.addresses)))

    async def put(self, event: BlockEvent, *, version: str | None) -> Standing:
        """See `Calendar`."""
        async with self._place() as place:
            if version is None:
                return await self._made(place, event)
            answer = await place.write(event, version=version)
            if answer.status not in (404, 409, 412):
                return await self._written(place, event, answer)
            there = await place.there(event.uid)
            if there is None or there.standing is None or not _is_as_meant(there.standing, there.title, event):
                raise ChangedByOwner(None if there is None else there.standing)
            return there.standing  # It was our own change, and the answer to it was lost.

    async def remove(self, uid: str, *, version: str | None) -> None:
        """See `Calendar`."""
        async with self._place() as place:
            answer = await place.delete(uid, version)
            if answer.status in (404, 410):
                return
            if answer.status != 412:
                answer.good(self._clock)
                return
            there = await place.there(uid)
            if there is not None and there.standing is not None:
                raise ChangedByOwner(there.standing)

    async def changes(self, token: str | None) -> Changes:
        """See `Calendar`. A server without sync tokens is asked for everything each time."""
        async with self._place() as place:
            changed = await place.changed(token)
            found = await place.read(changed.uids)
        standing = [there.standing for there in found.values() if there.standing is not None]
        known = {each.uid for each in standing}
        gone = () if changed.gone is None else (*changed.gone, *(uid for uid in changed.uids if uid not in known))
        return Changes(standing, gone, changed.token, is_whole=changed.gone is None)

    async def meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        """See `Calendar`: of the one calendar that blocks are written to."""
        async with self._place() as place:
            objects = await place.between(since - _MARGIN, until + _MARGIN)
        found = self._found.addresses if self._found is not None else ()
        owner = frozenset(address.lower() for address in (*self._account.addresses, *found, self._account.user))
        return await self._reader.meetings(objects, Window(since, until, self._zone, owner))

    async def _made(self, place: Place, event: BlockEvent) -> Standing:
        # We look first, because some servers (SOGo, Zimbra) do not know `If-None-Match` and would overwrite what the
        # owner changed; the others keep to it if somebody makes the block in between.
        there = await place.there(event.uid)
        if there is None:
            answer = await place.write(event, version=None)
            if answer.status != 412:
                return await self._written(place, event, answer)
            there = await place.there(event.uid)
        if there is None:
            raise CalendarUnavailable("caldav: a block that was there is gone")
        if there.standing is not None:
            return there.standing
        # Cancelled by its owner, and now asked for again.
        return await self._written(place, event, await place.write(event, version=there.version))

    async def _written(self, place: Place, event: BlockEvent, answer: Answer) -> Standing:
        """Return what stands there after writing; servers that change what they store do not tell its version."""
        version = answer.good(self._clock).etag
        if version is not None:
            return Standing(event.uid, event.starts, event.ends, version)
        there = await place.there(event.uid)
        if there is None or there.standing is None:
            raise CalendarUnavailable("caldav: what was written is not there")
        return there.standing

    async def _try_writing(self, place: Place) -> None:
        now = self._clock()
        uid = hashlib.sha256(f"{place.url}{now.isoformat()}".encode()).hexdigest()[:32]
        ends = _LONG_AGO + timedelta(minutes=5)
        tried = BlockEvent(uid, _LONG_AGO, ends, "Thrice tries this calendar", "", Protection.SOFT)
        try:
            (await place.write(tried, version=None)).good(self._clock)
        finally:
            await place.delete(uid, None)

    async def _search(self, dav: Dav) -> Found:
        if self._found is None:
            start = checked(self._account.calendar or self._account.address, allow_http=self._allow_http)
            self._found = await Discovery(dav, self._clock, allow_http=self._allow_http).find(start)
        return self._found

    def _at(self, dav: Dav, url: URL) -> Place:
        return Place(dav, url, reader=self._reader, clock=self._clock, zone=self._zone)

    @contextlib.asynccontextmanager
    async def _place(self) -> AsyncIterator[Place]:
        async with self._dav() as dav:
            if self._account.calendar is not None:
                url = checked(self._account.calendar, allow_http=self._allow_http)
            else:
                url = (await self._search(dav)).url
            yield self._at(dav, url)

    @contextlib.asynccontextmanager
    async def _dav(self) -> AsyncIterator[Dav]:
        whole = self._deadline * _REQUESTS
        try:
            async with (
                asyncio.timeout(whole),
                Dav(
                    self._account.user, self._account.password, allow_http=self._allow_http, deadline=self._deadline
                ) as dav,
            ):
                yield dav
        except TimeoutError:
            raise CalendarUnavailable(f"caldav: not done within {whole:g} s") from None


def _is_as_meant(standing: Standing, title: str, event: BlockEvent) -> bool:
    return (standing.starts, standing.ends, title) == (event.starts, event.ends, writing.title(event))
