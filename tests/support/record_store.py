"""A learning record store on loopback: strict, and able to fail as stores and what stands before them do."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from tests.support.xapi_rules import Wrong, check

Mood = Literal["well", "failing", "page", "away", "busy", "large", "hanging", "dripping", "cut"]
"""How it answers what comes: as it should, 500, a page for people, a redirect, 503, 413, not at all, without an end,
or by closing the connection after it has stored everything."""

KEY, SECRET = "thrice", "s3cret:with ü"


class DoubleStore:
    """Keeps statements by id as xAPI 1.0.3 says: a batch whole or not at all, an id once, another content is a 409."""

    def __init__(self, *, port: int = 0) -> None:
        self.mood: Mood = "well"
        self.kept: dict[str, dict[str, Any]] = {}
        self.voided: set[str] = set()
        self.calls = 0
        self.came: Counter[str] = Counter()
        """How often each statement was brought, kept or not."""
        self.stumbles_over: Callable[[dict[str, Any]], int | None] = lambda _statement: None
        """What it answers to a batch with a certain statement in it, whatever the mood."""
        self.when_stored: Callable[[], None] = lambda: None
        self.may_void = True
        self._port = port
        self._gate = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address that THRICE_XAPI_URL names."""
        return f"http://127.0.0.1:{self._port}/xAPI"

    @property
    def settings(self) -> dict[str, str]:
        """Everything that Thrice is told of it."""
        return {"THRICE_XAPI_URL": self.url, "THRICE_XAPI_KEY": KEY, "THRICE_XAPI_SECRET": SECRET}

    @property
    def shown(self) -> list[dict[str, Any]]:
        """What a query brings: statements that nothing took back, in the order of what they tell."""
        standing = [s for s in self.kept.values() if s["id"] not in self.voided]
        return sorted(standing, key=lambda s: (str(s["timestamp"]), str(s["id"])))

    def said(self, verb: str) -> list[dict[str, Any]]:
        """Return the statements whose verb reads so."""
        return [s for s in self.shown if s["verb"]["display"]["en"] == verb]

    async def start(self) -> None:
        """Listen; after a stop, on the same port."""
        app = web.Application(client_max_size=5_000_000)
        app.router.add_get("/xAPI/about", self._about)
        app.router.add_post("/xAPI/statements", self._statements)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more."""
        self._gate.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    async def _about(self, _request: web.Request) -> web.StreamResponse:
        if self.mood == "page":
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.json_response({"version": ["1.0.3", "1.0.0"]})

    async def _statements(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        body = await request.read()
        if (moody := await self._moody(request)) is not None:
            return moody
        if (wrong := self._wrong_request(request)) is not None:
            return web.json_response({"error": "no"}, status=wrong)
        given = json.loads(body)
        status = self._take(given if isinstance(given, list) else [given])
        if status == 200:
            self.when_stored()
        if self.mood == "cut":
            assert request.transport is not None
            request.transport.abort()
        return web.json_response([each["id"] for each in given] if status == 200 else {"error": "no"}, status=status)

    async def _moody(self, request: web.Request) -> web.StreamResponse | None:
        if self.mood == "hanging":
            await self._gate.wait()
        if self.mood == "dripping":
            answer = web.StreamResponse()
            await answer.prepare(request)
            while not self._gate.is_set():
                await answer.write(b" ")
                await asyncio.sleep(0.01)
            return answer
        plain: dict[str, Callable[[], web.StreamResponse]] = {
            "failing": lambda: web.Response(status=500, text="<html>oops</html>", content_type="text/html"),
            "page": lambda: web.Response(text="<html>Sign in</html>", content_type="text/html"),
            "away": lambda: web.Response(status=302, headers={"Location": f"{self.url}/elsewhere"}),
            "busy": lambda: web.Response(status=503, headers={"Retry-After": "7200"}),
            "large": lambda: web.Response(status=413),
        }
        return plain[self.mood]() if self.mood in plain else None

    def _wrong_request(self, request: web.Request) -> int | None:
        pair = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {pair}":
            return 401
        version = request.headers.get("X-Experience-API-Version", "")
        return 400 if not version.startswith("1.0.") or request.content_type != "application/json" else None

    def _take(self, given: list[dict[str, Any]]) -> int:
        """Keep them all and return 200, or none."""
        self.came.update(each["id"] for each in given)
        if len({each["id"] for each in given}) < len(given):
            return 400
        for each in given:
            try:
                check(each)
            except Wrong:
                return 400
            if (stumbles := self.stumbles_over(each)) is not None:
                return stumbles
            if self.kept.get(each["id"], each) != each:
                return 409
        voids = [each["object"]["id"] for each in given if each["object"].get("objectType") == "StatementRef"]
        if voids and not self.may_void:
            return 403
        self.kept.update({each["id"]: each for each in given})
        self.voided.update(voids)
        return 200
