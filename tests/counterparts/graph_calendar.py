"""Our double of Microsoft Graph's calendars on loopback; bodies, answers and selected names are checked by its types.

Queries are known in the forms that Microsoft's reference shows and that we use; every other is refused.
"""

import copy
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.counterparts import graph
from tests.counterparts.authority import Authority
from tests.counterparts.serve import served
from tests.counterparts.trouble import Trouble

OWNER = "amina@example.com"
Item = dict[str, Any]
_ANY = re.compile(
    r"singleValueExtendedProperties/Any\(ep: ep/id eq '(?P<id>[^']+)' and "
    r"(?:ep/value eq '(?P<is>[^']*)'|startswith\(ep/value, '(?P<begins>[^']*)'\))\)"
)
_EXPAND = re.compile(r"singleValueExtendedProperties\(\$filter=id eq '([^']+)'\)")


class Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def refusal(status: int, code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": code}}


@dataclass
class GraphDouble:
    """One person's mailbox. `restless`: Exchange writes an event again, by itself, each time somebody has read it.

    `duplicates`: what a transaction that is known already is answered with, `201` (and what was made then) or `409`.
    """

    authority: Authority = field(default_factory=Authority)
    can_edit: bool = True
    restless: bool = False
    duplicates: int = 201
    page_size: int = 10
    trouble: Trouble = field(default_factory=lambda: Trouble(refusal))
    items: dict[str, Item] = field(default_factory=dict)
    made: dict[str, Item] = field(default_factory=dict)
    """What was made in each transaction, also where it is deleted since."""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    url: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    # --- what people do in their calendar ---------------------------------------------------------------------------

    def add(self, **item: Any) -> Item:
        """Something that its owner or somebody else put into the calendar; times are in UTC."""
        number = next(self._numbers)
        created = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=number)
        organizer = {"emailAddress": {"name": "Amina", "address": OWNER}}
        whole = {
            "id": f"AAMkAD{number:06d}=",
            "iCalUId": f"040000008200E00074C5B7101A82E00800000000{number:040X}",
            "createdDateTime": created.isoformat(),
            "isAllDay": False,
            "isCancelled": False,
            "isOrganizer": True,
            "isReminderOn": True,
            "reminderMinutesBeforeStart": 15,
            "sensitivity": "normal",
            "showAs": "busy",
            "subject": "",
            "bodyPreview": "",
            "organizer": organizer,
            "attendees": [],
            "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
            "type": "singleInstance",
            **item,
        }
        return self._keep(whole)

    def edit(self, item: Item, **changes: Any) -> None:
        self._keep({**self.items[item["id"]], **changes})

    def delete(self, item: Item) -> None:
        del self.items[item["id"]]

    def only(self) -> Item:
        (item,) = self.items.values()
        return item

    # --- the server -------------------------------------------------------------------------------------------------

    def app(self) -> web.Application:
        app = web.Application()
        for path in ("/calendar", "/events", "/events/{event}", "/calendarView"):
            app.router.add_route("*", f"/v1.0/me{path}", self._answer)
        app.router.add_post("/organizations/oauth2/v2.0/token", self.authority.token)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(raw) if (raw := await request.read()) else None
        self.requests.append((request.method, request.path, dict(request.query)))
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        try:
            status, answer = self._done(request, body)
        except Refusal as refused:
            return web.json_response(refusal(refused.status, refused.code), status=refused.status)
        if answer is None:
            return self.trouble.instead_of(web.Response(status=status), request.method)
        for item in answer.get("value", [answer]):
            self.wrong += graph.wrong("Calendar" if request.path.endswith("/calendar") else "Event", item)
        return self.trouble.instead_of(web.json_response(answer, status=status), request.method)

    def _done(self, request: web.Request, body: Any) -> tuple[int, Item | None]:
        if (scopes := self.authority.scopes_of(request)) is None:
            raise Refusal(401, "InvalidAuthenticationToken")
        if "Calendars.ReadWrite" not in scopes:
            raise Refusal(403, "ErrorAccessDenied")
        assert 'outlook.timezone="UTC"' in request.headers["Prefer"]
        self._check_query(request)
        if request.path.endswith("/calendar"):
            owner = {"name": "Amina", "address": OWNER}
            return 200, {"id": "AAMkcal=", "name": "Calendar", "owner": owner, "canEdit": self.can_edit}
        if "event" in request.match_info:
            return self._one(request, body)
        if request.method == "POST":
            return 201, self._made(body)
        return 200, self._listed(request)

    def _check_query(self, request: web.Request) -> None:
        known = {"$select", "$expand", "$filter", "$top", "$skip"}
        if request.path.endswith("/calendarView"):
            known |= {"startDateTime", "endDateTime"}
        if set(request.query) - known:
            raise Refusal(400, "RequestBroker--ParseUri")
        kind = "Calendar" if request.path.endswith("/calendar") else "Event"
        selected = request.query.get("$select", "").split(",") if "$select" in request.query else []
        self.wrong += [f"{name} is no property of {kind}" for name in selected if name not in graph.names(kind)]

    def _made(self, body: Item) -> Item:
        self._check(body)
        transaction = body.get("transactionId")
        if transaction in self.made:
            if self.duplicates == 409:
                raise Refusal(409, "ErrorDuplicateTransactionId")
            return self.made[transaction]
        made = self.add(**_in_utc(body))
        if transaction is not None:
            self.made[transaction] = made
        return _selected(made, None, None)

    def _one(self, request: web.Request, body: Any) -> tuple[int, Item | None]:
        item = self.items.get(request.match_info["event"])
        if item is None:
            raise Refusal(404, "ErrorItemNotFound")
        if request.method == "GET":
            return 200, self._read(item, request)
        if request.headers.get("If-Match", "*") not in ("*", item["@odata.etag"]):
            raise Refusal(412, "ErrorIrresolvableConflict")
        if request.method == "DELETE":
            del self.items[item["id"]]
            return 204, None
        self._check(body)
        if "transactionId" in body:
            raise Refusal(400, "ErrorPropertyCannotBeChanged")
        return 200, _selected(self._keep({**item, **_in_utc(body)}), None, None)

    def _check(self, body: Any) -> None:
        self.wrong += graph.wrong("Event", body)
        for end in ("start", "end"):
            if body[end]["timeZone"] not in ("UTC", *WINDOWS_TO_OLSON):
                raise Refusal(400, "TimeZoneNotSupportedException")

    def _keep(self, item: Item) -> Item:
        key = f"key{next(self._numbers)}"
        self.items[item["id"]] = {**copy.deepcopy(item), "changeKey": key, "@odata.etag": f'W/"{key}"'}
        return self.items[item["id"]]

    def _read(self, item: Item, request: web.Request) -> Item:
        shown = _selected(item, request.query.get("$select"), request.query.get("$expand"))
        if self.restless:
            self._keep(item)
        return shown

    def _listed(self, request: web.Request) -> Item:
        found = list(self.items.values())
        if request.path.endswith("/calendarView"):
            since, until = (_utc(request.query[name]) for name in ("startDateTime", "endDateTime"))
            found = [
                item
                for item in found
                if _utc(item["end"]["dateTime"]) > since and _utc(item["start"]["dateTime"]) < until
            ]
        elif "$filter" in request.query:
            # In no order that anybody could rely on: the newest first.
            found = [item for item in reversed(found) if _has(item, request.query["$filter"])]
        size = min(int(request.query.get("$top", 10)), self.page_size)
        first = int(request.query.get("$skip", 0))
        answer: Item = {"value": [self._read(item, request) for item in found[first : first + size]]}
        if first + size < len(found):
            following = request.url.update_query({"$skip": str(first + size)})
            answer["@odata.nextLink"] = str(following)
        return answer


