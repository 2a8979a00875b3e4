"""Requests to the web interfaces of calendars: bounded in time and size, and never led elsewhere with a token."""

import json
import re
from asyncio import timeout
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import aiohttp

from bot.ports.calendar import CalendarUnavailable

DEADLINE: Final = 10.0
"""Seconds for one request with its answer."""
WHOLE: Final = 60.0
"""Seconds for one thing that takes several requests."""
LONGEST_WAIT: Final = 86_400.0
"""Seconds that we let anybody keep us from a calendar."""
MOST_BYTES: Final = 8_000_000
"""A page of 2,500 events with all we ask of them is a quarter of that."""


Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status, its body (empty unless it is a JSON object) and its headers in lower case."""

    status: int
    body: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def after(self) -> float | None:
        """How many seconds we are asked to wait; never more than a day."""
        said = self.headers.get("retry-after", "")
        if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", said, re.ASCII):
            return None
        return min(float(said), LONGEST_WAIT)


class Wire:
    """Sends requests over one shared session. Close it when done. `name` is what errors call the other side."""

    def __init__(self, name: str, *, deadline: float = DEADLINE, most_bytes: int = MOST_BYTES) -> None:
        self._name = name
        self._deadline = deadline
        self._most_bytes = most_bytes
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer, whatever its status below 500; raise `CalendarUnavailable` where there is none."""
        try:
            async with (
                timeout(self._deadline),
                self._session(address).request(
                    # A redirection would take the token to wherever it points.
                    method,
                    address,
                    headers=headers,
                    json=body,
                    data=form,
                    allow_redirects=False,
                ) as response,
            ):
                raw = await self._read(response)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CalendarUnavailable(f"{self._name}: {type(error).__name__}") from None
        found = _parsed(raw)
        answer = Answer(response.status, found or {}, {key.lower(): value for key, value in response.headers.items()})
        if answer.status >= 500 or answer.status == 429 or 300 <= answer.status < 400:
            raise CalendarUnavailable(f"{self._name}: {answer.status}", after=answer.after)
        if answer.status < 300 and raw and found is None:
            raise CalendarUnavailable(f"{self._name}: {answer.status} with what is no JSON object")
        return answer

    async def close(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        raw = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            raw += chunk
            if len(raw) > self._most_bytes:
                raise CalendarUnavailable(f"{self._name}: an answer of more than {self._most_bytes} bytes")
        return bytes(raw)

    def _session(self, address: str) -> aiohttp.ClientSession:
        """Return the session for an address: through the proxy of the environment, unless it is on this machine."""
        here = urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1")
        session = self._sessions.get(here)
        if session is None or session.closed:
            # Cookies of one member's answers must not travel with another's requests.
            session = aiohttp.ClientSession(trust_env=not here, cookie_jar=aiohttp.DummyCookieJar())
            self._sessions[here] = session
        return session


async def within(doing: Awaitable[Done], name: str, seconds: float = WHOLE) -> Done:
    """Return what several requests come to; raise `CalendarUnavailable` where they take too long together."""
    try:
        async with timeout(seconds):
            return await doing
    except TimeoutError:
        raise CalendarUnavailable(f"{name}: not done in {seconds:g} s") from None


def _parsed(raw: bytes) -> Mapping[str, Any] | None:
    try:
        body = json.loads(raw)
        return _storable(body) if isinstance(body, dict) else None
    except (ValueError, RecursionError):
        return None


def _storable(value: Any) -> Any:
    """Return what was said with text that any database takes: no halves of letters, no NUL."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _mended(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_mended(name): _storable(item) for name, item in value.items()}
    return value


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
