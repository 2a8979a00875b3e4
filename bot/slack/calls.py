"""Calls to Slack's Web API: one shared session, a deadline, our pace, and Slack's refusals as our errors."""

import logging
from asyncio import timeout
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports.chat import ChatRefused, ChatUnavailable
from bot.slack.pacing import Pacer
from bot.telemetry.metrics import Metrics

DEADLINE: Final = 10.0
"""Seconds for one call with its repetitions: well below the time after which a silent replica's jobs are taken over,
so that two replicas are never at the same call."""

_READS: Final = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "users.conversations",
        "users.info",
        "chat.getPermalink",
    }
)
_IN_ADDRESS: Final = frozenset({"auth.revoke", "dnd.info", "dnd.setSnooze"})
"""Slack's pages of these name no JSON either."""
_POSTS: Final = frozenset({"chat.postMessage", "chat.postEphemeral"})
_ASKS_TO_WAIT: Final = frozenset({"ratelimited", "rate_limited"})
# Slack says of these that trying again may help, and not whether anything happened.
_PASSES: Final = frozenset(
    {
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "accesslimited",
        "update_failed",
        "fetch_members_failed",
    }
)
_FAILED: Final = frozenset({500, 502, 503})
"""By these the server says that it failed. A 504 is its gateway's: the server has not answered in time."""
_MOST_TRIES: Final = 3
_USUAL_WAIT: Final = 1.0


class Tokens(Protocol):
    """Knows the token with which Thrice acts in a workspace."""

    async def bot_token(self, workspace_id: int) -> str:
        """Return it; raise `ChatRefused("not_installed")` where there is none."""


def quiet_logger() -> logging.Logger:
    """Return a logger for slack_sdk's clients, which write whole messages into the log at level DEBUG."""
    return logging.Logger("slack_sdk", logging.WARNING)


def open_session(api_url: str, *, deadline: float, headers: Mapping[str, str] | None = None) -> aiohttp.ClientSession:
    """Return a session for Slack: through the proxy of the environment, unless Slack is on this machine."""
    on_this_machine = urlsplit(api_url).hostname in ("localhost", "127.0.0.1", "::1")
    timeout_of_all = aiohttp.ClientTimeout(total=deadline)
    return aiohttp.ClientSession(timeout=timeout_of_all, headers=headers, trust_env=not on_this_machine)


