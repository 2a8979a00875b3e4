"""Microsoft 365 through Graph, version 1.0: blocks are marked, looked for before they are made, and made in a
transaction that Graph knows again."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from bot.ports.calendar import (
    BlockEvent,
    CalendarRefused,
    CalendarSeen,
    CalendarUnavailable,
    ChangedByOwner,
    Changes,
    Meeting,
    Standing,
)
from bot.providers.calendars import microsoft_events as events
from bot.providers.calendars.access import Access
from bot.providers.calendars.wire import WHOLE, Answer, within

MEND: Final = "Microsoft no longer lets Thrice into your calendar. Connect it again: `/thrice focus`."
_NO_MAILBOX: Final = "This Microsoft account has no calendar that Thrice can reach. Connect another: `/thrice focus`."
_OUR_PROPERTY: Final = f"singleValueExtendedProperties($filter=id eq '{events.PROPERTY}')"
_PREFER: Final = 'outlook.timezone="UTC", outlook.body-content-type="text"'
_ANY: Final = f"startswith(ep/value, '{events.MARK}')"
_PAGE: Final = 200
_MOST_PAGES: Final = 20
_MOST_TRIES: Final = 5


class MicrosoftCalendar:
    """One member's Microsoft 365 calendar (see `bot.ports.calendar.Calendar`).

    What changed is found by reading all of our blocks, known by their mark, and comparing them with the token, which
    says how they stood: one request, as a delta would be. Graph's own delta cannot be narrowed: it hands out every
    meeting of the owner's with its text and guests, for a fixed stretch of time.
    """

    def __init__(
        self, access: Access, *, api_url: str, zone: ZoneInfo, owner: str | None = None, whole: float = WHOLE
    ) -> None:
        """`owner` is the address by which `look` called the calendar."""
        self._access = access
        self._owner = None if owner is None else owner.lower()
        self._me = f"{api_url}/me"
        self._zone = zone
        self._whole = whole

    async def look(self) -> CalendarSeen:
        """Read the calendar and see whether we may write, and whether events can be found by our mark."""
        answer = self._good(await self._ask("GET", "/calendar", {"$select": "name,owner,canEdit"}))
        if answer.body.get("canEdit") is not True:
            raise CalendarRefused("Thrice may read this calendar, but not write into it. Connect one of your own.")
        _ = [item async for item in self._ours(_ANY, most=1)]
        owner = answer.body.get("owner")
        address = owner.get("address") if isinstance(owner, dict) else None
        return CalendarSeen(str(address or answer.body.get("name") or "Microsoft 365"))

    async def put(self, event: BlockEvent, *, version: str | None) -> Standing:
        """Write a block."""
        item = await self._found(event.uid)
        if version is None:
            return await self._make(event) if item is None else self._standing(item, event.uid)
        for _ in range(_MOST_TRIES):
            standing = None if item is None else self._standing(item, event.uid)
            if item is None or standing is None or standing.version != version:
                if item is not None and standing is not None and events.is_as(item, event):
                    return standing
                raise ChangedByOwner(standing)
            answer = await self._change("PATCH", item, events.written(event))
            if answer.status not in (404, 412):
                self._good(answer)
                return self._standing(self._good(await self._seen(item)).body, event.uid)
            item = await self._found(event.uid)
        raise CalendarUnavailable("microsoft: an event that does not keep still")

    async def remove(self, uid: str, *, version: str | None) -> None:
        """Take a block away."""
        for _ in range(_MOST_TRIES):
            item = await self._found(uid)
            if item is None:
                return
            standing = self._standing(item, uid)
            if version is not None and standing.version != version:
                raise ChangedByOwner(standing)
            answer = await self._change("DELETE", item, None)
            if answer.status == 404:
                return
            if answer.status != 412:
                self._good(answer)
                return
        raise CalendarUnavailable("microsoft: an event that does not keep still")

    async def changes(self, token: str | None) -> Changes:
        """Return what became of our blocks since the token."""
        return await within(self._changes(token), "microsoft", self._whole)

    async def meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        """Return what else stands there between two moments."""
        return await within(self._meetings(since, until), "microsoft", self._whole)

    async def _changes(self, token: str | None) -> Changes:
        found: dict[str, Standing] = {}
        async for item in self._ours(_ANY, most=_MOST_PAGES):
            uid = events.uid_of(item)
            standing = None if uid is None else events.standing(item, uid, self._zone)
            # A copy that its owner made of a block bears its mark; the block is the older one, and comes first.
            if standing is not None:
                found.setdefault(standing.uid, standing)
        following, before = events.token_of(found.values()), events.read_token(token)
        if before is None:
            return Changes(list(found.values()), (), following, is_whole=True)
        now = events.read_token(following) or {}
        changed = [standing for uid, standing in found.items() if now[uid] != before.get(uid)]
        return Changes(changed, [uid for uid in before if uid not in found], following, is_whole=False)

    async def _meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        query = {
            "startDateTime": _utc(since),
            "endDateTime": _utc(until),
            "$select": events.MEETING_FIELDS,
            "$expand": _OUR_PROPERTY,
            "$top": _PAGE,
        }
        return [
            meeting
            async for item in self._items("/calendarView", query, most=_MOST_PAGES)
            if (meeting := events.meeting(item, self._zone, self._owner)) is not None
        ]

    async def _make(self, event: BlockEvent) -> Standing:
        """Make a block that is not there. Where one of its transaction was deleted, the next transaction makes it."""
        for again in range(_MOST_TRIES):
            answer = await self._ask("POST", "/events", body=events.made(event, again))
            if answer.status == 409:
                if (there := await self._found(event.uid)) is not None:
                    return self._standing(there, event.uid)
                continue
            # Of a transaction that it knows Graph tells what it made then, whether or not that is still there.
            seen = await self._seen(self._good(answer).body)
            if seen.status != 404:
                return self._standing(self._good(seen).body, event.uid)
        raise CalendarUnavailable("microsoft: an event that is not there after it was made")

    async def _found(self, uid: str) -> Mapping[str, Any] | None:
        """Return a block as Graph has it, the oldest where its owner copied it; none where it is gone."""
        async for item in self._ours(f"ep/value eq '{events.MARK}{uid}'", most=1):
            if events.standing(item, uid, self._zone) is not None:
                return item
        return None

    async def _ours(self, value: str, *, most: int) -> AsyncIterator[Mapping[str, Any]]:
        query = {
            "$filter": f"singleValueExtendedProperties/Any(ep: ep/id eq '{events.PROPERTY}' and {value})",
            "$select": events.STANDING_FIELDS,
            "$expand": _OUR_PROPERTY,
            "$top": _PAGE,
        }
        items = [item async for item in self._items("/events", query, most=most)]
        # Sorted here: Graph refuses an order beside this kind of filter.
        for item in sorted(items, key=lambda item: str(item.get("createdDateTime", ""))):
            yield item

    async def _items(self, path: str, query: Mapping[str, object], *, most: int) -> AsyncIterator[Mapping[str, Any]]:
        address: str | None = f"{self._me}{path}?{_encoded(query)}"
        for _ in range(most):
            if address is None:
                return
            answer = self._good(await self._access.send("GET", address, headers={"Prefer": _PREFER}))
            items, following = answer.body.get("value"), answer.body.get("@odata.nextLink")
            if not isinstance(items, list):
                raise CalendarUnavailable("microsoft: an answer without a list")
            for item in items:
                if isinstance(item, dict):
                    yield item
            address = following if isinstance(following, str) else None
            if address is not None and not address.startswith(f"{self._me}/"):
                raise CalendarUnavailable("microsoft: a page at an address that is not Graph's")

    def _standing(self, item: Mapping[str, Any], uid: str) -> Standing:
        standing = events.standing(item, uid, self._zone)
        if standing is None:
            raise CalendarUnavailable("microsoft: an answer without the block that was written")
        return standing

    async def _seen(self, item: Mapping[str, Any]) -> Answer:
        """Read an event anew, in the form in which it is always read: its version depends on it."""
        query = {"$select": events.STANDING_FIELDS, "$expand": _OUR_PROPERTY}
        return await self._ask("GET", f"/events/{quote(str(item.get('id')), safe='')}", query)

    async def _change(self, method: str, item: Mapping[str, Any], body: Mapping[str, Any] | None) -> Answer:
        headers = {"If-Match": str(item.get("@odata.etag", "*"))}
        return await self._ask(method, f"/events/{quote(str(item.get('id')), safe='')}", body=body, headers=headers)

    async def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        address = f"{self._me}{path}" + (f"?{_encoded(query)}" if query else "")
        return await self._access.send(method, address, headers={"Prefer": _PREFER, **(headers or {})}, body=body)

    def _good(self, answer: Answer) -> Answer:
        """Return an answer that is one; raise what its refusal means."""
        if answer.status < 300:
            return answer
        code = _code(answer)
        if code.startswith("Mailbox") or code == "ErrorNonExistentMailbox":
            raise CalendarRefused(_NO_MAILBOX)
        if answer.status == 403 and "Throttl" not in code and code != "ErrorQuotaExceeded":
            raise CalendarRefused(MEND)
        raise CalendarUnavailable(f"microsoft: {answer.status} {code}", after=answer.after)


def _code(answer: Answer) -> str:
    """Return Graph's word for a refusal, for the log."""
    error = answer.body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z_.]{1,80}", code) else "unknown"


def _encoded(query: Mapping[str, object]) -> str:
    # A `$` stays one: not everybody in between reads it from `%24`. A space is `%20`, since OData knows no `+`.
    return urlencode(query, safe="$", quote_via=quote)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
