"""Google's and Microsoft's doubles as the contract of calendars asks for them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.config import CalendarSettings
from bot.ports.calendar import Calendar, Standing
from bot.providers.calendars import google, microsoft, oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.google import GoogleCalendar
from bot.providers.calendars.microsoft import MicrosoftCalendar
from bot.providers.calendars.wire import Wire
from tests.counterparts.calendars import Maker, TheirCalendar
from tests.counterparts.google_calendar import GoogleDouble, google_double
from tests.counterparts.graph_calendar import GraphDouble, graph_double
from tests.support.connections import BERLIN, NOW, Kept, tokens

_WEEKS = 60


@dataclass
class _Cloud:
    """What both have in common; a double each time."""

    double: GoogleDouble | GraphDouble
    wires: list[Wire] = field(default_factory=list)

    def _access(self, name: str, scope: str, mend: str, deadline: float) -> Access:
        wire = Wire(name, deadline=deadline)
        self.wires.append(wire)
        addresses = {"THRICE_GOOGLE_TOKEN_URL": self.double.url, "THRICE_MICROSOFT_LOGIN_URL": self.double.url}
        provider = getattr(oauth, name)(CalendarSettings.model_validate(addresses))
        consent = oauth.OAuth(provider, wire, client_id="client-1", client_secret="s3cret", clock=lambda: NOW)
        let_in = self.double.authority.let_in(scope)
        if self.is_withdrawn:
            self.double.authority.take_back()
        return Access(wire, Kept(tokens(*let_in)), consent, mend=mend, clock=lambda: NOW)

    is_withdrawn: bool = False

    def withdraws(self) -> None:
        self.is_withdrawn = True
        self.double.authority.take_back()

    def fails(self, status: int, *, after: int | None = None) -> None:
        self.double.trouble.fails(status, times=100, after=after)

    def is_slow(self, seconds: float) -> None:
        self.double.trouble.is_slow(seconds)

    def babbles(self, said: bytes) -> None:
        for _ in range(100):
            self.double.trouble.says(said)

    def loses_the_next_answer(self) -> None:
        self.double.trouble.loses_the_answer(to_writing=True)


@dataclass
class TheirGoogle(_Cloud):
    double: GoogleDouble

    def connect(self, *, deadline: float = 10.0) -> Calendar:
        access = self._access("google", oauth.GOOGLE_SCOPES[0], google.MEND, deadline)
        return GoogleCalendar(access, api_url=f"{self.double.url}/calendar/v3", zone=BERLIN, can_decline=True)

    async def adds(self, uid: str, title: str, starts: datetime, ends: datetime, *, weekly: bool = False) -> None:
        self._add(uid, title, starts, ends, **({"recurrence": ["RRULE:FREQ=WEEKLY"]} if weekly else {}))
        for week in range(_WEEKS if weekly else 0):
            self._add(uid, title, starts + timedelta(weeks=week), ends + timedelta(weeks=week), week=week)

    def _add(
        self, uid: str, title: str, starts: datetime, ends: datetime, week: int | None = None, **more: Any
    ) -> None:
        item_id = f"foreign{len(self.double.items)}" + ("" if week is None else f"_{week}")
        times = {"start": {"dateTime": starts.isoformat()}, "end": {"dateTime": ends.isoformat()}}
        self.double.add(item_id, iCalUID=uid, summary=title, **times, **more)

    async def moves(self, block: str, starts: datetime, ends: datetime) -> None:
        times = {"start": {"dateTime": starts.isoformat()}, "end": {"dateTime": ends.isoformat()}}
        self.double.edit(f"thrice{block}", **times)

    async def deletes(self, block: str) -> None:
        self.double.delete(f"thrice{block}")

    async def blocks(self) -> list[Standing]:
        return _in_order(
            Standing(
                item["id"].removeprefix("thrice"),
                _at(item["start"]),
                _at(item["end"]),
                "",
            )
            for item in self.double.live()
            if item["id"].startswith("thrice")
        )

    def forgets_tokens(self) -> None:
        self.double.forget_old_tokens()


@dataclass
class TheirMicrosoft(_Cloud):
    double: GraphDouble

    def connect(self, *, deadline: float = 10.0) -> Calendar:
        access = self._access("microsoft", oauth.MICROSOFT_SCOPES[0], microsoft.MEND, deadline)
        return MicrosoftCalendar(access, api_url=f"{self.double.url}/v1.0", zone=BERLIN)

    async def adds(self, uid: str, title: str, starts: datetime, ends: datetime, *, weekly: bool = False) -> None:
        # Of a series the view that is asked for shows its instances.
        for week in range(_WEEKS if weekly else 1):
            times = {"start": _said(starts + timedelta(weeks=week)), "end": _said(ends + timedelta(weeks=week))}
            self.double.add(iCalUId=uid, subject=title, **times)

    async def moves(self, block: str, starts: datetime, ends: datetime) -> None:
        self.double.edit(self._item(block), start=_said(starts), end=_said(ends))

    async def deletes(self, block: str) -> None:
        self.double.delete(self._item(block))

    async def blocks(self) -> list[Standing]:
        return _in_order(
            Standing(uid, _heard(item, "start"), _heard(item, "end"), "")
            for item in self.double.items.values()
            if (uid := _uid(item)) is not None
        )

    def forgets_tokens(self) -> None:
        pytest.skip("Graph gives no tokens for what we ask of it: there is nothing to forget")

    def _item(self, block: str) -> dict[str, Any]:
        (item,) = [item for item in self.double.items.values() if _uid(item) == block]
        return item


def _uid(item: dict[str, Any]) -> str | None:
    values = [found["value"] for found in item.get("singleValueExtendedProperties", [])]
    return values[0].removeprefix("thrice") if values else None


def _said(moment: datetime) -> dict[str, str]:
    return {"dateTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _heard(item: dict[str, Any], end: str) -> datetime:
    zone = ZoneInfo(WINDOWS_TO_OLSON.get(item[f"original{end.title()}TimeZone"], "UTC"))
    return datetime.fromisoformat(item[end]["dateTime"]).replace(tzinfo=UTC).astimezone(zone)


def _at(said: dict[str, str]) -> datetime:
    return datetime.fromisoformat(said["dateTime"]).astimezone(ZoneInfo(said.get("timeZone", "Europe/Berlin")))


def _in_order(found: Iterable[Standing]) -> list[Standing]:
    return sorted(found, key=lambda standing: standing.starts)


@asynccontextmanager
async def _google(_: Path) -> AsyncIterator[TheirCalendar]:
    async with google_double() as double:
        theirs = TheirGoogle(double)
        yield theirs
        for wire in theirs.wires:
            await wire.close()


@asynccontextmanager
async def _microsoft(_: Path) -> AsyncIterator[TheirCalendar]:
    async with graph_double() as double:
        theirs = TheirMicrosoft(double)
        yield theirs
        for wire in theirs.wires:
            await wire.close()


CLOUDS: dict[str, Maker] = {"google": _google, "microsoft": _microsoft}
