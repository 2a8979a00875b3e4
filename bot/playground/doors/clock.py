"""The clock's door: what time it is in the workspace, and putting it forward for everybody at once."""

from typing import get_args

from aiohttp import web

from ..errors import Refused
from ..options import Json, Options
from ..world.moving import LEAPS, WORDS, Leap, moment_of
from ..world.world import World
from .reading import Body


def clock_json(options: Options) -> Json:
    """The clock as the people's door shows it: `leaps` are the ways in which it can be put forward."""
    leaps = [{"leap": leap, "text": WORDS[leap]} for leap in LEAPS] if options.put_forward is not None else []
    return {"now": options.clock(), "leaps": leaps}


class ClockDoor:
    """The routes that move the clock, where whoever set the playground up gave it one that can be moved."""

    def __init__(self, world: World, options: Options) -> None:
        self._world = world
        self._options = options

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post("/people/{user}/clock", self.leap)
        app.router.add_post("/control/clock", self.forward)

    async def leap(self, request: web.Request) -> web.Response:
        """Leap to a moment as it is for this person: `leap` is `hour`, `morning` or `monday`."""
        person, leap = self._world.person(request.match_info["user"]), (await Body.of(request)).text("leap")
        known: Leap | None = next((each for each in get_args(Leap) if each == leap), None)
        if known is None:
            raise Refused(f"The clock can leap by {', '.join(LEAPS)}.")
        now = self._options.clock()
        return await self._put_forward(moment_of(known, now, person.tz) - now)

    async def forward(self, request: web.Request) -> web.Response:
        """Put the clock forward by so many `seconds`."""
        return await self._put_forward((await Body.of(request)).moment("seconds") or 0)

    async def _put_forward(self, seconds: float) -> web.Response:
        if self._options.put_forward is None:
            raise Refused("The clock of this playground goes by itself.", 409)
        if seconds <= 0:
            raise Refused("The clock can be put forward only: what has happened has happened.")
        await self._options.put_forward(seconds)
        self._world.changed("clock")
        return web.json_response(clock_json(self._options))
