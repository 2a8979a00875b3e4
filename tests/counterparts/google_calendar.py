"""Our double of Google Calendar on loopback; what is asked of it and what it says is checked by Google's document.

`npm emulate` knows inserting, listing and deleting; what it does not (ids of our choice, etags, deleted events, sync
tokens, focus time, partial answers, refusals) is in the playground's calendar, as Google's reference describes it. So
what the demo shows is what these tests hold against Google's document.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.calendar.items import Item
from bot.playground.calendar.partial import partial
from bot.playground.calendar.personal import PersonalCalendar, name_of
from bot.playground.calendar.refusal import Refusal, refusal
from tests.counterparts import google
from tests.counterparts.authority import Authority
from tests.counterparts.serve import served
from tests.counterparts.trouble import Trouble


@dataclass
class GoogleDouble(PersonalCalendar):
    """The playground's calendar of one person, with what can go wrong on the way to it."""

    authority: Authority = field(default_factory=Authority)
    is_there: bool = True
    trouble: Trouble = field(default_factory=lambda: Trouble(refusal))
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The methods that were called, with their queries."""
    wrong: list[str] = field(default_factory=list)
    """What Google's document says against requests and answers."""
    url: str = ""
    after_reading: list[Callable[[], None]] = field(default_factory=list)
    """What its owner does when one event was read, before anything is written."""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/calendar/v3/calendars/{calendar}/events", self._answer)
        app.router.add_route("*", "/calendar/v3/calendars/{calendar}/events/{event}", self._answer)
        app.router.add_post("/token", self.authority.token)
        app.router.add_post("/revoke", self.authority.answer_to_revoking)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = name_of(request.method, is_one="event" in request.match_info)
        body = json.loads(raw) if (raw := await request.read()) else None
        query = [(key, value) for key, value in request.query.items()]
        self.requests.append((name, dict(query)))
        self.wrong += google.wrong_in_request(name, query, body)
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        try:
            answer = self._asked(name, request, body)
        except Refusal as refused:
            return web.json_response(refusal(refused.status, refused.reason), status=refused.status)
        self.wrong += google.wrong_in_answer(name, answer)
        if answer is None:
            return self.trouble.instead_of(web.Response(status=204), request.method)
        return self.trouble.instead_of(web.json_response(partial(answer, request.query.get("fields"))), request.method)

    def _asked(self, name: str, request: web.Request, body: Any) -> Item | None:
        scopes = self.authority.scopes_of(request)
        if scopes is None:
            raise Refusal(401, "authError")
        if not google.may_use(name, scopes):
            raise Refusal(403, "insufficientPermissions")
        if not self.is_there or request.match_info["calendar"] != "primary":
            raise Refusal(404, "notFound")
        item_id, match = request.match_info.get("event", ""), request.headers.get("If-Match")
        return self.done(name, item_id, request.query, body, match)

    def done(self, name: str, item_id: str, query: Mapping[str, str], body: Any, if_match: str | None) -> Item | None:
        answer = super().done(name, item_id, query, body, if_match)
        for act in self.after_reading if name == "get" else ():
            act()
        return answer


@asynccontextmanager
async def google_double(**options: Any) -> AsyncIterator[GoogleDouble]:
    """Run it until the block ends; then nothing may have been asked or said that Google's document does not know."""
    double = GoogleDouble(**options)
    async with served(double.app()) as url:
        double.url = url
        yield double
    assert not double.wrong, double.wrong
