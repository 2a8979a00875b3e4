"""Socket Mode: the app's WebSocket connections, envelopes and acknowledgements."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from ..options import Json, Options
from ..world.ids import Ids
from .answer import Answer, Kind, Retry

_MOST_SOCKETS = 10
_PING_EVERY = 5.0


@dataclass(eq=False)
class _Socket:
    """One connection and what was sent over it."""

    ws: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    waiting: dict[str, "asyncio.Future[Any]"] = field(default_factory=dict)


class Sockets:
    """The app's open sockets; each delivery goes over one of them, in turn."""

    def __init__(self, options: Options, ids: Ids, app_id: str) -> None:
        self._options = options
        self._ids = ids
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._open: list[_Socket] = []
        self._turn = itertools.count()
        self.used = False
        """Whether a socket was ever connected: then events wait for one instead of going to HTTP."""

    def __len__(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """A one-time pass for a connection, as `apps.connections.open` hands out."""
        ticket = self._ids.secret(32)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take one connection until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="unknown ticket")
        self._tickets.discard(ticket)
        if len(self._open) >= _MOST_SOCKETS:
            return web.Response(status=403, text="too_many_websockets")
        ws = web.WebSocketResponse(heartbeat=_PING_EVERY * 2, max_msg_size=0)
        await ws.prepare(request)
        socket = _Socket(ws, request.transport)
        self.used = True
        self._open.append(socket)
        try:
            await ws.send_str(json.dumps(self._hello()))
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(socket, message.data)
        finally:
            self._gone(socket)
        return ws

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "applink-playground",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app_id},
        }

    def _acknowledged(self, socket: _Socket, text: str) -> None:
        try:
            body = json.loads(text)
        except ValueError:
            return
        waiting = socket.waiting.pop(str(body.get("envelope_id")), None) if isinstance(body, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(body.get("payload"))

    def _gone(self, socket: _Socket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for waiting in socket.waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the socket closed"))

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Send one envelope over the next socket and wait for its acknowledgement."""
        if not self._open:
            return Answer(None, failure="connection_failed", via="socket")
        socket = self._open[next(self._turn) % len(self._open)]
        envelope_id = self._ids.client()
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {
                "retry_attempt": retry.number if retry else 0,
                "retry_reason": retry.reason if retry else "",
            }
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope_id] = acknowledged
        try:
            async with asyncio.timeout(self._options.pace.answer_within):
                await socket.ws.send_str(json.dumps(envelope))
                body = await acknowledged
        except TimeoutError:
            return Answer(None, failure="http_timeout", via="socket")
        except ConnectionError:
            return Answer(None, failure="connection_failed", via="socket")
        finally:
            socket.waiting.pop(envelope_id, None)
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        return Answer(200, text, via="socket")

    async def disconnect(self, reason: str = "refresh_requested") -> int:
        """Tell every socket that it will be closed, as Slack does before a refresh, and close it.

        Returns how many there were. `warning` tells them and leaves the closing to the app.
        """
        sockets = list(self._open)
        for socket in sockets:
            note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-playground"}}
            # From here on nothing new goes over it; what is on its way may still be acknowledged.
            self._open.remove(socket)
            await socket.ws.send_str(json.dumps(note))
            if reason != "warning":
                await socket.ws.close()
        return len(sockets)

    async def cut(self) -> int:
        """Drop every connection without a word, as a broken network does."""
        sockets = list(self._open)
        for socket in sockets:
            self._open.remove(socket)
            if isinstance(socket.transport, asyncio.Transport):
                socket.transport.abort()
        return len(sockets)
