"""Our double of Google Calendar on loopback; what is asked of it and what it says is checked by Google's document.

`npm emulate` knows inserting, listing and deleting; what it does not (ids of our choice, etags, deleted events, sync
tokens, focus time, partial answers, refusals) is here, as Google's reference describes it.
"""

import copy
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.counterparts import google
from tests.counterparts.authority import Authority
from tests.counterparts.partial import partial
from tests.counterparts.serve import served
from tests.counterparts.trouble import Trouble

OWNER = "amina@example.com"
Item = dict[str, Any]


class Refusal(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def refusal(status: int, reason: str) -> dict[str, Any]:
    errors = [{"domain": "global", "reason": reason, "message": reason}]
    return {"error": {"code": status, "message": reason, "errors": errors}}


@dataclass
class GoogleDouble:
    """One person's primary calendar. `has_focus_time`: a Workspace account whose licence has it."""

    authority: Authority = field(default_factory=Authority)
    has_focus_time: bool = True
    role: str = "owner"
    is_there: bool = True
    page_size: int = 250
    trouble: Trouble = field(default_factory=lambda: Trouble(refusal))
    items: dict[str, Item] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The methods that were called, with their queries."""
    wrong: list[str] = field(default_factory=list)
    """What Google's document says against requests and answers."""
    url: str = ""
    after_reading: list[Callable[[], None]] = field(default_factory=list)
    """What its owner does when one event was read, before anything is written."""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _changed: dict[str, int] = field(default_factory=dict)
    _oldest_token: int = 0

    # --- what people do in their calendar ---------------------------------------------------------------------------

    def add(self, item_id: str, **item: Any) -> Item:
        """Something that its owner or somebody else put into the calendar."""
        organizer = {"email": OWNER, "self": True}
        whole = {
            "id": item_id,
            "iCalUID": f"{item_id}@google.com",
            "status": "confirmed",
            "organizer": organizer,
            **item,
        }
        return self._keep(whole)

    def edit(self, item_id: str, **changes: Any) -> None:
        self._keep({**self.items[item_id], **changes})

    def delete(self, item_id: str) -> None:
        """A deleted event keeps nothing but its id for those who list it."""
        self._keep({**self.items[item_id], "status": "cancelled"})

    def forget_old_tokens(self) -> None:
        self._oldest_token = next(self._numbers)

    def live(self) -> list[Item]:
        return [item for item in self.items.values() if item["status"] != "cancelled"]

    # --- the server -------------------------------------------------------------------------------------------------

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/calendar/v3/calendars/{calendar}/events", self._answer)
        app.router.add_route("*", "/calendar/v3/calendars/{calendar}/events/{event}", self._answer)
        app.router.add_post("/token", self.authority.token)
        app.router.add_post("/revoke", self.authority.revoke)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = self._name(request)
        body = json.loads(raw) if (raw := await request.read()) else None
        query = [(key, value) for key, value in request.query.items()]
        self.requests.append((name, dict(query)))
        self.wrong += google.wrong_in_request(name, query, body)
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        try:
            answer = self._done(name, request, body)
        except Refusal as refused:
            return web.json_response(refusal(refused.status, refused.reason), status=refused.status)
        self.wrong += google.wrong_in_answer(name, answer)
        if answer is None:
            return self.trouble.instead_of(web.Response(status=204), request.method)
        return self.trouble.instead_of(web.json_response(partial(answer, request.query.get("fields"))), request.method)

    def _name(self, request: web.Request) -> str:
        one = {"GET": "get", "PUT": "update", "DELETE": "delete"}
        return (one if "event" in request.match_info else {"GET": "list", "POST": "insert"})[request.method]

    def _done(self, name: str, request: web.Request, body: Any) -> Item | None:
        scopes = self.authority.scopes_of(request)
        if scopes is None:
            raise Refusal(401, "authError")
        if not google.may_use(name, scopes):
            raise Refusal(403, "insufficientPermissions")
        if not self.is_there or request.match_info["calendar"] != "primary":
            raise Refusal(404, "notFound")
        if name == "list":
            return self._listed(request)
        if name == "insert":
            return self._inserted(body)
        item = self.items.get(request.match_info["event"])
        if item is None:
            raise Refusal(404, "notFound")
        if name == "get":
            for act in self.after_reading:
                act()
            return item
        if request.headers.get("If-Match", item["etag"]) not in (item["etag"], "*"):
            raise Refusal(412, "conditionNotMet")
        return self._updated(item, body) if name == "update" else self._deleted(item)

    def _inserted(self, body: Item) -> Item:
        item_id = body.get("id", f"google{next(self._numbers):020d}")
        if not 5 <= len(item_id) <= 1024 or set(item_id) - set("0123456789abcdefghijklmnopqrstuv"):
            raise Refusal(400, "invalid")
        if item_id in self.items:
            raise Refusal(409, "duplicate")
        self._check(body)
        return self._keep(
            {**body, "id": item_id, "iCalUID": f"{item_id}@google.com", "organizer": {"email": OWNER, "self": True}}
        )

    def _updated(self, item: Item, body: Item) -> Item:
        if body.get("eventType", "default") != item.get("eventType", "default"):
            raise Refusal(400, "eventTypeCannotBeChanged")
        self._check(body)
        return self._keep({**{key: item[key] for key in ("iCalUID", "organizer")}, **body, "id": item["id"]})

    def _deleted(self, item: Item) -> None:
        if item["status"] == "cancelled":
            raise Refusal(410, "deleted")
        self.delete(item["id"])

    def _check(self, body: Item) -> None:
        is_focus = body.get("eventType") == "focusTime"
        if is_focus and not self.has_focus_time:
            raise Refusal(400, "eventTypeRestriction")
        if ("focusTimeProperties" in body) and not is_focus:
            raise Refusal(400, "invalid")
        if is_focus and ("dateTime" not in body["start"] or body.get("transparency", "opaque") != "opaque"):
            raise Refusal(400, "malformedFocusTimeEvent")
        if _moment(body["end"]) <= _moment(body["start"]):
            raise Refusal(400, "timeRangeEmpty")

    def _keep(self, item: Item) -> Item:
        number = next(self._numbers)
        self._changed[item["id"]] = number
        kept = {"status": "confirmed", "eventType": "default", **copy.deepcopy(item), "kind": "calendar#event"}
        self.items[item["id"]] = {**kept, "etag": f'"{number}"'}
        return self.items[item["id"]]

    def _listed(self, request: web.Request) -> Item:
        query, token = request.query, request.query.get("syncToken")
        if token is not None:
            if {"timeMin", "timeMax", "orderBy", "q", "updatedMin", "privateExtendedProperty"} & set(query):
                raise Refusal(400, "syncTokenWithNonDefaultOrdering")
            if not token.isdecimal():
                raise Refusal(400, "invalid")
            if int(token) < self._oldest_token:
                raise Refusal(410, "fullSyncRequired")
        found = [item for item in self.items.values() if self._is_wanted(item, query, token)]
        if query.get("orderBy") == "startTime":
            assert query.get("singleEvents") == "true"
            found.sort(key=lambda item: _moment(item["start"]))
        size = min(int(query.get("maxResults", 250)), self.page_size)
        first = int(query.get("pageToken", 0))
        page = {"items": [self._shown(item, token) for item in found[first : first + size]]}
        last = first + size >= len(found)
        following = {"nextSyncToken": str(next(self._numbers))} if last else {"nextPageToken": str(first + size)}
        if "orderBy" in query and last:
            following = {}
        head = {"kind": "calendar#events", "summary": OWNER, "accessRole": self.role, "timeZone": "Europe/Berlin"}
        return {**head, **page, **following}

    def _is_wanted(self, item: Item, query: Any, token: str | None) -> bool:
        if token is not None:
            return self._changed[item["id"]] > int(token)
        if item["status"] == "cancelled":
            return False
        if query.get("singleEvents") == "true" and "recurrence" in item:
            return False
        since, until = query.get("timeMin"), query.get("timeMax")
        return (since is None or _moment(item["end"]) > datetime.fromisoformat(since)) and (
            until is None or _moment(item["start"]) < datetime.fromisoformat(until)
        )

    def _shown(self, item: Item, token: str | None) -> Item:
        if token is not None and item["status"] == "cancelled":
            return {"id": item["id"], "kind": "calendar#event", "status": "cancelled", "etag": item["etag"]}
        return item


def _moment(said: Any) -> datetime:
    if "date" in said:
        return datetime.fromisoformat(said["date"]).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    found = datetime.fromisoformat(said["dateTime"])
    return found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(said.get("timeZone", "UTC")))


@asynccontextmanager
async def google_double(**options: Any) -> AsyncIterator[GoogleDouble]:
    """Run it until the block ends; then nothing may have been asked or said that Google's document does not know."""
    double = GoogleDouble(**options)
    async with served(double.app()) as url:
        double.url = url
        yield double
    assert not double.wrong, double.wrong
