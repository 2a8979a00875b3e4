"""Requests to `/slack/events` as Slack signs them, for what no playground would send."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from io import BytesIO
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answered:
    """How Thrice answered."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class SignedSlack:
    """Sends to a Thrice whatever a test wants, signed with the app's secret unless it says otherwise."""

    def __init__(self, thrice_url: str, signing_secret: str) -> None:
        self._url = f"{thrice_url}/slack/events"
        self._secret = signing_secret
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    def headers(self, body: bytes, content_type: str, *, at: float | None = None) -> dict[str, str]:
        """The headers with which Slack would send these bytes at a moment (default: now)."""
        timestamp = str(int(time.time() if at is None else at))
        signed = b"v0:" + timestamp.encode() + b":" + body
        signature = "v0=" + hmac.new(self._secret.encode(), signed, hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature,
            "Content-Type": content_type,
        }

    async def sends(
        self,
        body: bytes,
        content_type: str = JSON,
        *,
        headers: dict[str, str] | None = None,
        method: str = "POST",
    ) -> Answered:
        """Send raw bytes; `headers` replace those of a genuine request."""
        used = self.headers(body, content_type) if headers is None else headers
        async with self._session.request(method, self._url, data=BytesIO(body), headers=used) as response:
            return Answered(response.status, await response.text())

    async def event(self, event: dict[str, Any], **envelope: Any) -> Answered:
        """Send an event callback around `event`."""
        body = {"type": "event_callback", "event_time": int(time.time()), **envelope, "event": event}
        return await self.sends(json.dumps(body).encode())

    async def interaction(self, payload: dict[str, Any]) -> Answered:
        """Send a click, a submission or a shortcut."""
        return await self.sends(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    async def command(self, **fields: str) -> Answered:
        """Send a slash command."""
        return await self.sends(urlencode(fields).encode(), FORM)
