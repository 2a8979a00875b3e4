"""Sends each message once: remembers what was tried, and looks before it tries again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.clock import Clock
from bot.ports.chat import ChatRefused, ChatUnavailable, Posted
from models.repositories.outgoing import Attempt
from models.uow import Storage

EVENT_TYPE: Final = "thrice_once"
"""The type of the metadata that carries a message's key."""
SETTLING: Final = timedelta(seconds=2)
"""How long after a try of unknown outcome its message may still appear in the history."""
SKEW: Final = timedelta(minutes=5)
"""How far Slack's clock and ours may be apart when the history is searched."""
# The operator mends these, and then the same message should go out.
_NOT_THE_MESSAGES_FAULT: Final = frozenset(
    {"invalid_auth", "missing_scope", "not_allowed_token_type", "not_authed", "not_installed", "token_expired"}
)
UNSURE: Final = "unsure"

Post = Callable[[], Awaitable[Posted]]
Look = Callable[[datetime], Awaitable[Posted | None]]


def metadata(workspace_id: int, key: str) -> dict[str, Any]:
    """Return the metadata by which a message is recognised. It is readable by others, so the key goes in hashed."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": digest(workspace_id, key)}}


def digest(workspace_id: int, key: str) -> str:
    """Return the key as it stands in the metadata."""
    return hashlib.sha256(f"{workspace_id}:{key}".encode()).hexdigest()[:32]


def carries(message: dict[str, Any], workspace_id: int, key: str) -> bool:
    """Tell whether a message of the history, fetched with all metadata, was posted for `key`."""
    data = message.get("metadata")
    if not isinstance(data, dict) or data.get("event_type") != EVENT_TYPE:
        return False
    payload = data.get("event_payload")
    return isinstance(payload, dict) and payload.get("key") == digest(workspace_id, key)


@dataclass
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    callers: int = 0


class SendOnce:
    """The states `intent -> trying -> sent | refused` of each message, kept in `outgoing`.

    `trying` is committed before Slack is called. Whoever finds it there does not know whether the message stands:
    they look into the history for the key, and post only where it is not.
    """

    def __init__(
        self, storage: Storage, *, clock: Clock, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[tuple[int, str], _Turn] = {}

    async def send(self, workspace_id: int, key: str, *, channel: str, post: Post, look: Look | None) -> Posted:
        """Post once for `key` and return where the message stands.

        `look(since)` finds the message where it was posted already. Without it (nothing can look up a message shown
        to one person) a try of unknown outcome is not repeated, and the `ts` returned is empty; one that Slack said to
        have failed is. Raises `ChatRefused`,
        again for each later call where that is settled, or `ChatUnavailable`.
        """
        async with self._turn(workspace_id, key):
            async with self._storage.begin(workspace_id) as uow:
                attempt = await uow.outgoing.claim(key, at=self._clock())
            if attempt.state == "sent":
                return Posted(attempt.channel_id or channel, attempt.ts or "")
            if attempt.state == "refused":
                raise ChatRefused(attempt.error or "refused")
            if not attempt.first and (found := await self._found(attempt, channel, look)) is not None:
                error = None if found.ts else UNSURE
                await self._keep(workspace_id, key, found, error)
                return found
            posted = await self._posted(workspace_id, key, post, look, first=attempt.first)
            await self._keep(workspace_id, key, posted)
            return posted

    async def _found(self, attempt: Attempt, channel: str, look: Look | None) -> Posted | None:
        if look is None:
            return Posted(channel, "")
        rest = (attempt.tried_at + SETTLING - self._clock()).total_seconds()
        if rest > 0:
            await self._sleep(min(rest, SETTLING.total_seconds()))
        return await look(attempt.tried_at - SKEW)

    async def _posted(self, workspace_id: int, key: str, post: Post, look: Look | None, *, first: bool) -> Posted:
        try:
            return await post()
        except ChatRefused as refusal:
            async with self._storage.begin(workspace_id) as uow:
                if refusal.code not in _NOT_THE_MESSAGES_FAULT:
                    await uow.outgoing.refused(key, refusal.code)
                elif first:
                    await uow.outgoing.nothing_happened(key)
            raise
        except ChatUnavailable as error:
            # An earlier try of unknown outcome stays in doubt, whatever became of this one.
            # Slack says that it failed. Where nobody can look whether it did all the same, its word is taken: better
            # the asker sees the same words twice, and nobody else does, than never.
            failed = error.nothing_happened or (error.said_to_fail and look is None)
            if failed and first:
                async with self._storage.begin(workspace_id) as uow:
                    await uow.outgoing.nothing_happened(key)
            raise

    async def _keep(self, workspace_id: int, key: str, posted: Posted, error: str | None = None) -> None:
        async with self._storage.begin(workspace_id) as uow:
            await uow.outgoing.sent(key, channel_id=posted.channel, ts=posted.ts or None, at=self._clock(), error=error)

    @asynccontextmanager
    async def _turn(self, workspace_id: int, key: str) -> AsyncIterator[None]:
        """Let two calls for one key in this process act one after the other."""
        turn = self._turns.setdefault((workspace_id, key), _Turn())
        turn.callers += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.callers -= 1
            if turn.callers == 0:
                del self._turns[workspace_id, key]
