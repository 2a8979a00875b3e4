"""The people's door for calendars: a week of one's own, and what one does with what stands in it."""

from datetime import timedelta

from aiohttp import web

from ..calendar import week
from ..calendar.calendars import Calendars
from ..calendar.feed import Feed, week_around
from ..calendar.items import Item
from ..errors import Refused
from ..options import Json
from ..world.model import Person
from ..world.world import World
from .reading import Body

_ANSWERS = ("accepted", "tentative", "declined")
_LONGEST = 300


class CalendarDoor:
    """The routes under `/people/{user}/calendar`."""

    def __init__(self, world: World, calendars: Calendars) -> None:
        self._world = world
        self._calendars = calendars

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        path = "/people/{user}/calendar"
        app.router.add_get(path, self.week)
        app.router.add_post(path, self.invite)
        app.router.add_put(f"{path}/feed", self.subscribe)
        app.router.add_patch(f"{path}/{{event}}", self.change)
        app.router.add_delete(f"{path}/{{event}}", self.delete)

    def _who(self, request: web.Request) -> Person:
        person = self._world.person(request.match_info["user"])
        if person.deleted or person.is_bot:
            raise Refused(f"{person.real_name} has no calendar here.", 403)
        return person

    async def week(self, request: web.Request) -> web.Response:
        """The week of a day (`?week=2026-11-27`, default: today), in the person's own zone."""
        person = self._who(request)
        today = week.today(self._world.options.clock(), person.tz)
        monday = week.monday_of(week.read_day(request.query["week"]) if "week" in request.query else today)
        since, until = week_around(monday, person.tz)
        calendar, feed = self._calendars.of(person), self._calendars.feeds.get(person.id)
        own = [self._shown(person, item) for item in week.within(calendar.live(), since, until, person.tz)]
        read = await feed.events(since, until, person.tz) if feed is not None else []
        events = week.in_order([*own, *(week.shown_of_feed(event, person.tz) for event in read)])
        body = {
            "zone": person.tz,
            "today": today.isoformat(),
            "days": [(monday + timedelta(days=n)).isoformat() for n in range(7)],
            "events": events,
            "feed": {"address": feed.address, "error": feed.error} if feed is not None else None,
        }
        return web.json_response(body)

    def _shown(self, person: Person, item: Item) -> Json:
        is_by_app = item["id"] in self._calendars.of(person).by_app
        by_app = self._world.manifest.name if is_by_app else ""
        return week.shown(item, person.tz, by_app=by_app, name_of=self._name_of)

    def _name_of(self, address: str) -> str:
        person = self._calendars.person_at(address)
        return person.real_name if person is not None else address

    async def invite(self, request: web.Request) -> web.Response:
        """Have somebody (`organizer`; else oneself) put a meeting there: `title`, `day`, `begins`, `ends`."""
        person, body = self._who(request), await Body.of(request)
        organizer = self._world.person(body.text("organizer", "") or person.id)
        calendar, number = self._calendars.of(person), self._world.ids.new("E").lower()
        times = week.written(body.text("day"), body.text("begins"), body.text("ends"), person.tz)
        whole: Item = {"summary": _title(body.text("title", "")), **times}
        if organizer is not person:
            address = self._calendars.address(organizer)
            whole["organizer"] = {"email": address, "displayName": organizer.real_name}
            whole["attendees"] = [
                {"email": address, "organizer": True, "responseStatus": "accepted"},
                {"email": calendar.owner, "self": True, "responseStatus": "needsAction"},
            ]
        return web.json_response(self._shown(person, calendar.add(f"play{number}", **whole)))

    async def change(self, request: web.Request) -> web.Response:
        """Change the `title` or the time (`day`, `begins`, `ends`) of an event, or `answer` an invitation."""
        person, body = self._who(request), await Body.of(request)
        item, changes = self._event(person, request), Json()
        if (title := body.maybe("title")) is not None:
            changes["summary"] = _title(title)
        if body.maybe("day") is not None:
            changes |= week.written(body.text("day"), body.text("begins"), body.text("ends"), person.tz)
        calendar = self._calendars.of(person)
        if changes:
            item = calendar.edit(item["id"], **changes)
        if (answer := body.maybe("answer")) is not None:
            if answer not in _ANSWERS or not item.get("attendees"):
                raise Refused(f"An invitation is answered with {', '.join(_ANSWERS)}.")
            item = calendar.answer(item["id"], answer)
        return web.json_response(self._shown(person, item))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete an event."""
        person = self._who(request)
        self._calendars.of(person).delete(self._event(person, request)["id"])
        return web.json_response({"ok": True})

    async def subscribe(self, request: web.Request) -> web.Response:
        """Subscribe to a calendar's `address` on this machine; without one no more."""
        person, body = self._who(request), await Body.of(request)
        self._calendars.feeds.pop(person.id, None)
        if address := body.text("address", "").strip():
            self._calendars.feeds[person.id] = Feed.at(address)
        self._world.changed("calendar", user=person.id)
        return web.json_response({"ok": True})

    def _event(self, person: Person, request: web.Request) -> Item:
        item = self._calendars.of(person).items.get(request.match_info["event"])
        if item is None or item["status"] == "cancelled":
            raise Refused("That event is gone.", 404)
        return item


def _title(text: str) -> str:
    if not text.strip() or len(text) > _LONGEST:
        raise Refused(f"A title has 1 to {_LONGEST} letters.")
    return text.strip()
