"""Slack's door for apps: the Web API, response URLs, sockets."""

import asyncio
import base64
import json
from typing import Any

from aiohttp import web

from ..delivery.faults import Faults, Rule
from ..delivery.sockets import Sockets
from ..errors import SlackError
from ..interactions.response_urls import ResponseUrls
from ..options import Json
from ..web_api.router import Record, WebApi
from ..web_api.services import Tokens
from ..world.ids import Ids

_HANGS_FOR = 120.0


class SlackDoor:
    """The routes under `/api`, `/response` and `/socket`."""

    def __init__(
        self, api: WebApi, *, faults: Faults, urls: ResponseUrls, sockets: Sockets, tokens: Tokens, ids: Ids
    ) -> None:
        self._api = api
        self._faults = faults
        self._urls = urls
        self._sockets = sockets
        self._tokens = tokens
        self._ids = ids

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_route("*", "/api/{method}", self.call)
        app.router.add_post("/response/{key}", self.respond)
        app.router.add_get("/socket", self._sockets.serve)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One Web API call, with whatever fault lies in wait for it."""
        name = request.match_info["method"]
        try:
            args = await read_arguments(request)
        except SlackError as error:
            return self._reply({"ok": False, "error": error.code})
        record = self._api.note(name, args)
        rule = self._faults.for_call(name)
        loop = asyncio.get_running_loop()
        started = loop.time()
        record.fault = rule.effect if rule else None
        try:
            return await self._carry_out(request, record, args, rule)
        finally:
            record.seconds = round(loop.time() - started, 4)

    async def _carry_out(
        self, request: web.Request, record: Record, args: Json, rule: Rule | None
    ) -> web.StreamResponse:
        before = await self._fault_before(request, record, rule)
        if before is not None:
            return before
        token = bearer(request, args)
        arguments = {k: v for k, v in args.items() if k != "token"} | _client_credentials(request)
        record.answer, wait = self._api.call(record.method, token, arguments)
        if rule is not None and rule.effect == "timeout_after_accept":
            await asyncio.sleep(rule.seconds or _HANGS_FOR)
            return _reset(request)
        if rule is not None and rule.effect == "reset_after_accept":
            return _reset(request)
        if wait is not None:
            record.status = 429
            return self._reply(record.answer, token=token, status=429, headers={"Retry-After": str(wait)})
        return self._reply(record.answer, token=token)

    async def _fault_before(self, request: web.Request, record: Record, rule: Rule | None) -> web.StreamResponse | None:
        """What goes wrong before the work is done."""
        effect = rule.effect if rule else None
        if rule is None or effect in ("timeout_after_accept", "reset_after_accept"):
            return None
        if effect == "delay":
            await asyncio.sleep(rule.seconds)
            return None
        if effect == "reset":
            record.status = 0
            return _reset(request)
        if effect == "429":
            record.status = 429
            body = {"ok": False, "error": "ratelimited"}
            return self._reply(body, status=429, headers={"Retry-After": str(rule.retry_after)})
        record.status = int(str(effect))
        return web.Response(status=record.status, text="upstream error")

    def _reply(
        self, body: Json, *, token: str = "", status: int = 200, headers: dict[str, str] | None = None
    ) -> web.Response:
        extra = {
            "x-slack-req-id": self._ids.secret(32),
            "x-oauth-scopes": ",".join(sorted(self._tokens.scopes_of(token))),
        }
        return web.json_response(body, status=status, headers=extra | (headers or {}))

    async def respond(self, request: web.Request) -> web.Response:
        """A message to a response URL."""
        try:
            body = json.loads(await request.read())
            if not isinstance(body, dict):
                raise SlackError("invalid_payload")
            self._urls.take(request.match_info["key"], body)
        except (ValueError, SlackError) as error:
            code = error.code if isinstance(error, SlackError) else "invalid_payload"
            status = 404 if code in ("used_url", "expired_url", "invalid_url") else 400
            return web.json_response({"ok": False, "error": code}, status=status)
        return web.Response(text="ok")


def bearer(request: web.Request, args: Json) -> str:
    """The token from the header, or from the arguments."""
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    return str(args.get("token", ""))


def _client_credentials(request: web.Request) -> Json:
    """The app's own credentials, which `oauth.v2.access` takes as HTTP Basic too."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": name, "client_secret": secret}


def _reset(request: web.Request) -> web.Response:
    """Break the connection off without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def read_arguments(request: web.Request) -> Json:
    """A call's arguments from query, form or JSON. Raises `invalid_json`, `json_not_object`."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        if raw:
            args |= _json_arguments(raw)
    elif request.body_exists:
        form: Any = await request.post()
        args |= {k: v for k, v in form.items() if isinstance(v, str)}
    return args


def _json_arguments(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
