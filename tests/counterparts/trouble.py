"""What can go wrong with a provider's server: told to our doubles, which then do it for the next requests."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Trouble:
    """The next answers that are not what was asked for. `refusal` writes an error in the provider's own form."""

    refusal: Callable[[int, str], dict[str, Any]]
    _waiting: list[Callable[[], web.StreamResponse]] = field(default_factory=list)
    _slow: float = 0.0
    _after: list[Callable[[], web.StreamResponse]] = field(default_factory=list)
    _passing: int = 0
    _to_writing: bool = False

    def fails(self, status: int, reason: str = "backendError", *, times: int = 1, after: object = None) -> None:
        """Refuse the next requests, before anything has happened."""
        headers = {"Retry-After": str(after)} if after is not None else {}
        text = json.dumps(self.refusal(status, reason))
        for _ in range(times):
            self._waiting.append(
                lambda: web.Response(status=status, text=text, headers=headers, content_type="application/json")
            )

    def says(self, raw: bytes, *, status: int = 200, content_type: str = "application/json") -> None:
        """Answer the next request with these bytes."""
        self._waiting.append(lambda: web.Response(status=status, body=raw, content_type=content_type))

    def redirects(self, address: str) -> None:
        """Send the next request elsewhere."""
        self._waiting.append(lambda: web.Response(status=302, headers={"Location": address}))

    def loses_the_answer(self, *, status: int = 502, to_writing: bool = False) -> None:
        """Do what the next request asks (the next that writes), and answer as a gateway does that lost the server."""
        self._to_writing = to_writing
        self._after.append(lambda: web.Response(status=status, text="<html>bad gateway</html>"))

    def passes(self, requests: int) -> None:
        """Let some requests through before what was told goes wrong."""
        self._passing = requests

    def clears(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()
        self._after.clear()
        self._passing, self._slow = 0, 0.0

    def is_slow(self, seconds: float) -> None:
        self._slow = seconds

    async def before(self) -> web.StreamResponse | None:
        if self._slow:
            await asyncio.sleep(self._slow)
        if self._passing:
            self._passing -= 1
            return None
        return self._waiting.pop(0)() if self._waiting else None

    def instead_of(self, answer: web.StreamResponse, method: str = "POST") -> web.StreamResponse:
        if self._to_writing and method == "GET":
            return answer
        return self._after.pop(0)() if self._after and not self._passing else answer
