"""A calendar elsewhere to whose address somebody subscribed: fetched from this machine, read, and shown as it is."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import aiohttp

from ..errors import Refused

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DEADLINE: Final = aiohttp.ClientTimeout(total=5)
_LARGEST: Final = 1_000_000


@dataclass(frozen=True)
class FeedEvent:
    """One event of a feed; `is_free`: it takes nobody's time."""

    id: str
    title: str
    starts: datetime
    ends: datetime
    all_day: bool
    is_free: bool


@dataclass
class Feed:
    """A subscription. `error` says why it shows nothing new."""

    address: str
    error: str = ""
    _text: bytes = b""
    _etag: str = ""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def at(cls, address: str) -> "Feed":
        """Subscribe to an address. Raises `Refused` for one that is not on this machine."""
        try:
            parts = urlsplit(address.strip())
            is_here = parts.scheme in ("http", "webcal") and parts.hostname in _HERE and (parts.port or 80) > 0
        except ValueError:
            is_here = False
        if not is_here:
            raise Refused("The playground reads calendars on this machine only: http://127.0.0.1:…/….ics")
        return cls(parts._replace(scheme="http", fragment="").geturl())

    async def events(self, since: datetime, until: datetime, zone: str) -> list[FeedEvent]:
        """What stands in it between two moments; what was there last where it cannot be read now."""
        async with self._lock:
            await self._fetch()
        try:
            return await asyncio.to_thread(_read, self._text, since, until, zone) if self._text else []
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            self.error, self._text = "What is at this address is no calendar.", b""
            return []

    async def _fetch(self) -> None:
        headers = {"If-None-Match": self._etag} if self._etag else {}
        try:
            async with (
                aiohttp.ClientSession(timeout=_DEADLINE) as session,
                session.get(self.address, headers=headers, allow_redirects=False) as answer,
            ):
                if answer.status == 304:
                    self.error = ""
                elif answer.status != 200:
                    self._text, self._etag = b"", ""
                    self.error = f"This address answers {answer.status}: nobody keeps a calendar there (any more)."
                else:
                    self._text = await _whole(answer.content)
                    self._etag, self.error = answer.headers.get("ETag", ""), ""
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.error = "This address does not answer."


async def _whole(content: aiohttp.StreamReader) -> bytes:
    """What is sent, and no more of it than is read here: the rest is no calendar then."""
    found = bytearray()
    async for chunk in content.iter_chunked(65_536):
        found += chunk
        if len(found) > _LARGEST:
            break
    return bytes(found[:_LARGEST])


def _read(text: bytes, since: datetime, until: datetime, zone: str) -> list[FeedEvent]:
    # 7 MB that only those need who subscribe to something.
    import recurring_ical_events
    from icalendar import Calendar

    found = recurring_ical_events.of(Calendar.from_ical(text)).between(since, until)
    return [_event(component, zone) for component in found]


def _event(component: object, zone: str) -> FeedEvent:
    starts, ends = component.start, component.end  # type: ignore[attr-defined]
    said = component.get  # type: ignore[attr-defined]
    return FeedEvent(
        id=f"{said('UID', '')}_{starts.isoformat()}",
        title=str(said("SUMMARY", "")),
        starts=_moment(starts, zone),
        ends=_moment(ends, zone),
        all_day=not isinstance(starts, datetime),
        is_free=str(said("TRANSP", "")).upper() == "TRANSPARENT",
    )


def _moment(said: date | datetime, zone: str) -> datetime:
    if not isinstance(said, datetime):
        return datetime.combine(said, time(), ZoneInfo(zone))
    return said if said.tzinfo is not None else said.replace(tzinfo=ZoneInfo(zone))


def week_around(monday: date, zone: str) -> tuple[datetime, datetime]:
    """The moments between which a week lies, where somebody is."""
    there = ZoneInfo(zone)
    return datetime.combine(monday, time(), there), datetime.combine(monday + timedelta(days=7), time(), there)
