"""Writes jobs into the transaction of whoever leaves them; usable in a process that runs none."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy import Connection, Engine

from bot.ports.jobs import ORDERED, Job, Queue
from scheduler.doorbell import Doorbells
from scheduler.durable import APPLICATION, APPLICATION_VERSION, QUEUES, WORKFLOW

_LAST_PRIORITY: Final = 2**31 - 1


@dataclass(frozen=True)
class Written:
    """A job as it is written down: what it is, where it waits, for which occasion, and which attempt at it this is."""

    kind: str
    queue: Queue
    payload: Mapping[str, Any]
    key: str
    attempt: int = 1

    @classmethod
    def of(cls, job: Job, key: str) -> "Written":
        """Write down `job` for the occasion `key`."""
        return cls(job.kind, job.queue, job.model_dump(mode="json"), key)

    @property
    def workflow_id(self) -> str:
        """The id of this attempt. The first one's is the key, and stays taken while the later ones wait."""
        return self.key if self.attempt == 1 else f"{self.key}~{self.attempt}"

    def next(self) -> "Written":
        """Return the attempt after this one."""
        return replace(self, attempt=self.attempt + 1)

    def arguments(self) -> tuple[str, str, Mapping[str, Any], str, int]:
        """Return what the workflow is called with; `from_arguments` reads it."""
        return self.kind, self.queue.value, self.payload, self.key, self.attempt

    @classmethod
    def from_arguments(cls, kind: str, queue: str, payload: Mapping[str, Any], key: str, attempt: int) -> "Written":
        """Read what `arguments` gave."""
        return cls(kind, Queue(queue), payload, key, attempt)

    def options(self, after: timedelta | None = None) -> EnqueueOptions:
        """Return where and how long the job waits."""
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUES[self.queue],
            "workflow_id": self.workflow_id,
            "app_version": APPLICATION_VERSION,
        }
        if after is not None and after > timedelta(0):
            options["delay_seconds"] = after.total_seconds()
        if self.queue in ORDERED:
            options["queue_partition_key"] = f"{self.payload['workspace_id']}:{self.payload.get('place', '')}"
            options["priority"] = _in_order()
        return options


class DurableWriter:
    """The `JobWriter` of the durable engine. It uses no connection but the caller's."""

    def __init__(self, engine: Engine, bells: Doorbells | None = None) -> None:
        self._client = make_client(engine)
        self._bells = bells

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        """Leave `job` to be run once for the occasion that `key` names, not before `after` has passed.

        `connection` is the synchronous SQLAlchemy connection of the caller's transaction. A second call with
        the same `key` is a no-op for as long as finished jobs are kept (`scheduler.ledger.KEEP_DONE`).
        """
        if not isinstance(connection, Connection):
            raise TypeError("a job is written on a synchronous SQLAlchemy connection")
        written = Written.of(job, key)
        self._client.enqueue_in_transaction(connection, written.options(after), *written.arguments())
        if self._bells is not None and after is None:
            self._bells.ring_after(connection, job.queue)

    def leave(self, written: Written, after: timedelta) -> None:
        """Write down a further attempt, in a transaction of its own. Waits for the database: call it in a thread."""
        self._client.enqueue(written.options(after), *written.arguments())


def make_client(engine: Engine, *, patient: bool = True) -> DBOSClient:
    """Return DBOS's client on our connections; it makes none before it is used.

    A `patient` one waits, without end, for a database that is gone to come back.
    """
    return DBOSClient(
        system_database_engine=engine,
        # Readable in the database, and a payload is never code: DBOS's default is pickle.
        serializer=DBOSPortableJSONSerializer(),
        application_name=APPLICATION,
        lazy=True,
        retry_connection_errors=patient,
    )


def _in_order() -> int:
    """Return a priority that grows with the time of writing, in tenths of a millisecond.

    DBOS orders by it and then by a time that SQLite keeps in whole seconds, within which questions would be
    matched in any order. It begins anew after two and a half days: jobs that wait across that moment change places.
    """
    return 1 + time.time_ns() // 100_000 % (_LAST_PRIORITY - 1)
