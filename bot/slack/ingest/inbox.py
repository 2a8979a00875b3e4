"""Stores events together with their jobs: many at once in one transaction, acknowledged after its commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.clock import Clock, utc_now
from bot.slack.ingest.jobs import DispatchEvent
from bot.telemetry.metrics import Metrics
from models.repositories.inbox import Received, store_events
from models.uow import Bulk, Storage

_MOST_AT_ONCE: Final = 256
_MOST_WAITING: Final = 4096
_PATIENCE: Final = 2.0
"""Seconds until we say that it did not work: Slack gives up after 3, the way there and back included."""


class InboxUnavailable(Exception):
    """The event could not be stored, or not in time. Slack is to send it again."""


@dataclass(frozen=True)
class _Waiting:
    event: Received
    place: str
    stored: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Inbox:
    """The one writer of the inbox. `store` returns after the commit of the transaction that holds the event.

    `workspace_of` tells the workspace of a Slack team, or none where Thrice is not installed.
    """

    def __init__(
        self,
        storage: Storage,
        workspace_of: Callable[[str], Awaitable[int | None]],
        *,
        clock: Clock = utc_now,
        metrics: Metrics | None = None,
        most_at_once: int = _MOST_AT_ONCE,
        patience: float = _PATIENCE,
    ) -> None:
        self._storage = storage
        self._workspace_of = workspace_of
        self._clock = clock
        self._events = metrics.events if metrics is not None else None
        self._most = most_at_once
        self._patience = patience
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None
        self._log = structlog.get_logger(__name__)

    def start(self) -> None:
        """Begin to write."""
        self._writer = asyncio.create_task(self._write(), name="inbox")

    async def stop(self) -> None:
        """Write what waits, and then no more."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            self._waiting.put_nowait(None)
            await writer

    async def store(self, event_id: str, team_id: str, body: str, *, place: str = "") -> None:
        """Store an event with its job, and return once it is committed; an event that is there already is left.

        `place` is the channel that it happened in: events of one place are handed on in their order.

        Raises `InboxUnavailable`. The event may be stored all the same: its id tells a retry from a new one.
        """
        if self._writer is None or self._waiting.qsize() >= _MOST_WAITING:
            raise self._refusal("stopped" if self._writer is None else "full", event_id)
        waiting = _Waiting(Received(event_id, team_id, body), place)
        self._waiting.put_nowait(waiting)
        try:
            async with asyncio.timeout(self._patience):
                await waiting.stored
        except TimeoutError:
            raise self._refusal("slow", event_id) from None

    def _refusal(self, reason: str, event_id: str) -> InboxUnavailable:
        """Say in the log and the figures that an event was refused."""
        self._log.warning(f"inbox.{reason}", event_id=event_id, waiting=self._waiting.qsize())
        self._count(unavailable=1)
        return InboxUnavailable(reason)

    async def _write(self) -> None:
        while (first := await self._waiting.get()) is not None:
            batch = [first]
            # Whoever came while the last transaction was under way shares the next one.
            while len(batch) < self._most and not self._waiting.empty():
                another = self._waiting.get_nowait()
                if another is None:
                    self._waiting.put_nowait(None)
                    break
                batch.append(another)
            try:
                await self._store(batch)
            except Exception as error:  # noqa: BLE001 (whatever it was, those who wait must hear of it)
                self._log.error("inbox.not_stored", events=len(batch), error=type(error).__name__, exc_info=error)
                self._count(unavailable=sum(not waiting.stored.done() for waiting in batch))
                failure: Exception | None = error
            else:
                failure = None
            _tell(batch, failure)

    async def _store(self, batch: Sequence[_Waiting]) -> None:
        events = {waiting.event.event_id: waiting.event for waiting in batch}
        places = {waiting.event.event_id: waiting.place for waiting in batch}
        # Looked up before the transaction begins: on SQLite there is one writer, and a look may need the same lock.
        workspaces = {team_id: await self._workspace_of(team_id) for team_id in {e.team_id for e in events.values()}}
        jobs = {}
        for event in events.values():
            if (workspace_id := workspaces[event.team_id]) is None:
                self._log.warning("inbox.unknown_team", team=event.team_id, event_id=event.event_id)
                continue
            jobs[event.event_id] = DispatchEvent(
                workspace_id=workspace_id, event_id=event.event_id, place=places[event.event_id]
            )
        if not jobs:
            return

        def write(bulk: Bulk) -> int:
            new = store_events(bulk.connection, [events[event_id] for event_id in jobs], at=self._clock())
            # In the order of their coming: a reply must not overtake its question.
            for event_id in (event_id for event_id in jobs if event_id in new):
                bulk.enqueue(jobs[event_id], key=f"event:{event_id}")
            return len(new)

        stored = await self._storage.in_bulk(write, first=True)
        self._count(stored=stored, duplicate=len(batch) - stored)

    def _count(self, **outcomes: int) -> None:
        if self._events is not None:
            for outcome, many in outcomes.items():
                self._events.labels(outcome).inc(many)


def _tell(batch: Sequence[_Waiting], failure: Exception | None) -> None:
    for waiting in batch:
        if waiting.stored.done():  # whoever waited has given up
            continue
        if failure is None:
            waiting.stored.set_result(None)
        else:
            waiting.stored.set_exception(InboxUnavailable(type(failure).__name__))
