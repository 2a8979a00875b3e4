"""The Socket Mode door: Slack's envelopes over a connection that we open, where nobody can reach us from outside."""

import asyncio
import json
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.slack.ingest.inbox import InboxUnavailable
from bot.slack.ingest.reading import Malformed, parse_object
from bot.slack.ingest.reception import Answer, Reception

_MOST_OPEN: Final = 64
_DEADLINE: Final = 10


class _BoundedClient(SocketModeClient):
    """Slack's client, which by itself begins a task for every message that comes in."""

    def __init__(self, most_open: int, **options: Any) -> None:
        super().__init__(**options)
        self._room = asyncio.Semaphore(most_open)

    async def enqueue_message(self, message: str) -> None:
        """Take a message when there is room for it; until then the connection is not read."""
        await self._room.acquire()
        await super().enqueue_message(message)

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """See to a message, and make room."""
        try:
            await super().run_message_listeners(message, raw_message)
        finally:
            self._room.release()


class SocketDoor:
    """Receives over Socket Mode. An envelope is acknowledged when what it holds is stored or answered.

    What could not be stored stays unacknowledged, and Slack sends it again.
    """

    def __init__(
        self,
        reception: Reception,
        *,
        app_token: str,
        api_url: str = "https://slack.com/api/",
        most_open: int = _MOST_OPEN,
        ping_seconds: float = 5,
    ) -> None:
        self._reception = reception
        self._app_token = app_token
        self._api_url = api_url
        self._most_open = most_open
        self._ping_seconds = ping_seconds
        self._client: _BoundedClient | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._log = structlog.get_logger(__name__)

    async def connected(self) -> bool:
        """Tell whether the connection stands."""
        return self._client is not None and await self._client.is_connected()

    async def start(self) -> None:
        """Open the connection, and open it again whenever it breaks.

        Raises `SettingsError` where Slack refuses the token. While Slack cannot be reached we go on trying.
        """
        self._client = _BoundedClient(
            self._most_open,
            app_token=self._app_token,
            web_client=AsyncWebClient(base_url=self._api_url, timeout=_DEADLINE),
            ping_interval=self._ping_seconds,
        )
        self._client.socket_mode_request_listeners.append(self._on_envelope)
        try:
            self._client.wss_uri = await self._client.issue_new_wss_url()
        except SlackApiError as error:
            await self.stop()
            code = str(error.response.get("error", "unknown"))
            raise SettingsError(f"SLACK_APP_TOKEN: Slack refuses it ({code}).") from None
        except Exception as error:  # noqa: BLE001 (no connection, no answer, no JSON: in each case we try again)
            self._log.warning("socket.unreachable", error=type(error).__name__)
        self._connecting = asyncio.create_task(self._client.connect(), name="socket-mode")  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """Close the connection. What is not acknowledged by then, Slack sends again."""
        client, self._client = self._client, None
        if client is None:
            return
        await client.close()  # type: ignore[no-untyped-call]
        tasks = (self._connecting, client.message_processor, client.message_receiver, client.current_session_monitor)
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
        await client.aiohttp_client_session.close()

    async def _on_envelope(self, client: AsyncBaseSocketModeClient, envelope: SocketModeRequest) -> None:
        try:
            payload = await self._received(envelope)
        except Malformed as malformed:
            self._log.warning("socket.malformed", kind=envelope.type, reason=str(malformed))
            payload = None
        except InboxUnavailable:
            return
        await client.send_socket_mode_response(SocketModeResponse(envelope.envelope_id, payload))

    async def _received(self, envelope: SocketModeRequest) -> dict[str, Any] | None:
        raw = json.dumps(envelope.payload)
        body = parse_object(raw)
        if envelope.type == "events_api":
            await self._reception.event(body, raw)
            return None
        if envelope.type in ("interactive", "slash_commands"):
            return _payload(await self._reception.action(body))
        return None


def _payload(answer: Answer) -> dict[str, Any] | None:
    """Return what is sent back with the acknowledgement, as HTTP would carry it in the body."""
    if not answer.body:
        return None
    try:
        return parse_object(answer.body)
    except Malformed:
        return {"text": answer.body}
