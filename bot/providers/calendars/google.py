"""Google Calendar through its REST interface, version 3: blocks have ids of our choice, so that none is made twice."""

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
    Protection,
    Standing,
)
from bot.providers.calendars import google_events as events
from bot.providers.calendars.access import Access
from bot.providers.calendars.wire import WHOLE, Answer, within

MEND: Final = "Google no longer lets Thrice into your calendar. Connect it again: `/thrice focus`."
_GONE: Final = "The Google calendar that Thrice kept your learning blocks in is gone. Connect another: `/thrice focus`."
_LIMITS: Final = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "calendarUsageLimitsExceeded", "dailyLimitExceeded"}
)
_OPERATORS: Final = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_PAGE: Final = 2500
_MOST_PAGES: Final = 40
_MOST_MEETING_PAGES: Final = 4
_TRIED_AT: Final = ("2000-01-03T03:00:00Z", "2000-01-03T03:05:00Z")


class GoogleCalendar:
    """One member's Google calendar (see `bot.ports.calendar.Calendar`)."""

    def __init__(
        self,
        access: Access,
        *,
        api_url: str,
        zone: ZoneInfo,
        calendar_id: str = "primary",
        can_decline: bool = False,
        whole: float = WHOLE,
    ) -> None:
        """`can_decline` is what `look` saw: whether the account has focus time."""
        self._access = access
        self._events = f"{api_url}/calendars/{quote(calendar_id, safe='')}/events"
        self._zone = zone
        self._can_decline = can_decline
        self._whole = whole

    async def look(self) -> CalendarSeen:
        """Read the calendar, see whether we may write, and try focus time on a day long past."""
        answer = await self._ask("GET", query={"maxResults": 1, "fields": "summary,accessRole"})
        if answer.body.get("accessRole") not in ("owner", "writer"):
            raise CalendarRefused(
                "Thrice may read this Google calendar, but not write into it. Choose one of your own."
            )
        name = answer.body.get("summary")
        return CalendarSeen(name if isinstance(name, str) else "Google Calendar", await self._has_focus_time())

    async def put(self, event: BlockEvent, *, version: str | None) -> Standing:
        """Write a block."""
        if version is None:
            return await self._make(event)
        item = await self._item(event.uid)
        if item is None or item.get("etag") != version:
            return self._lost_answer_or_change(item, event)
        body = events.written(event, str(item.get("eventType", events.PLAIN)))
        answer = await self._send("PUT", event.uid, body=body, headers={"If-Match": version})
        if answer.status in (404, 410, 412):
            return self._lost_answer_or_change(await self._item(event.uid), event)
        return self._standing(self._good(answer).body)

    async def remove(self, uid: str, *, version: str | None) -> None:
        """Take a block away."""
        answer = await self._send("DELETE", uid, headers={"If-Match": version} if version is not None else {})
        if answer.status in (404, 410):
            return
        if answer.status == 412:
            item = await self._item(uid)
            if item is not None:
                raise ChangedByOwner(events.standing(item, self._zone))
            return
        if self._good(answer).status != 204:
            raise CalendarUnavailable("google: an answer that does not say that a block was removed")

    async def changes(self, token: str | None) -> Changes:
        """Return what became of our blocks since the sync token."""
        return await within(self._changes(token), "google", self._whole)

    async def meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        """Return what else stands there between two moments."""
        return await within(self._meetings(since, until), "google", self._whole)

    async def _changes(self, token: str | None) -> Changes:
        found: list[Standing] = []
        gone: list[str] = []
        following: str | None = None
        query = {"maxResults": _PAGE, "fields": f"kind,nextPageToken,nextSyncToken,items({events.STANDING_FIELDS})"}
        async for answer in self._pages({**query, **({"syncToken": token} if token else {})}, most=_MOST_PAGES):
            # 410 is how Google says that a token has ended; 400 that it never was one of this calendar's.
            if token is not None and answer.status in (400, 410):
                return await self._changes(None)
            for item in _items(self._good(answer)):
                uid, standing = events.uid_of(item.get("id")), events.standing(item, self._zone)
                if standing is not None:
                    found.append(standing)
                elif uid is not None:
                    gone.append(uid)
            following = _text(answer.body.get("nextSyncToken"))
        if following is None:
            raise CalendarUnavailable("google: a list without an end")
        return Changes(found, gone if token else (), following, is_whole=token is None)

    async def _meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        query = {
            "timeMin": _utc(since),
            "timeMax": _utc(until),
            "singleEvents": "true",
            "orderBy": "startTime",
            "maxResults": _PAGE,
            "maxAttendees": 100,
            "fields": f"kind,nextPageToken,items({events.MEETING_FIELDS})",
        }
        return [
            meeting
            async for answer in self._pages(query, most=_MOST_MEETING_PAGES)
            for item in _items(self._good(answer))
            if (meeting := events.meeting(item, self._zone)) is not None
        ]

    async def _make(self, event: BlockEvent) -> Standing:
        answer: Answer | None = None
        if event.protection is Protection.HARD and self._can_decline:
            answer = await self._ask("POST", body=events.written(event, events.FOCUS), judge=False)
        # An account can lose focus time (another licence): a busy event is better than none.
        if answer is None or (answer.status in (400, 403) and not _is_limit(answer)):
            answer = await self._ask("POST", body=events.written(event, events.PLAIN), judge=False)
        if answer.status == 409:
            return await self._there(event)
        return self._standing(self._good(answer).body)

    async def _there(self, event: BlockEvent) -> Standing:
        """Return the block whose id is taken; one that was deleted keeps its id and is put back."""
        answer = self._good(await self._send("GET", event.uid))
        if (there := events.standing(answer.body, self._zone)) is not None:
            return there
        body = events.written(event, str(answer.body.get("eventType", events.PLAIN)))
        match = {"If-Match": str(answer.body.get("etag", "*"))}
        return self._standing(self._good(await self._send("PUT", event.uid, body=body, headers=match)).body)

    async def _item(self, uid: str) -> Mapping[str, Any] | None:
        """Return a block as Google has it; none where it is gone."""
        answer = await self._send("GET", uid)
        if answer.status in (404, 410) or answer.body.get("status") == "cancelled":
            return None
        item = self._good(answer).body
        # What says nothing of the block must not pass for one that its owner took away.
        self._standing(item)
        return item

    def _lost_answer_or_change(self, item: Mapping[str, Any] | None, event: BlockEvent) -> Standing:
        if item is not None and events.is_as(item, event):
            return self._standing(item)
        raise ChangedByOwner(None if item is None else events.standing(item, self._zone))

    def _standing(self, item: Mapping[str, Any]) -> Standing:
        standing = events.standing(item, self._zone)
        if standing is None:
            raise CalendarUnavailable("google: an answer without the block that was written")
        return standing

    async def _has_focus_time(self) -> bool:
        starts, ends = _TRIED_AT
        body = {
            "eventType": events.FOCUS,
            "summary": "Thrice",
            "start": {"dateTime": starts},
            "end": {"dateTime": ends},
            "focusTimeProperties": {"autoDeclineMode": "declineNone"},
        }
        answer = await self._ask("POST", body=body, judge=False)
        if answer.status in (400, 403) and not _is_limit(answer):
            return False
        made = self._good(answer).body
        await self._ask("DELETE", under=f"/{quote(str(made.get('id')), safe='')}", judge=False)
        return made.get("eventType") == events.FOCUS

    async def _pages(self, query: Mapping[str, object], *, most: int) -> AsyncIterator[Answer]:
        page: str | None = None
        for _ in range(most):
            answer = await self._ask("GET", query={**query, **({"pageToken": page} if page else {})}, judge=False)
            yield answer
            page = _text(answer.body.get("nextPageToken"))
            if page is None:
                return

    async def _send(
        self,
        method: str,
        uid: str,
        *,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return await self._ask(method, under=f"/{events.event_id(uid)}", body=body, headers=headers, judge=False)

    async def _ask(
        self,
        method: str,
        *,
        under: str = "",
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        judge: bool = True,
    ) -> Answer:
        address = f"{self._events}{under}" + (f"?{urlencode(query)}" if query else "")
        answer = await self._access.send(method, address, headers=headers, body=body)
        return self._good(answer) if judge else answer

    def _good(self, answer: Answer) -> Answer:
        """Return an answer that is one; raise what its refusal means."""
        if answer.status < 300:
            return answer
        reason = _reason(answer)
        said = f"google: {answer.status} {reason}"
        if _is_limit(answer):
            raise CalendarUnavailable(said, after=answer.after)
        if answer.status == 404:
            raise CalendarRefused(_GONE)
        if answer.status == 403 and reason not in _OPERATORS:
            raise CalendarRefused(MEND)
        raise CalendarUnavailable(said)


def _is_limit(answer: Answer) -> bool:
    return answer.status == 403 and _reason(answer) in _LIMITS


def _reason(answer: Answer) -> str:
    """Return Google's word for a refusal, for the log."""
    error = answer.body.get("error")
    errors = error.get("errors") if isinstance(error, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    reason = first.get("reason") if isinstance(first, dict) else None
    return reason if isinstance(reason, str) and re.fullmatch(r"[A-Za-z_]{1,60}", reason) else "unknown"


def _items(answer: Answer) -> list[Mapping[str, Any]]:
    # An empty list may be left out; what says nothing of itself must not pass for an empty calendar.
    if answer.body.get("kind") != "calendar#events":
        raise CalendarUnavailable("google: an answer that is no list of events")
    items = answer.body.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
