"""The control door: who there is, what goes wrong, and what was called and delivered."""

from collections.abc import Callable

from aiohttp import web

from ..delivery.faults import Faults
from ..delivery.outbox import Line, Outbox
from ..errors import Refused
from ..options import Json
from ..web_api.router import WebApi
from ..web_api.services import Services
from ..world import folk
from ..world.model import Person
from ..world.world import World
from .reading import Body


class ControlDoor:
    """The routes under `/control`."""

    def __init__(
        self,
        world: World,
        *,
        services: Services,
        line: Line,
        outbox: Outbox,
        faults: Faults,
        api: WebApi,
        show_person: Callable[[Person], Json],
    ) -> None:
        self._world = world
        self._services = services
        self._line = line
        self._outbox = outbox
        self._faults = faults
        self._api = api
        self._show_person = show_person

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        add = app.router
        add.add_post("/control/people", self.add_person)
        add.add_put("/control/people/{user}", self.change_person)
        add.add_put("/control/app", self.change_app)
        add.add_get("/control/app", self.app)
        add.add_post("/control/app/uninstall", self.uninstall)
        add.add_post("/control/app/revoke", self.revoke)
        add.add_post("/control/event", self.send_event)
        add.add_put("/control/faults", self.set_faults)
        add.add_get("/control/faults", self.faults)
        add.add_delete("/control/faults", self.clear_faults)
        add.add_get("/control/calls", self.calls)
        add.add_get("/control/deliveries", self.deliveries)
        add.add_post("/control/socket/disconnect", self.disconnect)

    async def add_person(self, request: web.Request) -> web.Response:
        """Let somebody join the workspace."""
        body = await Body.of(request)
        fields = dict(body.fields)
        name = body.text("name")
        del fields["name"]
        person = folk.add_person(self._world, name, **fields)
        return web.json_response(self._show_person(person))

    async def change_person(self, request: web.Request) -> web.Response:
        """Change somebody (time zone, role, `deleted`, …)."""
        person = self._world.person(request.match_info["user"])
        folk.change_person(self._world, person, (await Body.of(request)).fields)
        return web.json_response(self._show_person(person))

    async def app(self, _request: web.Request) -> web.Response:
        """What an app needs to connect itself."""
        tokens = self._services.tokens
        body = {
            "request_url": self._line.http.request_url,
            "bot_token": tokens.bot,
            "app_token": tokens.app,
            "client_id": tokens.client_id,
            "client_secret": tokens.client_secret,
            "signing_secret": self._line.http.signing_secret,
            "scopes": sorted(tokens.scopes),
            "tokens_of_people": tokens.of_people,
            "rate_limits": self._services.limits.on,
            "rate_scale": self._services.limits.scale,
            "sockets": len(self._services.sockets),
            "installed": self._world.installed,
        }
        return web.json_response(body)

    async def change_app(self, request: web.Request) -> web.Response:
        """Change `request_url` (with `verify`: after Slack's challenge), `scopes`, `rate_limits`, `rate_scale`."""
        body = await Body.of(request)
        unknown = set(body.fields) - {"request_url", "verify", "scopes", "rate_limits", "rate_scale"}
        if unknown:
            raise Refused(f"The app has no {', '.join(sorted(unknown))} to change.")
        if "request_url" in body.fields:
            await self._point_to(body.text("request_url"), verify=body.flag("verify"))
        if "scopes" in body.fields:
            self._services.tokens.scopes = frozenset(body.strings("scopes"))
        limits = self._services.limits
        limits.on = bool(body.fields.get("rate_limits", limits.on))
        limits.scale = float(body.fields.get("rate_scale", limits.scale))
        return await self.app(request)

    async def _point_to(self, url: str, *, verify: bool) -> None:
        before, self._line.http.request_url = self._line.http.request_url, url
        if not verify:
            return
        challenge = self._world.ids.secret(32)
        answer = await self._line.http.verify(challenge)
        parsed = answer.json()
        said = parsed.get("challenge") if isinstance(parsed, dict) else answer.body.strip()
        if not answer.ok or said != challenge:
            self._line.http.request_url = before
            raise Refused("The request URL did not answer the challenge.", 422)

    async def uninstall(self, _request: web.Request) -> web.Response:
        """Remove the app: its tokens are worthless, and it is told so."""
        self._services.uninstall()
        return web.json_response({"ok": True})

    async def revoke(self, request: web.Request) -> web.Response:
        """Revoke the bot tokens; with `user`, the one by which the app acts for this person (`silently`: untold)."""
        body = await Body.of(request)
        user = body.maybe("user")
        if user is not None:
            person = self._world.person(user)
            if body.flag("silently"):
                self._services.tokens.revoke_of(person.id)
            else:
                self._services.take_back(person.id)
            return web.json_response({"ok": True})
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._world.bot.id]}}
        self._world.happened(event)
        self._services.tokens.revoke()
        return web.json_response({"ok": True})

    async def send_event(self, request: web.Request) -> web.Response:
        """Deliver an event of any shape, as it is."""
        event = (await Body.of(request)).record("event")
        if not isinstance(event.get("type"), str):
            raise Refused("An event has a type.")
        self._outbox.take(event)
        return web.json_response({"ok": True})

    async def set_faults(self, request: web.Request) -> web.Response:
        """Replace the faults."""
        rules = (await Body.of(request)).fields.get("rules")
        if not isinstance(rules, list):
            raise Refused("rules must be a list.")
        self._faults.set(rules)
        return await self.faults(request)

    async def faults(self, _request: web.Request) -> web.Response:
        """The faults in force."""
        return web.json_response({"rules": [rule.to_json() for rule in self._faults.rules]})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Let nothing go wrong any more."""
        self._faults.set([])
        return await self.faults(_request)

    async def calls(self, request: web.Request) -> web.Response:
        """Every Web API call, oldest first."""
        wanted = request.query.get("method")
        calls = [c.to_json() for c in self._api.calls if wanted in (None, c.method)]
        return web.json_response({"calls": calls})

    async def deliveries(self, request: web.Request) -> web.Response:
        """Every delivery to the app, oldest first."""
        wanted = request.query.get("type")
        found = [d.to_json() for d in self._outbox.log if wanted in (None, d.type)]
        return web.json_response({"deliveries": found, "busy": self._outbox.busy})

    async def disconnect(self, request: web.Request) -> web.Response:
        """Close the app's sockets: `reason` `refresh_requested` (default), `warning`, or `cut` without a word."""
        reason = (await Body.of(request)).text("reason", "refresh_requested")
        sockets = self._services.sockets
        count = await (sockets.cut() if reason == "cut" else sockets.disconnect(reason))
        return web.json_response({"sockets": count})
