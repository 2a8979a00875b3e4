"""Signed HTTP requests to the app's request URL, as Slack makes them."""

import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from ..options import Json, Options
from .answer import Answer, Kind, Retry


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature, version 0, over the raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpLine:
    """Posts to the app and tells what came back; it never raises for what the app does."""

    def __init__(self, options: Options, signing_secret: str) -> None:
        self._options = options
        self.signing_secret = signing_secret
        self._session: aiohttp.ClientSession | None = None
        self.request_url = options.request_url

    async def open(self) -> None:
        """Open the connection pool."""
        # force_close: a kept connection that the app's server closes meanwhile would look like a failure.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))

    async def close(self) -> None:
        """Close it."""
        if self._session is not None:
            await self._session.close()

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver one payload: events as JSON, all else as a form."""
        if kind == "events_api":
            return await self.post(json.dumps(payload).encode(), "application/json", retry)
        fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        body = urlencode(fields, errors="replace").encode()
        return await self.post(body, "application/x-www-form-urlencoded", retry)

    async def verify(self, challenge: str) -> Answer:
        """Slack's handshake with a new request URL."""
        body = {"type": "url_verification", "token": "", "challenge": challenge}
        return await self.post(json.dumps(body).encode(), "application/json")

    async def post(self, body: bytes, content_type: str, retry: Retry | None = None) -> Answer:
        """Sign a body and post it."""
        timestamp = str(int(self._options.clock()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.signing_secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        if self._session is None:
            raise RuntimeError("The playground has not been started.")
        timeout = aiohttp.ClientTimeout(total=self._options.pace.answer_within)
        try:
            async with self._session.post(
                self.request_url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                text = await response.text(errors="replace")
                no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                failure = None if response.status < 300 else "http_error"
                return Answer(response.status, text, failure, no_retry)  # type: ignore[arg-type]
        except TimeoutError:
            return Answer(None, failure="http_timeout")
        except aiohttp.ClientError:
            return Answer(None, failure="connection_failed")
