"""Slack as the door meets it: signed requests, honest ones and others, sent to an ASGI callable."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bot.slack.ingest import Answer, InboxUnavailable, Reception, SlackFront

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OLD_SECRET = "e6b19c573432dcc6b075501d51b51bb8"
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

MESSAGE: dict[str, Any] = {
    "token": "verification_token",
    "team_id": "T0000001",
    "api_app_id": "A0000001",
    "event": {
        "type": "message",
        "channel": "C0000001",
        "user": "U0000001",
        "text": "How do I get VPN access?",
        "ts": "1764235800.000100",
        "channel_type": "channel",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "?"}]}],
            }
        ],
    },
    "type": "event_callback",
    "event_id": "Ev0000001",
    "event_time": 1764235800,
    "authorizations": [{"team_id": "T0000001", "user_id": "U0000002", "is_bot": True}],
}
REACTION = {
    **MESSAGE,
    "event_id": "Ev0000002",
    "event": {
        "type": "reaction_added",
        "user": "U0000001",
        "reaction": "bookmark",
        "item": {"type": "message", "channel": "C0000001", "ts": "1764235800.000100"},
    },
}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T0000001", "domain": "thrice"},
    "user": {"id": "U0000001", "team_id": "T0000001"},
    "container": {"type": "message", "channel_id": "C0000001", "message_ts": "1764235800.000100"},
    "trigger_id": "111.222.abc",
    "response_url": "https://hooks.slack.example/actions/T/1/x",
    "actions": [{"type": "button", "action_id": "draft.publish", "value": "{}"}],
}
SUBMISSION = {
    "type": "view_submission",
    "team": {"id": "T0000001"},
    "user": {"id": "U0000001"},
    "view": {"id": "V0000001", "callback_id": "draft.edit", "state": {"values": {}}},
}
COMMAND = {
    "command": "/thrice",
    "text": "ask how do I get VPN access",
    "team_id": "T0000001",
    "user_id": "U0000001",
    "channel_id": "C0000001",
    "response_url": "https://hooks.slack.example/commands/T/1/x",
    "trigger_id": "111.222.abc",
}


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.digest(secret.encode(), f"v0:{timestamp}:".encode() + body, "sha256").hex()


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict[bytes, bytes]


@dataclass
class Noted:
    """An inbox and a Bolt that note what reaches them."""

    stored: list[tuple[str, str, str]] = field(default_factory=list)
    dispatched: list[dict[str, Any]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    out_of_order: bool = False
    broken: bool = False

    async def store(self, event_id: str, team_id: str, body: str, *, place: str) -> None:
        if self.out_of_order:
            raise InboxUnavailable
        self.places.append(place)
        self.stored.append((event_id, team_id, body))

    async def dispatch(self, body: dict[str, Any]) -> Answer:
        if self.broken:
            raise LookupError
        self.dispatched.append(body)
        return Answer(200, '{"text":"done"}', {"Content-Type": ["application/json"]})

    def concerns_us(self, body: Mapping[str, Any]) -> bool:
        event = body["event"]
        return "?" in str(event.get("text")) or event["type"] == "reaction_added"


class Slack:
    """Sends requests to a front that has `noted` behind it."""

    def __init__(self, noted: Noted, secrets: Sequence[str] = (SECRET, OLD_SECRET)) -> None:
        # An Inbox is a store to the reception; this one needs no database.
        reception = Reception(gate=noted, inbox=noted, dispatch=noted.dispatch)
        self.front = SlackFront(reception, signing_secrets=secrets, clock=lambda: NOW)

    async def tells(self, event: Mapping[str, Any] | bytes, **options: Any) -> Reply:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        return await self.sends(body, JSON, **options)

    async def asks(self, form: Mapping[str, Any] | bytes, **options: Any) -> Reply:
        if not isinstance(form, bytes):
            form = urlencode(form if "command" in form else {"payload": json.dumps(form)}).encode()
        return await self.sends(form, FORM, **options)

    async def sends(
        self,
        body: bytes,
        kind: str,
        *,
        method: str = "POST",
        timestamp: str | None = None,
        secret: str = SECRET,
        headers: Mapping[str, str] | None = None,
        parts: int = 1,
    ) -> Reply:
        timestamp = str(int(NOW.timestamp())) if timestamp is None else timestamp
        sent = {
            "content-type": kind,
            "content-length": str(len(body)),
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(body, timestamp, secret),
            **(headers or {}),
        }
        return await self.delivers(method, sent, body, parts)

    async def delivers(self, method: str, headers: Mapping[str, str], body: bytes, parts: int = 1) -> Reply:
        step = -(-len(body) // parts) or 1
        pieces = [body[at : at + step] for at in range(0, len(body), step)] or [b""]
        messages = iter(
            {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
            for number, piece in enumerate(pieces, 1)
        )
        sent: list[Any] = []

        async def receive() -> Any:
            return next(messages)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": "/slack/events",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        await self.front(scope, receive, send)
        start, body_message = sent
        return Reply(start["status"], body_message["body"], dict(start["headers"]))