def _has(item: Item, wanted: str) -> bool:
    found = _ANY.fullmatch(wanted)
    if found is None:
        raise Refusal(400, "ErrorInvalidUrlQueryFilter")
    values = [p["value"].lower() for p in item.get("singleValueExtendedProperties", []) if p["id"] == found["id"]]
    if found["is"] is not None:
        return found["is"].lower() in values
    return any(value.startswith(found["begins"].lower()) for value in values)


def _selected(item: Item, select: str | None, expand: str | None) -> Item:
    """What is sent of an event: extended properties only where they were asked for, and notes always."""
    names = set(item) if select is None else {*select.split(","), "id"}
    kept = {key: value for key, value in item.items() if key in names or key.startswith("@")}
    kept.pop("singleValueExtendedProperties", None)
    if expand is not None:
        wanted = _EXPAND.fullmatch(expand)
        if wanted is None:
            raise Refusal(400, "ErrorInvalidUrlQueryFilter")
        properties = [p for p in item.get("singleValueExtendedProperties", []) if p["id"] == wanted[1]]
        if properties:
            kept["singleValueExtendedProperties"] = properties
    return kept


def _in_utc(body: Item) -> Item:
    """Times as they are told afterwards, and the beginning of the text."""
    changed = dict(body)
    for end in ("start", "end"):
        zone = ZoneInfo(WINDOWS_TO_OLSON.get(body[end]["timeZone"], "UTC"))
        moment = datetime.fromisoformat(body[end]["dateTime"]).replace(tzinfo=zone).astimezone(UTC)
        changed[f"original{end.title()}TimeZone"] = body[end]["timeZone"]
        changed[end] = {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}
    if "body" in body:
        changed["bodyPreview"] = body["body"]["content"][:255]
    return changed


def _utc(said: str) -> datetime:
    found = datetime.fromisoformat(said)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


@asynccontextmanager
async def graph_double(**options: Any) -> AsyncIterator[GraphDouble]:
    """Run it until the block ends; then nothing may have been asked or said that Graph's types do not know."""
    double = GraphDouble(**options)
    async with served(double.app()) as url:
        double.url = url
        yield double
    assert not double.wrong, double.wrong