class Calls:
    """Makes calls on behalf of a workspace. Close it when done."""

    def __init__(
        self,
        tokens: Tokens,
        *,
        api_url: str,
        pacer: Pacer | None = None,
        deadline: float = DEADLINE,
        metrics: Metrics | None = None,
    ) -> None:
        self._tokens = tokens
        self._api_url = api_url
        self._pacer = pacer if pacer is not None else Pacer()
        self._deadline = deadline
        self._counter = metrics.slack_calls if metrics is not None else None
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[bool, AsyncWebClient] = {}

    async def __call__(
        self,
        workspace_id: int,
        method: str,
        arguments: Mapping[str, Any],
        *,
        paced_by: str | None = None,
    ) -> Mapping[str, Any]:
        """Call `method` when its turn has come and return Slack's answer.

        `paced_by` is the channel that a message goes to. Raises `ChatRefused` or `ChatUnavailable`.
        """
        token = await self._tokens.bot_token(workspace_id)
        return await self.paced(workspace_id, method, arguments, token=token, paced_by=paced_by)

    async def paced(
        self,
        workspace_id: int,
        method: str,
        arguments: Mapping[str, Any],
        *,
        token: str,
        paced_by: str | None = None,
    ) -> Mapping[str, Any]:
        """Call `method` with a token of one's own, as `__call__` does with the bot's."""
        for attempt in range(1, _MOST_TRIES + 1):
            await self._pacer.turn(workspace_id, method, paced_by)
            try:
                return await self.once(method, arguments, token=token)
            except ChatUnavailable as busy:
                if busy.retry_after is None:
                    raise
                self._pacer.pause(workspace_id, method, paced_by, busy.retry_after)
                if attempt == _MOST_TRIES:
                    raise
        raise AssertionError("unreachable")

    async def once(self, method: str, arguments: Mapping[str, Any], *, token: str) -> Mapping[str, Any]:
        """Call `method` now. A call that may be repeated without harm is repeated after a reset or a 5xx."""
        return (await self.answer(method, arguments, token=token))[0]

    async def answer(
        self, method: str, arguments: Mapping[str, Any], *, token: str
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Call `method` now, and return Slack's answer with its headers."""
        with self._counted(method):
            return await self._answer(method, arguments, token=token)

    async def _answer(
        self, method: str, arguments: Mapping[str, Any], *, token: str
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        client = self._client(repeats=method not in _POSTS)
        # Slack reads the arguments of look-ups from the address only; blocks and views travel best as JSON.
        in_address = method in _READS or method in _IN_ADDRESS
        how: dict[str, Any] = {"http_verb": "GET"} if in_address else {}
        how["params" if in_address else "json"] = {**arguments, "token": token}
        try:
            async with timeout(self._deadline):
                answer = await client.api_call(method, **how)
        except TimeoutError:
            raise ChatUnavailable(f"{method}: no answer in {self._deadline:g} s") from None
        except aiohttp.ClientConnectorError as error:
            raise ChatUnavailable(f"{method}: {type(error).__name__}", nothing_happened=True) from error
        except aiohttp.ClientError as error:
            raise ChatUnavailable(f"{method}: {type(error).__name__}") from error
        except SlackApiError as error:
            raise _translated(method, error) from None
        return answer.data if isinstance(answer.data, dict) else {}, answer.headers

    async def send_to(self, address: str, body: Mapping[str, Any]) -> None:
        """Send `body` to a response address, which needs no token. Raises `ChatRefused` or `ChatUnavailable`."""
        with self._counted("response_url"):
            await self._send_to(address, body)

    @contextmanager
    def _counted(self, method: str) -> Iterator[None]:
        """Count how a call of `method` ends; `limited` where Slack asks us to wait."""
        outcome = "failed"
        try:
            yield
            outcome = "ok"
        except ChatUnavailable as busy:
            outcome = "failed" if busy.retry_after is None else "limited"
            raise
        finally:
            if self._counter is not None:
                self._counter.labels(method, outcome).inc()

    async def _send_to(self, address: str, body: Mapping[str, Any]) -> None:
        try:
            async with timeout(self._deadline), self._connected().post(address, json=body) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ChatUnavailable(f"response_url: {type(error).__name__}") from error
        if status == 429 or status >= 500:
            raise ChatUnavailable(f"response_url: {status}")
        if status != 200:
            raise ChatRefused(f"response_url_{status}")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
            self._clients.clear()

    def _client(self, *, repeats: bool) -> AsyncWebClient:
        session = self._connected()
        if repeats not in self._clients:
            # A message that Slack took and did not confirm must not be posted again by a retry handler that cannot
            # look: the send-once door does that. What may be repeated is repeated here. Slack's 429 is ours to obey,
            # because it holds up the whole method and not this one call.
            handlers = [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()] if repeats else []
            self._clients[repeats] = AsyncWebClient(
                base_url=self._api_url, session=session, retry_handlers=handlers, logger=quiet_logger()
            )
            # The SDK sends even loopback addresses through HTTPS_PROXY; the session knows NO_PROXY.
            self._clients[repeats].proxy = None
        return self._clients[repeats]

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = open_session(self._api_url, deadline=self._deadline)
            self._clients.clear()
        return self._session


def _translated(method: str, error: SlackApiError) -> ChatRefused | ChatUnavailable:
    response = error.response
    # A body that is no JSON comes as aiohttp's response, every other answer as slack_sdk's.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in _ASKS_TO_WAIT:
        wait = _retry_after(getattr(response, "headers", None) or {})
        return ChatUnavailable(f"{method}: asked to wait", retry_after=wait, nothing_happened=True)
    if status >= 500 or code in _PASSES or not code:
        return ChatUnavailable(f"{method}: {code or status}", said_to_fail=status in _FAILED)
    return ChatRefused(code)


def _retry_after(headers: Mapping[str, Any]) -> float:
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), None)
    try:
        return max(_USUAL_WAIT, float(str(value)))
    except ValueError:
        return _USUAL_WAIT
