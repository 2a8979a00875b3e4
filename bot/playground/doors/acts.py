"""The people's door for what is done with the app: commands, clicks, shortcuts, modals, the Home tab."""

from collections.abc import Callable

from aiohttp import web

from ..errors import Refused
from ..interactions.acting import Acting
from ..options import Json
from ..world import surfaces
from ..world.model import Channel, Message, Person, View
from ..world.world import World
from .reading import Body


class ActsDoor:
    """The routes under `/people` that reach the app."""

    def __init__(self, world: World, acting: Acting, show: Callable[[Message], Json]) -> None:
        self._world = world
        self._acting = acting
        self._show = show

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        for name in ("command", "click", "options", "shortcut", "submit", "close"):
            app.router.add_post(f"/people/{{user}}/{name}", getattr(self, name))
        app.router.add_get("/people/{user}/modal", self.modal)
        app.router.add_post("/people/{user}/home", self.open_home)
        app.router.add_get("/people/{user}/home", self.home)

    def _who(self, request: web.Request) -> Person:
        person = self._world.person(request.match_info["user"])
        if person.deleted or person.is_bot:
            raise Refused(f"{person.real_name} cannot act here.", 403)
        return person

    async def command(self, request: web.Request) -> web.Response:
        """Type a slash command."""
        person, body = self._who(request), await Body.of(request)
        channel = self._world.room_of(person, body.text("channel"))
        done = await self._acting.command(person, channel, body.text("command"), body.text("text", "").strip())
        shown = [self._show(m) for m in done.shown]
        return web.json_response({"ok": done.answer.ok, "status": done.answer.shown_status, "shown": shown})

    async def click(self, request: web.Request) -> web.Response:
        """Act on a button or select in a message, a modal or the Home tab."""
        person, body = self._who(request), await Body.of(request)
        action_id, block_id, value = body.text("action_id"), body.maybe("block_id"), body.maybe("value")
        selected = body.fields.get("selected")
        if "view_id" in body.fields:
            answer = await self._acting.click_view(
                person,
                body.text("view_id"),
                action_id=action_id,
                block_id=block_id,
                value=value,
                selected=selected,
                values=body.record("values"),
            )
        else:
            answer = await self._acting.click_message(
                person,
                self._world.room_of(person, body.text("channel")),
                body.text("ts"),
                action_id=action_id,
                block_id=block_id,
                value=value,
                selected=selected,
            )
        return web.json_response({"ok": answer.ok, "status": answer.shown_status})

    async def options(self, request: web.Request) -> web.Response:
        """What an external select offers for what was typed (`value`)."""
        person, body = self._who(request), await Body.of(request)
        at: View | tuple[Channel, Message]
        if "view_id" in body.fields:
            at = surfaces.view_of(self._world, person, body.text("view_id"))
        else:
            channel, ts = self._world.room_of(person, body.text("channel")), body.text("ts")
            message = self._world.message(channel, ts) or self._world.ephemeral_message(channel, ts, person)
            if message is None:
                raise Refused("That message is gone.", 404)
            at = (channel, message)
        offered = await self._acting.suggestions(
            person, at, action_id=body.text("action_id"), block_id=body.maybe("block_id"), typed=body.text("value", "")
        )
        return web.json_response(offered)

    async def shortcut(self, request: web.Request) -> web.Response:
        """Use a shortcut, on a message or anywhere."""
        person, body = self._who(request), await Body.of(request)
        at = None
        if "channel" in body.fields:
            channel = self._world.room_of(person, body.text("channel"))
            message = self._world.message(channel, body.text("ts"))
            if message is None:
                raise Refused("That message is gone.", 404)
            at = (channel, message)
        answer = await self._acting.shortcut(person, body.text("callback_id"), at)
        return web.json_response({"ok": answer.ok, "status": answer.shown_status})

    def _open_modal(self, person: Person) -> Json | None:
        view = surfaces.visible_modal(self._world, person)
        return self._world.show_view(view) if view else None

    async def modal(self, request: web.Request) -> web.Response:
        """The modal that somebody has open."""
        return web.json_response({"view": self._open_modal(self._who(request))})

    async def submit(self, request: web.Request) -> web.Response:
        """Fill in and submit a modal."""
        person, body = self._who(request), await Body.of(request)
        done = await self._acting.submission.submit(person, body.text("view_id"), body.record("values"))
        reply: Json = {"ok": done.ok, "view": self._open_modal(person)}
        if done.errors:
            reply["errors"] = done.errors
        return web.json_response(reply | ({"error": done.sentence} if done.sentence else {}))

    async def close(self, request: web.Request) -> web.Response:
        """Close a modal (`all`: with everything beneath it)."""
        person, body = self._who(request), await Body.of(request)
        everything = body.flag("all")
        answer = await self._acting.submission.close(person, body.text("view_id"), all_of_them=everything)
        return web.json_response({"ok": answer is None or answer.ok, "view": self._open_modal(person)})

    async def open_home(self, request: web.Request) -> web.Response:
        """Open the app's Home tab."""
        person = self._who(request)
        self._acting.open_home(person)
        return await self.home(request)

    async def home(self, request: web.Request) -> web.Response:
        """The Home tab as the app published it for this person."""
        view = self._acting.home(self._who(request))
        return web.json_response({"view": self._world.show_view(view) if view else None})
