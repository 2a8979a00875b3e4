"""Sending: which learning records go to the store now, how many at once, and when those that failed go again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.learning.jobs import SendRecords
from bot.learning.records import LEASE
from models.motivation import LearningRecord
from models.repositories.records import NOBODY, take_due_records
from models.uow import Bulk

TAKEN_AT_ONCE: Final = 1_000
SENT_AT_ONCE: Final = 50
"""Statements of one job and, as a rule, of one call: about 50 KB, far below what any store takes."""
FAILURES_UNTIL_ALONE: Final = 4
"""Records that were tried so often are sent one by one where they fail together: the store may stumble over one."""
FAILURES_OF_A_DEAD_STORE: Final = 3
"""So many calls in a row that fail are the fault of the store, not of what is sent."""

_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_LONGEST_ASKED: Final = timedelta(hours=24)


def take(bulk: Bulk, now: datetime) -> int:
    """Leave jobs that send the records that are due; return how many those are."""
    due = take_due_records(bulk.connection, now, lease=LEASE, limit=TAKEN_AT_ONCE)
    by_workspace: dict[int, list[int]] = defaultdict(list)
    for record in due:
        by_workspace[record.workspace_id].append(record.id)
    for workspace_id, ids in by_workspace.items():
        for start in range(0, len(ids), SENT_AT_ONCE):
            some = tuple(ids[start : start + SENT_AT_ONCE])
            # Taking moves `due_at` on in this transaction: the moment tells one taking from the next.
            bulk.enqueue(
                SendRecords(workspace_id=workspace_id, record_ids=some), key=f"records:{some[0]}:{now.timestamp()}"
            )
    return len(due)


def batches(waiting: Sequence[LearningRecord]) -> list[list[LearningRecord]]:
    """Return what is sent in one call each; pure. What takes others back goes apart: a key may not be allowed to."""
    voids = [record for record in waiting if record.user_id == NOBODY]
    others = [record for record in waiting if record.user_id != NOBODY]
    return [batch for batch in (others, voids) if batch]


def may_be_its_own_fault(batch: Sequence[LearningRecord], because: str) -> bool:
    """Tell whether a batch that failed has done so often enough to be sent one by one; pure."""
    return (
        len(batch) > 1
        and because in ("failing", "slow", "unreachable")
        and max(record.tries for record in batch) > FAILURES_UNTIL_ALONE
    )


def pause_after(tries: int, retry_after: float | None = None) -> timedelta:
    """Return how long a record waits that was tried so often; as long as the store asks, within a day."""
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * int(2 ** min(max(tries - 1, 0), 16)))
    asked = timedelta(seconds=min(retry_after or 0.0, _LONGEST_ASKED.total_seconds()))
    return max(pause, asked)
