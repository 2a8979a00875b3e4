"""Slack's window in which people agree: to an app's installation (everybody here does), or to its acting for them."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from ..errors import Refused
from ..web_api.services import Grant, Tokens
from ..world.world import World
from .window import options, window

_SAYS = {
    "users.profile:read": "See your profile, and with it your status",
    "users.profile:write": "Change your profile, and with it your status",
    "dnd:read": "See whether you paused notifications",
    "dnd:write": "Pause your notifications, and end the pause",
}


class ConsentDoor:
    """The routes of `/oauth/v2/authorize`."""

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._world = world
        self._tokens = tokens

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/oauth/v2/authorize", self.ask)
        app.router.add_post("/oauth/v2/authorize", self.decide)

    async def ask(self, request: web.Request) -> web.Response:
        """Ask a person; where only the installation is asked for, everybody here says yes."""
        try:
            target = self._target(request)
        except Refused as refused:
            return web.Response(status=refused.status, text=str(refused))
        if not request.query.get("user_scope"):
            raise _back(target, code=self._tokens.new_code(), state=request.query.get("state", ""))
        title = f"{self._world.manifest.name} asks · Playground"
        return window(title, self._question(request.query_string, _scopes(request)), back=target)

    async def decide(self, request: web.Request) -> web.Response:
        """Send the browser back with what the person decided."""
        try:
            target = self._target(request)
        except Refused as refused:
            return web.Response(status=refused.status, text=str(refused))
        form, state = await request.post(), request.query.get("state", "")
        if form.get("decision") != "allow":
            raise _back(target, error="access_denied", state=state)
        if not form.get("user"):
            raise Refused("Say who you are.", 400)
        person = self._world.person(str(form["user"]))
        if person.deleted or person.is_bot or person.is_stranger:
            raise Refused(f"{person.real_name} cannot sign in here.", 403)
        scopes = frozenset(map(str, form.getall("scope", []))) & _scopes(request)
        code = self._tokens.new_code(Grant(person.id, scopes, target))
        raise _back(target, code=code, state=state)

    def _target(self, request: web.Request) -> str:
        """Where the browser is to be sent. Raises `Refused`."""
        if request.query.get("client_id") != self._tokens.client_id:
            raise Refused("invalid client_id")
        if request.query.get("team", self._world.team.id) != self._world.team.id:
            raise Refused("That is another team.")
        target = request.query.get("redirect_uri")
        if not target:
            raise Refused("no redirect_uri")
        known = self._world.manifest.redirect_urls
        if request.query.get("user_scope") and not any(_within(target, url) for url in known):
            raise Refused("redirect_uri did not match any configured URIs")
        return target

    def _question(self, query: str, scopes: Iterable[str]) -> str:
        name = escape(self._world.manifest.name)
        people = [p for p in self._world.people.values() if not (p.is_bot or p.deleted or p.is_stranger)]
        return _QUESTION.format(
            name=name,
            team=escape(self._world.team.name),
            action=escape(f"/oauth/v2/authorize?{query}"),
            scopes="\n".join(map(_scope, sorted(scopes))),
            people=options(people),
        )


def _scopes(request: web.Request) -> frozenset[str]:
    asked = request.query.get("user_scope", "").replace(" ", ",").split(",")
    return frozenset(scope.strip() for scope in asked if scope.strip())


def _within(target: str, configured: str) -> bool:
    """Whether an address is one that the app's manifest names, or lies beneath it."""
    return target == configured or target.startswith(configured.rstrip("/") + "/")


def _back(target: str, **answer: str) -> web.HTTPFound:
    return web.HTTPFound(f"{target}{'&' if '?' in target else '?'}{urlencode(answer)}")


def _scope(scope: str) -> str:
    said = f"{escape(_SAYS.get(scope, 'What this scope allows'))} <code>{escape(scope)}</code>"
    value = escape(scope)
    return f'<li><label><input type="checkbox" name="scope" value="{value}" checked /> {said}</label></li>'


_QUESTION = """
      <h1>{name} is requesting permission to access {team}</h1>
      <form method="post" action="{action}">
        <label>You are
          <select class="field field--short" name="user" id="user" required>
<option value="">Who are you?</option>{people}
          </select>
        </label>
        <p class="consent__note">In Slack this is whoever is signed in to the browser.</p>
        <h2>What will {name} be able to do as you?</h2>
        <ul>
{scopes}
        </ul>
        <div class="consent__decide">
          <button type="submit" class="button" name="decision" value="cancel" formnovalidate>Cancel</button>
          <button type="submit" name="decision" value="allow" class="button button--primary">Allow</button>
        </div>
      </form>"""
