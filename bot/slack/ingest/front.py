"""The signed raw front: every request of Slack's over HTTP, checked before anything else reads it."""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from bot.clock import Clock, utc_now
from bot.slack.ingest.inbox import InboxUnavailable
from bot.slack.ingest.reading import Malformed, decode, parse_form, parse_object
from bot.slack.ingest.reception import Answer, Reception
from bot.slack.ingest.signature import Signature
from bot.telemetry.metrics import Metrics

MOST_BYTES: Final = 1024 * 1024
_PATIENCE: Final = 10.0
"""Seconds the rest of a body may take to arrive."""
_JSON: Final = b"application/json"
_FORM: Final = b"application/x-www-form-urlencoded"
_EMPTY: Final = Answer()


class _Refused(Exception):
    """The request is not taken; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class SlackFront:
    """An ASGI application for `POST /slack/events`.

    401 for a wrong signature or time, 400 for malformed though signed, 405 for a wrong method, 408 for a body that
    does not come, 413 over 1 MB, 503 where Slack should try again; else 200, or what Bolt answers.
    """

    def __init__(
        self,
        reception: Reception,
        *,
        signing_secrets: Sequence[str],
        clock: Clock = utc_now,
        metrics: Metrics | None = None,
    ) -> None:
        self._reception = reception
        self._signature = Signature(signing_secrets) if signing_secrets else None
        self._clock = clock
        self._refused = metrics.events.labels("refused") if metrics is not None else None
        self._seconds = metrics.acknowledge_seconds if metrics is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        try:
            answer = await self._answer(scope, receive)
        except _Refused as refused:
            if self._refused is not None:
                self._refused.inc()
            answer = Answer(refused.status, headers={"Allow": ["POST"]} if refused.status == 405 else {})
        except InboxUnavailable:
            answer = Answer(503)
        await _send(send, answer)
        if self._seconds is not None:
            self._seconds.observe(time.perf_counter() - began)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["type"] != "http" or scope["method"] != "POST":
            raise _Refused(405)
        headers = dict(scope["headers"])
        body = await _read(headers, receive)
        # In Socket Mode there may be no secret at all; then nothing that comes this way is Slack's.
        genuine = self._signature is not None and self._signature.holds(
            timestamp=headers.get(b"x-slack-request-timestamp", b""),
            signature=headers.get(b"x-slack-signature", b""),
            body=body,
            now=self._clock(),
        )
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if not genuine:
            return _certificate_checked(kind, body)
        try:
            text = decode(body)
            if kind == _JSON:
                return await self._told(text)
            if kind == _FORM:
                return await self._asked(text)
        except Malformed:
            raise _Refused(400) from None
        raise _Refused(400)

    async def _told(self, text: str) -> Answer:
        """Take an event, or prove to Slack that this address is ours."""
        body = parse_object(text)
        kind = body.get("type")
        if kind == "event_callback":
            await self._reception.event(body, text)
        elif kind == "url_verification":
            if not isinstance(body.get("challenge"), str):
                raise Malformed("a verification without a challenge")
            return Answer(200, json.dumps({"challenge": body["challenge"]}), {"Content-Type": ["application/json"]})
        elif not isinstance(kind, str):
            raise Malformed("no type")
        return _EMPTY

    async def _asked(self, text: str) -> Answer:
        """Take a command, a click, a submission, or a request for options."""
        form = parse_form(text)
        if form.get("ssl_check") == "1":
            return _EMPTY
        return await self._reception.action(parse_object(form["payload"]) if "payload" in form else dict(form))


def _certificate_checked(kind: bytes, body: bytes) -> Answer:
    """Answer Slack's check of our certificate, the one request that it does not sign; refuse any other."""
    try:
        if kind == _FORM and parse_form(decode(body)).get("ssl_check") == "1":
            return _EMPTY
    except Malformed:
        raise _Refused(401) from None
    raise _Refused(401)


async def _read(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """Return the body, as it was sent; give up as soon as it is known to be too large."""
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or int(declared[:20]) > MOST_BYTES:
        raise _Refused(413 if declared.isdigit() else 400)
    message = await receive()
    if not message.get("more_body", False):
        return _part(message, 0)
    parts, size = [_part(message, 0)], len(message.get("body", b""))
    try:
        async with asyncio.timeout(_PATIENCE):
            while message.get("more_body", False):
                message = await receive()
                parts.append(_part(message, size))
                size += len(parts[-1])
    except TimeoutError:
        raise _Refused(408) from None
    return b"".join(parts)


def _part(message: Message, before: int) -> bytes:
    if message["type"] == "http.disconnect":
        raise _Refused(400)
    part: bytes = message.get("body", b"")
    if before + len(part) > MOST_BYTES:
        raise _Refused(413)
    return part


async def _send(send: Send, answer: Answer) -> None:
    body = answer.body.encode()
    headers = [(name.lower().encode(), value.encode()) for name, values in answer.headers.items() for value in values]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
