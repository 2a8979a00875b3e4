"""The playground's doors as tests use them: requests, refusals, the stream of changes, and waiting on it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import aiohttp

from tests.support.surfaces import Json

Found = TypeVar("Found")
_LOOKS_AGAIN_AFTER = 0.25
_DOOR_DEADLINE = aiohttp.ClientTimeout(total=30)


class SaidNo(Exception):
    """A door of the playground refused; the text is the sentence that a person reads."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status


class HasUrl(Protocol):
    """A playground, or anything else that is one's address."""

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""


class Doors:
    """The people's and the control door of a running playground."""

    def __init__(self, playground: HasUrl | str, works: Callable[[], bool] | None = None) -> None:
        """`works` tells whether the app still has work to do on what it was told, where that can be known."""
        self.url = playground if isinstance(playground, str) else playground.url
        self._works = works if works is not None else lambda: False
        self._session: aiohttp.ClientSession | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Begin to watch."""
        self._session = aiohttp.ClientSession()
        watching = asyncio.Event()
        self._watcher = asyncio.create_task(self._watch(watching))
        await watching.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching."""
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        if self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)

    # Waiting ----------------------------------------------------------------------------------------

    async def eventually(
        self, look: Callable[[], Awaitable[Found | None]], *, within: float = 10.0, because: str = ""
    ) -> Found:
        """Look again whenever something moved in the workspace, until there is something to see.

        Returns the first true value of `look`; raises AssertionError with the last one after `within` seconds.
        """
        deadline = asyncio.get_running_loop().time() + within
        while True:
            self._moved.clear()
            found = await look()
            if found:
                return found
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise AssertionError(f"Not within {within:g} s{because and f': {because}'}; last seen: {found!r}")
            # What is not in the workspace (a wiki page, say) moves without a word: look now and then anyway.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), min(left, _LOOKS_AGAIN_AFTER))

    async def quiet(self, seconds: float = 0.2, *, within: float = 20.0) -> None:
        """Wait until every event is delivered and worked on, and nothing has moved for so many seconds."""
        deadline = asyncio.get_running_loop().time() + within
        while asyncio.get_running_loop().time() < deadline:
            self._moved.clear()
            busy = (await self.get("/control/deliveries"))["busy"] or self._works()
            try:
                await asyncio.wait_for(self._moved.wait(), seconds)
            except TimeoutError:
                if not busy:
                    return
        raise AssertionError(f"The workspace did not come to rest within {within:g} s.")

    async def _watch(self, watching: asyncio.Event) -> None:
        session = self._open_session()
        timeout = aiohttp.ClientTimeout(total=None)
        async with session.get(f"{self.url}/people/stream", timeout=timeout) as response:
            watching.set()
            async for line in response.content:
                if line.startswith(b"data:"):
                    self._moved.set()

    # What went over the wire ------------------------------------------------------------------------

    async def calls(self, method: str | None = None) -> list[Json]:
        """The app's Web API calls: `method`, `arguments`, `unknown_arguments`, `answer`, `status`, `at`, …"""
        found = await self.get("/control/calls", **({"method": method} if method else {}))
        return list(found["calls"])

    async def deliveries(self, kind: str | None = None) -> list[Json]:
        """What was delivered to the app: `type`, `payload`, `attempts`, `ok`, `done`."""
        found = await self.get("/control/deliveries", **({"type": kind} if kind else {}))
        return list(found["deliveries"])

    async def goes_wrong(self, *rules: Json) -> None:
        """Set faults, such as `{"method": "chat.postMessage", "effect": "503", "times": 2}`."""
        await self.put("/control/faults", {"rules": list(rules)})

    async def delivers(self, event: Json) -> None:
        """Deliver an event of any shape to the app."""
        await self.post("/control/event", {"event": event})

    # The doors --------------------------------------------------------------------------------------

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("Use `async with Workspace(…)`.")
        return self._session

    async def get(self, path: str, **query: str) -> Json:
        """GET from a door."""
        return await self._call("GET", path, params=query)

    async def post(self, path: str, body: Json) -> Json:
        """POST to a door."""
        return await self._call("POST", path, data=json.dumps(body))

    async def put(self, path: str, body: Json) -> Json:
        """PUT to a door."""
        return await self._call("PUT", path, data=json.dumps(body))

    async def _call(self, verb: str, path: str, **how: Any) -> Json:
        session = self._open_session()
        async with session.request(verb, self.url + path, timeout=_DOOR_DEADLINE, **how) as response:
            body = await response.json()
            if response.status >= 400:
                raise SaidNo(response.status, body["error"])
            return dict(body)
