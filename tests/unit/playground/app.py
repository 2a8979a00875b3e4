"""A small Slack app on loopback for the playground's own tests: it keeps what it got and answers as it is told."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

from aiohttp import web

Json = dict[str, Any]


class SmallApp:
    """Takes signed requests at `url`; answers with `status` and, for commands and interactions, `answer`."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.events: list[Json] = []
        self.commands: list[Json] = []
        self.interactions: list[Json] = []
        self.statuses: list[int] = []
        """Statuses for the next requests; 200 when there are none left."""
        self.answer: Json | str = ""
        self.delay = 0.0
        """Seconds before each answer."""
        self.headers: dict[str, str] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        await asyncio.sleep(self.delay)
        self.requests.append(({k.lower(): v for k, v in request.headers.items()}, raw))
        status = self.statuses.pop(0) if self.statuses else 200
        if request.content_type == "application/json":
            return self._event(json.loads(raw), status)
        form = {k: v[0] for k, v in parse_qs(raw.decode(), keep_blank_values=True).items()}
        if "payload" in form:
            self.interactions.append(json.loads(form["payload"]))
        else:
            self.commands.append(form)
        if isinstance(self.answer, dict):
            return web.json_response(self.answer, status=status)
        return web.Response(text=self.answer, status=status)

    def _event(self, body: Json, status: int) -> web.Response:
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]}, status=status)
        if status == 200:
            self.events.append(body["event"])
        return web.Response(status=status, headers=self.headers)

    def heard(self, kind: str, subtype: str | None = None) -> list[Json]:
        """The events of this type (and subtype) that it took."""
        return [e for e in self.events if e["type"] == kind and e.get("subtype") == subtype]
