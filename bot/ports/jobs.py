"""Work left for later, as values, and the seam through which it is written."""

from datetime import timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from pydantic import BaseModel


class Queue(StrEnum):
    """Where a job waits."""

    MATCHING = "matching"
    """One at a time in each workspace, so that two replicas never make two topics out of one."""
    EVENTS = "events"
    """One at a time in each channel, in the order in which Slack told us: an answer never overtakes its question."""
    WORK = "work"
    """Several at once; order does not matter."""
    SLOW = "slow"
    """Calls to models and wikis, which must not hold up what a person waits for."""
    MEMBERS = "members"
    """One at a time for each member: what is set in their name is not set and put back at once."""


ORDERED = frozenset({Queue.MATCHING, Queue.EVENTS, Queue.MEMBERS})
"""The queues that are partitioned by workspace, and by the job's field `place` where it has one; within a partition
one job runs at a time, in the order of writing."""


class Job(BaseModel, frozen=True):
    """What is to be done, in which workspace; subclasses add what it is about. Ids only, never text."""

    kind: ClassVar[str]
    queue: ClassVar[Queue] = Queue.WORK
    workspace_id: int


class JobWriter(Protocol):
    """Writes a job into the transaction of whoever leaves it."""

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        """Leave `job` to be run once for the occasion that `key` names, not before `after` has passed.

        `connection` is the synchronous SQLAlchemy connection of the caller's transaction: the job is there
        if, and only if, that transaction commits. A second call with the same `key` is a no-op.
        """
