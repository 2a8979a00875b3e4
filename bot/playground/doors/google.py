"""Google's door to the calendars: events and tokens for an app, and the window in which somebody lets it in."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from ..calendar.authority import Authority
from ..calendar.calendars import Calendars
from ..calendar.items import Item
from ..calendar.partial import partial
from ..calendar.personal import PersonalCalendar, name_of
from ..calendar.refusal import Refusal, refusal
from ..errors import Refused
from ..world.model import Person
from ..world.world import World
from .window import options, window

PREFIX: Final = "/google"
API: Final = f"{PREFIX}/calendar/v3"
CONSENT: Final = f"{PREFIX}/consent"
_SCOPES: Final = frozenset(
    f"https://www.googleapis.com/auth/calendar{part}" for part in ("", ".events", ".events.owned")
)
"""Each of them lets an app read and write the events of its owner's calendar."""


class GoogleDoor:
    """The routes under `/google`."""

    def __init__(self, world: World, calendars: Calendars, authority: Authority) -> None:
        self._world = world
        self._calendars = calendars
        self._authority = authority

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        events = f"{API}/calendars/{{calendar}}/events"
        app.router.add_route("*", events, self.answer)
        app.router.add_route("*", f"{events}/{{event}}", self.answer)
        app.router.add_post(f"{PREFIX}/token", self.token)
        app.router.add_post(f"{PREFIX}/revoke", self.revoke)
        app.router.add_get(CONSENT, self.ask)
        app.router.add_post(CONSENT, self.decide)

    # --- for the app ------------------------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        """Answer what an app asks of somebody's calendar."""
        try:
            said = self._done(request, await request.read())
        except Refusal as refused:
            return web.json_response(refusal(refused.status, refused.reason), status=refused.status)
        except (ValueError, TypeError):
            return web.json_response(refusal(400, "badRequest"), status=400)
        return web.json_response(said) if said is not None else web.Response(status=204)

    def _done(self, request: web.Request, raw: bytes) -> Item | None:
        name = name_of(request.method, is_one="event" in request.match_info)
        if not name:
            raise Refusal(405, "httpMethodNotAllowed")
        calendar = self._calendar(request)
        body: Any = json.loads(raw) if raw else None
        item_id, match = request.match_info.get("event", ""), request.headers.get("If-Match")
        said = calendar.done(name, item_id, request.query, body, match)
        return None if said is None else partial(said, request.query.get("fields"))

    def _calendar(self, request: web.Request) -> PersonalCalendar:
        grant = self._authority.granted(request.headers.get("Authorization", ""))
        person = self._world.people.get(grant.owner) if grant is not None else None
        if grant is None or person is None or person.deleted:
            raise Refusal(401, "authError")
        if not _SCOPES & set(grant.scopes):
            raise Refusal(403, "insufficientPermissions")
        calendar = self._calendars.of(person)
        if request.match_info["calendar"] not in ("primary", calendar.owner):
            raise Refusal(404, "notFound")
        return calendar

    async def token(self, request: web.Request) -> web.Response:
        """Give tokens for a code of the window or for a lasting token."""
        status, body = self._authority.exchange(await _form(request))
        return web.json_response(body, status=status)

    async def revoke(self, request: web.Request) -> web.Response:
        """Take back what a token let in."""
        known = self._authority.revoke((await _form(request)).get("token", ""))
        return web.json_response({} if known else {"error": "invalid_token"}, status=200 if known else 400)

    # --- for the person ---------------------------------------------------------------------------------------------

    async def ask(self, request: web.Request) -> web.Response:
        """The window that asks whether the app may in; it is for whoever plays in this browser to say who they are."""
        try:
            self._authority.check(request.query)
        except Refused as refused:
            return self._page(f"<h1>This window cannot be shown</h1><p>{escape(str(refused))}</p>", status=400)
        return self._page(_question(request.query, self._people(), self._world.manifest.name))

    async def decide(self, request: web.Request) -> web.Response:
        """Send the browser back with what was decided."""
        form = await _form(request)
        self._authority.check(form)
        if form.get("decision") == "allow":
            if not form.get("person"):
                raise Refused("Say whose calendar it is.", 400)
            person = self._world.person(form["person"])
            if person not in self._people():
                raise Refused(f"{person.real_name} has no calendar here.", 403)
            back = self._authority.agree(form, person.id)
        else:
            back = {"error": "access_denied", "state": form.get("state", "")}
        raise web.HTTPSeeOther(f"{self._authority.redirect}?{urlencode(back)}")

    def _people(self) -> list[Person]:
        return [person for person in self._world.people.values() if not (person.deleted or person.is_bot)]

    def _page(self, body: str, *, status: int = 200) -> web.Response:
        return window("Playground calendar", body, back=self._authority.redirect, status=status)


async def _form(request: web.Request) -> dict[str, str]:
    return {key: str(value) for key, value in (await request.post()).items()}


def _question(query: Mapping[str, str], people: list[Person], app: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in query.items()
    )
    return f"""
      <h1>{escape(app)} wants to see and change your calendar</h1>
      <form method="post" action="{CONSENT}">{hidden}
        <label>Whose calendar <select class="field field--short" name="person" id="user" required>
          <option value="">Whose calendar?</option>{options(people)}</select></label>
        <p class="consent__note">This is the playground’s own calendar, standing in for Google’s: nothing leaves this
          machine. At Google this is whoever is signed in to the browser.</p>
        <h2>What will {escape(app)} be able to do?</h2>
        <ul><li>See the events of this calendar</li><li>Add, change and delete events in it</li></ul>
        <div class="consent__decide">
          <button class="button" name="decision" value="cancel" formnovalidate>Cancel</button>
          <button class="button button--primary" name="decision" value="allow">Allow</button>
        </div>
      </form>"""
