"""The people's door for being away: Do Not Disturb, the status beside the name, the time zone of the computer."""

from datetime import time

from aiohttp import web

from ..errors import Refused
from ..world import availability, folk
from ..world.model import Nights, Person
from ..world.world import World
from .reading import Body


class AvailabilityDoor:
    """The routes under `/people` by which somebody says that they are not to be reached, or are elsewhere."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        for name in ("dnd", "nights", "status", "zone"):
            app.router.add_put(f"/people/{{user}}/{name}", getattr(self, name))

    def _who(self, request: web.Request) -> Person:
        person = self._world.person(request.match_info["user"])
        if person.deleted or person.is_bot:
            raise Refused(f"{person.real_name} cannot act here.", 403)
        return person

    async def dnd(self, request: web.Request) -> web.Response:
        """Pause notifications until a moment (`until`, seconds since the epoch); null ends the pause."""
        person, body = self._who(request), await Body.of(request)
        availability.pause_notifications(self._world, person, body.moment("until"))
        return web.json_response(availability.do_not_disturb(person, self._world.now()))

    async def nights(self, request: web.Request) -> web.Response:
        """Pause notifications every night, from `begins` to `ends` (`22:00`, local); without them no more."""
        person, body = self._who(request), await Body.of(request)
        begins, ends = body.maybe("begins"), body.maybe("ends")
        nights = Nights(_time(begins), _time(ends)) if begins is not None and ends is not None else None
        availability.keep_nights(self._world, person, nights)
        return web.json_response(availability.do_not_disturb(person, self._world.now()))

    async def status(self, request: web.Request) -> web.Response:
        """Set a status: `emoji`, `text` and, if it ends by itself, `until`; empty clears it."""
        person, body = self._who(request), await Body.of(request)
        until = body.moment("until") or 0
        availability.set_status(self._world, person, body.text("emoji", ""), body.text("text", ""), until)
        return web.json_response({"ok": True})

    async def zone(self, request: web.Request) -> web.Response:
        """Be in another time zone: Slack's client notices by the computer's clock."""
        person, body = self._who(request), await Body.of(request)
        folk.change_person(self._world, person, {"tz": body.text("tz")})
        return web.json_response({"ok": True})


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Refused("A time is written as 22:00.") from None
