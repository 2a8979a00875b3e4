"""A very small Slack app: takes signed requests, remembers what they said, and answers as a test tells it to."""

import asyncio
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

Json = dict[str, Any]


class TinyApp:
    """Listens on a free port; `said(kind)` waits for the next request of a kind, `replies[kind]` is what it gets.

    Kinds are the types of events, interactions (`block_actions`, `view_submission`, …) and `command`.
    """

    def __init__(self) -> None:
        self.signing_secret = ""
        self.replies: dict[str, Json] = {}
        self.heard: list[Json] = []
        self.forged = 0
        self._arrived = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> "TinyApp":
        app = web.Application()
        app.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def said(self, kind: str) -> Json:
        """The first request of this kind that was not asked for before; waits for it."""
        async with self._arrived:
            await asyncio.wait_for(self._arrived.wait_for(lambda: self._find(kind) is not None), 10)
        found = self._find(kind)
        assert found is not None
        self.heard.remove(found)
        return found

    def _find(self, kind: str) -> Json | None:
        return next((each for each in self.heard if each["kind"] == kind), None)

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if not self._signed(request, raw):
            self.forged += 1
            return web.Response(status=401)
        body = _read(request.content_type, raw)
        async with self._arrived:
            self.heard.append(body)
            self._arrived.notify_all()
        reply = self.replies.get(body["kind"])
        return web.json_response(reply) if reply is not None else web.Response()

    def _signed(self, request: web.Request, raw: bytes) -> bool:
        base = f"v0:{request.headers['x-slack-request-timestamp']}:".encode() + raw
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={digest}", request.headers["x-slack-signature"])


def _read(content_type: str, raw: bytes) -> Json:
    if content_type == "application/json":
        event: Json = json.loads(raw)["event"]
        return event | {"kind": event["type"]}
    form = {key: values[0] for key, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
    if "payload" not in form:
        return form | {"kind": "command"}
    payload: Json = json.loads(form["payload"])
    return payload | {"kind": payload["type"]}
