"""Any learning record store that speaks xAPI 1.0.3 (THRICE_XAPI_URL)."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.ports.record_store import Statement, StatementsRefused, StoreUnavailable

VERSION: Final = "1.0.3"
DEADLINE_SECONDS: Final = 10.0
"""For one call, from the first byte sent to the last one read."""
REST_SECONDS: Final = 30.0
LONGEST_REST_SECONDS: Final = 3600.0
_FAILURES_UNTIL_REST: Final = 3
"""In a row: fewer may be the fault of what was sent."""
_LARGEST_ANSWER: Final = 1_000_000
_FORBIDDEN: Final = (401, 403)
_REFUSED: Final = (400, 409, 413, 422)
_VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Options:
    """Where the store is, without a slash at its end, and what it knows us by; no key for one that asks for none."""

    url: str
    key: str = ""
    secret: str = ""


class XapiStore:
    """A store over HTTP. One that keeps failing is left alone for a while; what is wrong is logged when it changes."""

    def __init__(
        self,
        options: Options,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        rest_seconds: float = REST_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._deadline = deadline_seconds
        self._rest = rest_seconds
        self._seconds = seconds
        self._rests_until = float("-inf")
        self._failures = 0
        self._failed_at = float("-inf")
        self._trouble: str | None = None

    async def keep(self, statements: Sequence[Statement]) -> None:
        """See `RecordStore.keep`."""
        # A clock that was put back must not make the rest longer than any rest is.
        if 0 < self._rests_until - self._seconds() <= LONGEST_REST_SECONDS:
            raise StoreUnavailable("resting")
        try:
            status, headers, body = await self._call("POST", "/statements", json.dumps(list(statements)).encode())
            self._judge(status, headers, body, statements)
        except StoreUnavailable as trouble:
            self._failed(trouble)
            raise
        except StatementsRefused:
            self._lives()
            raise
        self._lives()

    async def look(self) -> str:
        """Return how the store presents itself, such as `1.0.3`; raises `StoreUnavailable` for what is wrong with it.

        Nothing is stored: what it is handed is an empty list, which tells a good key from a bad one.
        """
        status, _, body = await self._call("GET", "/about", None)
        versions = _parsed(body).get("version") if status == 200 and isinstance(_parsed(body), dict) else None
        if not isinstance(versions, list) or not versions:
            raise StoreUnavailable("no_store")
        status, _, _ = await self._call("POST", "/statements", b"[]")
        if status not in (200, 204, 400, 422):
            _unavailable(status, {})
        return ", ".join(str(version) for version in versions)[:80]

    async def close(self) -> None:
        """Close the connections."""
        if "_session" in self.__dict__:
            await self._session.close()

    @cached_property
    def _session(self) -> aiohttp.ClientSession:
        headers = {"X-Experience-API-Version": VERSION, "Accept": "application/json"}
        if self._options.key:
            pair = f"{self._options.key}:{self._options.secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        here = urlsplit(self._options.url).hostname in ("localhost", "127.0.0.1", "::1")
        return aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar(), trust_env=not here)

    async def _call(self, method: str, path: str, body: bytes | None) -> tuple[int, Mapping[str, str], bytes]:
        url = self._options.url + path
        headers = {"Content-Type": "application/json"} if body is not None else None
        try:
            async with (
                asyncio.timeout(self._deadline),
                # Another address is not followed: the key is for this one.
                self._session.request(method, url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return answer.status, answer.headers, await _read(answer)
        except TimeoutError:
            raise StoreUnavailable("slow") from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise StoreUnavailable("unreachable") from None

    def _judge(self, status: int, headers: Mapping[str, str], body: bytes, statements: Sequence[Statement]) -> None:
        alone = len(statements) == 1
        if status == 200:
            kept = _parsed(body)
            # A page for people, or another service's answer, is no receipt.
            if not isinstance(kept, list) or not {each["id"] for each in statements} <= {str(e).lower() for e in kept}:
                raise StoreUnavailable("no_store")
        elif status == 409 and alone:
            return  # It has this one already: an answer to an earlier call was lost.
        elif status in _REFUSED or (status == 403 and _are_voids(statements)):
            raise StatementsRefused(status)
        else:
            _unavailable(status, headers)

    def _failed(self, trouble: StoreUnavailable) -> None:
        now = self._seconds()
        self._failures = self._failures + 1 if 0 <= now - self._failed_at <= self._rest else 1
        self._failed_at = now
        rest = self._rest if self._failures >= _FAILURES_UNTIL_REST else 0.0
        self._rests_until = now + min(max(rest, trouble.retry_after or 0.0), LONGEST_REST_SECONDS)
        if trouble.because != self._trouble:
            self._trouble = trouble.because
            say = log.error if trouble.because in ("key", "no_store") else log.warning
            say("record_store_unavailable", because=trouble.because)

    def _lives(self) -> None:
        self._failures = 0
        if self._trouble is not None:
            self._trouble = None
            log.info("record_store_is_back")


def _unavailable(status: int, headers: Mapping[str, str]) -> NoReturn:
    asked = headers.get("Retry-After", "")
    # The other form, a date, hangs on two clocks; the pause of our own will do.
    retry_after = float(asked) if asked.isdecimal() else None
    if status in _FORBIDDEN:
        raise StoreUnavailable("key")
    if status in (429, 503):
        raise StoreUnavailable("busy", retry_after=retry_after)
    raise StoreUnavailable("failing" if status >= 500 or status == 408 else "no_store", retry_after=retry_after)


def _are_voids(statements: Sequence[Statement]) -> bool:
    """Whether a 403 may be about these alone: a store may let a key write, and not take back what was written."""
    return all(each["verb"]["id"] == _VOIDED for each in statements)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """Return what was answered, cut where it is far longer than any receipt."""
    read = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        read += piece
        if len(read) > _LARGEST_ANSWER:
            break
    return bytes(read)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
