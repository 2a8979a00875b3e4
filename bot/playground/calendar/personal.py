"""One person's calendar as Google keeps it: ids of the app's choice, etags, deleted events, sync tokens, focus time.

Written after Google's reference. Our contract tests run the provider for Google against it, and hold what it is asked
and what it says against Google's published discovery document.
"""

import copy
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .items import FOCUS, Item, answered, declines, moment, overlap, own_answer
from .refusal import Refusal

_LETTERS_OF_IDS = frozenset("0123456789abcdefghijklmnopqrstuv")
_NOT_WITH_TOKENS = frozenset({"timeMin", "timeMax", "orderBy", "q", "updatedMin", "privateExtendedProperty"})


def name_of(method: str, *, is_one: bool) -> str:
    """The method of Google's events that a request is for; "" for none that is here. `is_one`: it names an event."""
    one = {"GET": "get", "PUT": "update", "DELETE": "delete"}
    return (one if is_one else {"GET": "list", "POST": "insert"}).get(method, "")


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _nobody() -> None:
    return None


@dataclass
class PersonalCalendar:
    """Somebody's primary calendar. `has_focus_time`: a Workspace account whose licence has it."""

    owner: str = "amina@example.com"
    zone: Callable[[], str] = lambda: "Europe/Berlin"
    has_focus_time: bool = True
    role: str = "owner"
    page_size: int = 250
    items: dict[str, Item] = field(default_factory=dict)
    by_app: set[str] = field(default_factory=set)
    """The ids of what an app put there."""
    changed: Callable[[], None] = _nobody
    """Called after each change, by whomever."""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _changed_at: dict[str, int] = field(default_factory=dict)
    _oldest_token: int = 0

    # --- what people do in their calendar ---------------------------------------------------------------------------

    def add(self, item_id: str, **item: Any) -> Item:
        """Something that its owner or somebody else put into the calendar."""
        return self._keep(
            {
                "id": item_id,
                "iCalUID": f"{item_id}@google.com",
                "status": "confirmed",
                "organizer": {"email": self.owner, "self": True},
                **item,
            }
        )

    def edit(self, item_id: str, **changes: Any) -> Item:
        """Its owner changes an event."""
        return self._keep({**self.items[item_id], **changes})

    def delete(self, item_id: str) -> None:
        """A deleted event keeps nothing but its id for those who list it."""
        self._keep({**self.items[item_id], "status": "cancelled"})

    def answer(self, item_id: str, answer: str) -> Item:
        """Its owner answers an invitation."""
        return self._keep(answered(self.items[item_id], answer))

    def live(self) -> list[Item]:
        """What stands there."""
        return [item for item in self.items.values() if item["status"] != "cancelled"]

    def forget_old_tokens(self) -> None:
        """No sync token works any more that was given so far."""
        self._oldest_token = next(self._numbers)

    # --- what an app asks for ---------------------------------------------------------------------------------------

    def done(self, name: str, item_id: str, query: Mapping[str, str], body: Any, if_match: str | None) -> Item | None:
        """Do what a method of Google's events (see `name_of`) is asked for; return its answer. Raises `Refusal`."""
        if name == "list":
            return self.listed(query)
        if name in ("insert", "update") and not isinstance(body, dict):
            raise Refusal(400, "parseError")
        match name:
            case "insert":
                return self.insert(body)
            case "update":
                return self.update(item_id, body, if_match)
            case "delete":
                self.remove(item_id, if_match)
                return None
        return self.event(item_id)

    def insert(self, body: Item) -> Item:
        """Make an event. Raises `Refusal`."""
        item_id = body.get("id") or f"google{next(self._numbers):020d}"
        if not isinstance(item_id, str) or not 5 <= len(item_id) <= 1024 or set(item_id) - _LETTERS_OF_IDS:
            raise Refusal(400, "invalid")
        if item_id in self.items:
            raise Refusal(409, "duplicate")
        self._check(body)
        self.by_app.add(item_id)
        return self.add(item_id, **{key: value for key, value in body.items() if key != "id"})

    def event(self, item_id: str, if_match: str | None = None) -> Item:
        """An event, also a deleted one. Raises `Refusal`, also where it is not as `if_match` has it."""
        item = self.items.get(item_id)
        if item is None:
            raise Refusal(404, "notFound")
        if if_match not in (None, "*", item["etag"]):
            raise Refusal(412, "conditionNotMet")
        return item

    def update(self, item_id: str, body: Item, if_match: str | None) -> Item:
        """Put an event in place of another; a deleted one is there again. Raises `Refusal`."""
        item = self.event(item_id, if_match)
        if body.get("eventType", "default") != item.get("eventType", "default"):
            raise Refusal(400, "eventTypeCannotBeChanged")
        self._check(body)
        return self._keep({**{key: item[key] for key in ("iCalUID", "organizer")}, **body, "id": item_id})

    def remove(self, item_id: str, if_match: str | None) -> None:
        """Delete an event. Raises `Refusal`."""
        if self.event(item_id, if_match)["status"] == "cancelled":
            raise Refusal(410, "deleted")
        self.delete(item_id)

    def listed(self, query: Mapping[str, str]) -> Item:
        """A page of events, or of what changed since a sync token. Raises `Refusal`."""
        token = query.get("syncToken")
        self._check_query(query, token)
        found = [item for item in self.items.values() if self._is_wanted(item, query, token)]
        if query.get("orderBy") == "startTime":
            found.sort(key=lambda item: moment(item["start"], self.zone()))
        size, first = min(int(query.get("maxResults", 250)), self.page_size), int(query.get("pageToken", 0))
        page = {"items": [self._shown(item, token) for item in found[first : first + size]]}
        last = first + size >= len(found)
        following = {"nextSyncToken": str(next(self._numbers))} if last else {"nextPageToken": str(first + size)}
        if "orderBy" in query and last:
            following = {}
        head = {"kind": "calendar#events", "summary": self.owner, "accessRole": self.role, "timeZone": self.zone()}
        return {**head, **page, **following}

    # --- how it is kept ---------------------------------------------------------------------------------------------

    def _keep(self, item: Item) -> Item:
        whole = self._declined(
            {"status": "confirmed", "eventType": "default", **copy.deepcopy(item), "kind": "calendar#event"}
        )
        number = next(self._numbers)
        self._changed_at[item["id"]] = number
        self.items[item["id"]] = {**whole, "etag": f'"{number}"'}
        self.changed()
        return self.items[item["id"]]

    def _declined(self, item: Item) -> Item:
        """What comes into a focus time is declined by the calendar itself, unless its owner has answered it already."""
        mine = own_answer(item)
        if mine is None or mine.get("responseStatus") != "needsAction" or item["status"] == "cancelled":
            return item
        for focus in self.live():
            if declines(focus) and overlap(focus, item, self.zone()):
                return answered(item, "declined", focus["focusTimeProperties"].get("declineMessage", ""))
        return item

    def _check(self, body: Item) -> None:
        is_focus = body.get("eventType") == FOCUS
        if is_focus and not self.has_focus_time:
            raise Refusal(400, "eventTypeRestriction")
        if ("focusTimeProperties" in body) and not is_focus:
            raise Refusal(400, "invalid")
        try:
            starts, ends = moment(body.get("start"), self.zone()), moment(body.get("end"), self.zone())
        except ValueError:
            raise Refusal(400, "invalid") from None
        if is_focus and ("dateTime" not in body["start"] or body.get("transparency", "opaque") != "opaque"):
            raise Refusal(400, "malformedFocusTimeEvent")
        if ends <= starts:
            raise Refusal(400, "timeRangeEmpty")

    def _check_query(self, query: Mapping[str, str], token: str | None) -> None:
        numbers = [query[name] for name in ("maxResults", "pageToken") if name in query]
        if any(not number.isdecimal() for number in numbers):
            raise Refusal(400, "invalid")
        if not all(_is_moment(query[name]) for name in ("timeMin", "timeMax") if name in query):
            raise Refusal(400, "badRequest")
        if query.get("orderBy") == "startTime" and query.get("singleEvents") != "true":
            raise Refusal(400, "invalid")
        if token is None:
            return
        if _NOT_WITH_TOKENS & set(query):
            raise Refusal(400, "syncTokenWithNonDefaultOrdering")
        if not token.isdecimal():
            raise Refusal(400, "invalid")
        if int(token) < self._oldest_token:
            raise Refusal(410, "fullSyncRequired")

    def _is_wanted(self, item: Item, query: Mapping[str, str], token: str | None) -> bool:
        if token is not None:
            return self._changed_at[item["id"]] > int(token)
        if item["status"] == "cancelled":
            return False
        if query.get("singleEvents") == "true" and "recurrence" in item:
            return False
        since, until = query.get("timeMin"), query.get("timeMax")
        return (since is None or moment(item["end"], self.zone()) > datetime.fromisoformat(since)) and (
            until is None or moment(item["start"], self.zone()) < datetime.fromisoformat(until)
        )

    def _shown(self, item: Item, token: str | None) -> Item:
        if token is not None and item["status"] == "cancelled":
            return {"id": item["id"], "kind": "calendar#event", "status": "cancelled", "etag": item["etag"]}
        return item
