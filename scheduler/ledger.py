"""The jobs as the durable engine keeps them: who holds which, what is dead, what may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from dbos import DBOSClient, WorkflowStatus
from sqlalchemy import Engine

from bot.ports.jobs import Queue
from scheduler.durable import QUEUES, WORKFLOW
from scheduler.writing import make_client

KEEP_DONE: Final = timedelta(days=14)
"""How long a finished job is kept. Until then its occasion is known, and leaving it again is a no-op."""
KEEP_DEAD: Final = timedelta(days=90)
"""How long a job that failed for good is kept, for somebody to look at."""
_DEAD: Final = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"]
_MOST_TAKEOVERS: Final = 50
_TAKEOVERS: Final = "takeovers"
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class DeadJob:
    """A job that failed for good. `error` names the type of what went wrong, never what it said."""

    kind: str
    key: str
    error: str
    at: datetime


class Ledger:
    """Looks after the jobs that are written down. Call its methods in a thread; without a database they raise."""

    def __init__(self, engine: Engine) -> None:
        self._client: DBOSClient = make_client(engine, patient=False)

    def held(self, executor_id: str | None = None) -> dict[str, list[str]]:
        """Return the ids of the jobs begun and not ended, by the executor that holds them."""
        held: dict[str, list[str]] = {}
        for status in self._begun(executor_id):
            held.setdefault(status.executor_id or "", []).append(status.workflow_id)
        return held

    def give_back(self, executor_id: str) -> int:
        """Return to their queues the jobs that `executor_id` laid down by itself; tell how many."""
        return self._queue_again(self._begun(executor_id))

    def take_from(self, executor_id: str) -> int:
        """Return to their queues the jobs of an executor that is gone; tell how many.

        A job that was under way at that many deaths is likely to be what kills: it is kept as dead instead.
        """
        willing = []
        for status in self._begun(executor_id):
            takeovers = (status.attributes or {}).get(_TAKEOVERS, 0) + 1
            if takeovers > _MOST_TAKEOVERS:
                self._client.cancel_workflows([status.workflow_id])
                continue
            self._client.update_workflow_attributes(status.workflow_id, {_TAKEOVERS: takeovers}, merge=True)
            willing.append(status)
        return self._queue_again(willing)

    def dead(self, limit: int = 100) -> list[DeadJob]:
        """Return the jobs that failed for good, the newest first."""
        return [
            _dead_job(status)
            for status in self._client.list_workflows(
                name=WORKFLOW, status=_DEAD, limit=limit, sort_desc=True, load_output=True
            )
        ]

    def clean_up(self, now: datetime, *, done: timedelta = KEEP_DONE, dead: timedelta = KEEP_DEAD) -> int:
        """Drop what ended longer ago than it is kept; tell how many. DBOS itself keeps everything for ever."""
        return self._drop(["SUCCESS"], now - done) + self._drop(_DEAD, now - dead)

    def _begun(self, executor_id: str | None) -> list[WorkflowStatus]:
        return self._client.list_workflows(
            name=WORKFLOW, status="PENDING", executor_id=executor_id, load_input=False, load_output=False
        )

    def _queue_again(self, statuses: Iterable[WorkflowStatus]) -> int:
        # Without a name DBOS resumes on its own queue, where nothing keeps a workspace's matching in line.
        by_queue: dict[str, list[str]] = {}
        for status in statuses:
            by_queue.setdefault(status.queue_name or QUEUES[Queue.WORK], []).append(status.workflow_id)
        for queue_name, ids in by_queue.items():
            self._client.resume_workflows(ids, queue_name=queue_name)
        return sum(map(len, by_queue.values()))

    def _drop(self, status: list[str], before: datetime) -> int:
        dropped = 0
        while True:
            ended = self._client.list_workflows(
                name=WORKFLOW,
                status=status,
                completed_before=before.astimezone(UTC).isoformat(),
                limit=_AT_ONCE,
                load_input=False,
                load_output=False,
            )
            if not ended:
                return dropped
            self._client.delete_workflows([one.workflow_id for one in ended])
            dropped += len(ended)


def _dead_job(status: WorkflowStatus) -> DeadJob:
    arguments = status.input["args"] if status.input is not None else ("", "", {}, status.workflow_id)
    return DeadJob(
        kind=str(arguments[0]),
        key=str(arguments[3]),
        error=str(status.error) if status.error is not None else status.status.lower(),
        at=datetime.fromtimestamp((status.completed_at or status.updated_at or 0) / 1000, UTC),
    )
