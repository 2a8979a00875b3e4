"""What both doors do with what Slack sends: forget chatter, store events, hand commands and clicks to Bolt."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import structlog

from bot.slack.ingest.inbox import Inbox
from bot.slack.ingest.reading import Malformed
from bot.slack.ingest.shapes import check
from bot.telemetry.metrics import Metrics

_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_PATIENCE: Final = 10.0
"""Seconds a command or click may take; Slack shows an error after 3, but what was begun is better ended."""


class Gate(Protocol):
    """Tells chatter from what concerns us, in memory."""

    def concerns_us(self, body: Mapping[str, Any]) -> bool:
        """Tell whether the event callback `body` is worth storing."""


@dataclass(frozen=True)
class Answer:
    """What is answered to a command, a click, a submission or a request for options."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)


Dispatch = Callable[[dict[str, Any]], Awaitable[Answer]]
"""Hands the parsed body of a command or interaction to Bolt and returns its answer."""


class Reception:
    """Receives events, commands and interactions that are known to be Slack's."""

    def __init__(self, *, gate: Gate, inbox: Inbox, dispatch: Dispatch, metrics: Metrics | None = None) -> None:
        self._gate = gate
        self._inbox = inbox
        self._dispatch = dispatch
        self._forgotten = metrics.events.labels("forgotten") if metrics is not None else None
        self._log = structlog.get_logger(__name__)

    async def event(self, body: Mapping[str, Any], raw: str) -> None:
        """Store an event callback if it concerns us, else forget it. Returns when it may be acknowledged.

        `raw` is the JSON that `body` was read from. Raises `Malformed` or `InboxUnavailable`.
        """
        event = body.get("event")
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            raise Malformed("an event callback without an event")
        if not self._gate.concerns_us(body):
            if self._forgotten is not None:
                self._forgotten.inc()
            return
        event_id, team_id = body.get("event_id"), body.get("team_id") or body.get("enterprise_id")
        await self._inbox.store(_id(event_id, "event_id"), _id(team_id, "team_id"), raw, place=_place(event))

    async def action(self, body: dict[str, Any]) -> Answer:
        """Hand a command or interaction to Bolt and return what is to be answered; raise `Malformed`."""
        check(body)
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._dispatch(body)
        except Exception as error:  # noqa: BLE001 (a door: Slack shows the person that it did not work)
            self._log.error("action.failed", kind=_kind(body), error=type(error).__name__, exc_info=error)
            return Answer(503)


def _id(value: object, name: str) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Malformed(f"an event callback without {name}")
    return value


def _place(event: Mapping[str, Any]) -> str:
    """Return the channel that an event happened in, or nothing for one of no channel."""
    item = event.get("item")
    channel = item.get("channel") if isinstance(item, dict) else event.get("channel")
    return channel if isinstance(channel, str) and _ID.fullmatch(channel) else ""


def _kind(body: Mapping[str, Any]) -> str:
    return "command" if "command" in body else str(body.get("type"))
