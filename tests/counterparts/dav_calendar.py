"""A calendar on a CalDAV server as its owner uses it, by hand and not through what is tested."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import web
from icalendar import Calendar as Parsed
from icalendar import vDDDTypes

from bot.ports.calendar import Standing
from bot.providers.calendars.caldav import Account, CalDavCalendar
from bot.providers.calendars.reading.reader import Reader
from tests.counterparts.calendars import Maker
from tests.counterparts.dav_gate import Gate, gate
from tests.counterparts.dav_servers import PASSWORD, USER, DavServer, shared
from tests.support.calendars import BERLIN, a_meeting

NOW: Final = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
_HREF: Final = re.compile(r"<(?:\w+:)?href>([^<]*/([^/<]+\.ics))<")
_LIST: Final = '<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>'


@dataclass
class DavCalendar:
    """See `TheirCalendar`. The provider speaks through the gate, the owner with the server itself."""

    server: DavServer
    gate: Gate
    reader: Reader
    session: aiohttp.ClientSession

    def connect(self, *, deadline: float = 10.0, password: str = PASSWORD, address: str = "") -> CalDavCalendar:
        account = Account(address or self.gate.url, USER, password)
        return CalDavCalendar(
            account, zone=BERLIN, reader=self.reader, clock=lambda: NOW, deadline=deadline, allow_http=True
        )

    async def adds(
        self, uid: str, title: str, starts: datetime, ends: datetime, *, weekly: bool = False, by: str = ""
    ) -> None:
        """Its owner, or whoever invites them, puts a meeting in."""
        guests = [f"ORGANIZER:mailto:{by}", "ATTENDEE:mailto:me@example.com"] if by else []
        times = (f"DTSTART;TZID=Europe/Berlin:{starts:%Y%m%dT%H%M%S}", f"DTEND;TZID=Europe/Berlin:{ends:%Y%m%dT%H%M%S}")
        more = [*guests, *(["RRULE:FREQ=WEEKLY"] if weekly else [])]
        await self.puts(uid, a_meeting(*times, f"SUMMARY:{title}", *more, uid=uid))

    async def puts(self, name: str, text: str) -> None:
        """The owner's program stores an object, whatever is in it."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        async with self.session.put(self.address(name), data=io.BytesIO(text.encode()), headers=headers) as answer:
            assert answer.status in (200, 201, 204), (answer.status, await answer.text())

    async def moves(self, block: str, starts: datetime, ends: datetime) -> None:
        calendar = Parsed.from_ical(await self.text(block))
        (event,) = calendar.walk("VEVENT")
        event["DTSTART"], event["DTEND"] = vDDDTypes(starts), vDDDTypes(ends)
        await self.puts(block, calendar.to_ical().decode())

    async def deletes(self, block: str) -> None:
        async with self.session.delete(self.address(block)) as answer:
            assert answer.status in (200, 204), answer.status

    async def text(self, name: str) -> str:
        """Return an object as it is stored."""
        async with self.session.get(self.address(name)) as answer:
            assert answer.status == 200, answer.status
            return await answer.text()

    async def names(self) -> list[str]:
        """Return the names of all objects, without their endings."""
        url = f"{self.server.url}{self.server.calendar}"
        async with self.session.request(
            "PROPFIND", url, data=_LIST, headers={"Depth": "1", "Content-Type": "text/xml"}
        ) as answer:
            return [name.removesuffix(".ics") for _, name in _HREF.findall(await answer.text())]

    async def blocks(self) -> list[Standing]:
        found = []
        for name in await self.names():
            for event in Parsed.from_ical(await self.text(name)).walk("VEVENT"):
                if "X-THRICE-BLOCK" in event:
                    starts, ends = event["DTSTART"].dt, event["DTEND"].dt
                    found.append(Standing(str(event["UID"]), starts, ends, ""))
        return sorted(found, key=lambda block: block.starts)

    def address(self, name: str) -> str:
        return f"{self.server.url}{self.server.calendar}{name}.ics"

    def withdraws(self) -> None:
        self.gate.fails(401, headers={"WWW-Authenticate": 'Basic realm="calendar"'})

    def forgets_tokens(self) -> None:
        def refused(request: web.Request, body: bytes) -> web.StreamResponse | None:
            if b"sync-collection" in body and b"sync-token></" not in body:
                error = b'<?xml version="1.0"?><d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>'
                return web.Response(status=403, body=error, content_type="application/xml")
            return None

        self.gate.refuses = refused

    def fails(self, status: int, *, after: int | None = None) -> None:
        self.gate.fails(status, headers={} if after is None else {"Retry-After": str(after)})

    def is_slow(self, seconds: float) -> None:
        self.gate.slow = seconds

    def babbles(self, said: bytes) -> None:
        self.gate.says(said)

    def loses_the_next_answer(self) -> None:
        self.gate.loses_answers(1)


def dav_calendar(name: str) -> Maker:
    """Return the maker of one on the server of that name, which all of a process's tests share."""

    @asynccontextmanager
    async def made(_folder: Path) -> AsyncIterator[DavCalendar]:
        headers = {"Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
        server = await shared(name)
        async with (
            gate(server.url) as before,
            Reader() as reader,
            aiohttp.ClientSession(headers=headers) as session,
        ):
            yield DavCalendar(server, before, reader, session)

    return made
